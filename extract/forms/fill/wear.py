"""What happens to the paper before it is scanned; nothing on it moves.

Every function takes the page, how much of it, its dpi and the dice, and returns the new page and a
word for the truth file.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from extract.forms.fill.canvas import Canvas
from models.values import Box, Colour, Grey

Image = Grey | Colour
Step = tuple[Image, dict[str, Any]]
Field = npt.NDArray[np.float32]


def smooth_field(shape: tuple[int, int], knots: int, low: float, rng: Random) -> Field:
    """A smooth random field of that shape between `low` and 1, of `knots` by `knots` points."""
    points = [[rng.uniform(low, 1.0) for _ in range(knots)] for _ in range(knots)]
    wide = cv2.resize(
        np.array(points, np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC
    )
    return np.asarray(np.clip(wide, low, 1.0), np.float32)


def lit(image: Image, light: Field) -> Image:
    """The page under a field of light (1 leaves it as it is)."""
    if image.ndim == 3:
        light = np.repeat(light[..., None], 3, axis=2)
    return np.asarray(cv2.multiply(image, light, dtype=cv2.CV_8U), np.uint8)


def bleed_through(page: Image, amount: float, dpi: float, rng: Random) -> Step:
    """The reverse side shows through thin paper: mirrored, soft; `amount` of its ink is seen."""
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY) if page.ndim == 3 else page
    back = np.roll(grey[:, ::-1], rng.randrange(-40, 40) * round(dpi / 25.4), axis=0)
    soft = cv2.GaussianBlur(back, (0, 0), rng.uniform(0.8, 1.8) * dpi / 200)
    through = 1 - (1 - soft.astype(np.float32) / 255) * amount
    return lit(page, through.astype(np.float32)), {
        "kind": "bleed_through",
        "strength": round(amount, 3),
    }


def patchy_ink(page: Image, amount: float, dpi: float, rng: Random) -> Step:
    """A dry ribbon or low toner: in places only `amount` of the ink is left."""
    keep = smooth_field(page.shape[:2], rng.randrange(4, 9), amount, rng)
    if page.ndim == 3:
        keep = np.repeat(keep[..., None], 3, axis=2)
    thin = 255 - (255 - page.astype(np.float32)) * keep
    return thin.astype(np.uint8), {"kind": "patchy_ink", "least": round(amount, 3)}


def crease(page: Image, amount: float, dpi: float, rng: Random) -> Step:
    """One or two folds: ink is gone along a thin line, paper beside it is shaded by `amount`."""
    height, width = page.shape[:2]
    worn = page.copy()
    folds = rng.sample(("across", "down"), rng.choice((1, 1, 2)))
    for fold in folds:
        across = fold == "across"
        along, depth = (width, height) if across else (height, width)
        middle = depth * rng.choice((1 / 3, 1 / 2, 2 / 3)) + rng.uniform(-0.02, 0.02) * depth
        lean = rng.uniform(-0.01, 0.01)
        spots = np.arange(along, dtype=np.float32)
        line = middle + lean * (spots - along / 2) + np.sin(spots / dpi * rng.uniform(0.5, 2)) * 1.5
        reach = dpi / 25.4 * rng.uniform(1.0, 3.0)
        first, last = int(line.min() - 4 * reach), int(line.max() + 4 * reach)
        first, last = max(first, 0), min(last, depth)
        away = np.arange(first, last, dtype=np.float32)[:, None] - line[None, :]
        shade = 1 - amount * 0.3 * np.exp(-np.abs(away) / reach) * (away > 0)
        bare = np.abs(away) < dpi / 25.4 * 0.12
        shade, bare = (shade, bare) if across else (shade.T, bare.T)
        rows = slice(first, last) if across else slice(None)
        columns = slice(None) if across else slice(first, last)
        part = lit(worn[rows, columns], np.asarray(shade, np.float32))
        part[bare] = np.maximum(part[bare], round(255 - 60 * amount))
        worn[rows, columns] = part
    return worn, {"kind": "crease", "folds": folds, "depth": round(amount, 3)}


def pen(page: Image, amount: float, dpi: float, rng: Random) -> Step:
    """A reader's pen: `amount` underlinings, rings, margin strokes and lines through words."""
    canvas = Canvas(page.copy(), dpi)
    height, width = page.shape[:2]
    colour = rng.choice(((170, 20, 30), (20, 40, 150), (30, 30, 34), (20, 110, 50)))
    boxes: list[Box] = []
    shapes: list[str] = []
    for _ in range(round(amount)):
        x, y = rng.uniform(0.1, 0.7) * width, rng.uniform(0.15, 0.9) * height
        reach = canvas.px(rng.uniform(15, 50))
        shape = rng.choice(tuple(_STROKES))
        steps = np.linspace(0, 1, 40)
        wave = np.sin(steps * rng.uniform(4, 12)) * canvas.px(0.4)
        line = _STROKES[shape](steps, reach, canvas.px(1.0))
        points = [
            (x + float(a), y + float(b) + float(c)) for (a, b), c in zip(line, wave, strict=True)
        ]
        thick = canvas.px(rng.uniform(0.3, 0.6))
        drawn = canvas.stroke([points], thick, colour, rng.uniform(0.6, 0.95))
        if drawn is not None:
            boxes.append(drawn)
            shapes.append(shape)
    marks = [{"shape": s, "box": b} for s, b in zip(shapes, boxes, strict=True)]
    return canvas.pixels, {"kind": "pen", "marks": marks}


def _ring(steps: npt.NDArray[np.float64], reach: float, mm: float) -> npt.NDArray[np.float64]:
    angles = steps * 6.6
    return np.stack([reach / 2 * np.cos(angles), 5 * mm * np.sin(angles)], axis=1)


_STROKES: Final[dict[str, Callable[[Any, float, float], Any]]] = {
    "underline": lambda s, reach, mm: np.stack([s * reach, s * mm * 0.5], axis=1),
    "through": lambda s, reach, mm: np.stack([s * reach, -s * mm * 1.5], axis=1),
    "ring": _ring,
    "margin": lambda s, reach, mm: np.stack([s * mm * 0.6, s * reach * 0.6], axis=1),
}


def stain(page: Image, amount: float, dpi: float, rng: Random) -> Step:
    """The ring of a wet cup: paper within is darker by `amount`, its edge by twice that."""
    height, width = page.shape[:2]
    radius = dpi / 25.4 * rng.uniform(25, 42)
    x, y = rng.uniform(0.1, 0.9) * width, rng.uniform(0.1, 0.9) * height
    rows, columns = np.mgrid[0:height:4, 0:width:4].astype(np.float32)
    away = np.hypot(columns - x, rows - y) / radius
    light = 1 - amount * (away < 1) - amount * np.exp(-(((away - 0.98) / 0.03) ** 2))
    whole = cv2.resize(light.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    return lit(page, np.asarray(whole, np.float32)), {"kind": "stain", "depth": round(amount, 3)}


def punch(canvas: Canvas, height: float) -> None:
    """Two holes, 80 mm apart, 10 mm from the left edge (ISO 838: 12 mm to their middle)."""
    dark = (60, 60, 60) if canvas.pixels.ndim == 3 else 60
    for offset in (-40, 40):
        middle = (round(canvas.px(11)), round(canvas.px(height / 2 + offset)))
        cv2.circle(canvas.pixels, middle, round(canvas.px(3)), dark, -1, cv2.LINE_AA)


PAPER: Final[dict[str, Callable[[Image, float, float, Random], Step]]] = {
    "bleed_through": bleed_through,
    "patchy_ink": patchy_ink,
    "crease": crease,
    "pen": pen,
    "stain": stain,
}
