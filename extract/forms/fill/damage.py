"""What scanners, copiers and phones do to a page: choices by level, in the order it happens."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from extract.forms.fill.geometry import perspective, quarter_turns, straight, warp
from extract.forms.fill.photometry import (
    bilevel,
    blur,
    fade,
    jpeg,
    noise,
    photocopy,
    salt_and_pepper,
    shade,
    shadow,
)
from extract.forms.levels import Level
from models.values import Colour, Grey, Matrix

Image = Grey | Colour


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """A damaged page; `matrix` maps page pixels to scan pixels (pixel edges, not centres).

    `rotation`: degrees clockwise that make the scan stand upright; `skew`: degrees that the
    content then leans clockwise.
    """

    image: Image
    matrix: Matrix
    rotation: int
    skew: float
    damage: tuple[dict[str, Any], ...]


def damage(
    page: Image,
    level: Level,
    dpi: float,
    rng: Random,
    *,
    posed: bool = False,
    rotation: int | None = None,
) -> Scan:
    """Scan `page` as `level` does it. The page itself is not changed.

    `posed`: it lies as after straightening (0.3 degrees of skew at most, no turn, no phone).
    `rotation`: how it is laid down; None leaves that to the level.
    """
    done: list[dict[str, Any]] = []
    phone = level == "rough" and rng.random() < 0.4 and not posed
    if level == "rough" and not phone:
        for _ in range(rng.choice((1, 1, 2))):
            page, what = photocopy(page, dpi, rng)
            done.append(what)
    skew = rng.uniform(-1, 1) * {"clean": 0.25, "office": 2.0, "rough": 4.0}[level]
    skew = max(-0.3, min(0.3, skew)) if posed else skew
    scale = rng.uniform(0.98, 1.02) if level != "clean" else 1.0
    shape = (page.shape[1], page.shape[0])
    matrix = straight(
        shape, skew, scale, rng.uniform(-1, 1) * dpi / 40, rng.uniform(-1, 1) * dpi / 40
    )
    border = rng.randrange(240, 256)
    if phone:
        matrix = perspective(shape, rng) @ matrix
        border = rng.randrange(40, 120)
        done.append({"kind": "phone"})
    image = warp(page, matrix, border)
    image, more = _LOOKS[level](image, dpi, phone, rng)
    turn = 0 if posed else rng.choices((0, 180, 90, 270), _TURNS[level])[0]
    turn = turn if rotation is None else rotation
    image, turned = quarter_turns(image, turn)
    return Scan(np.ascontiguousarray(image), turned @ matrix, turn, round(skew, 4), (*done, *more))


_TURNS = {"clean": (1, 0, 0, 0), "office": (94, 4, 1, 1), "rough": (76, 12, 6, 6)}


def _clean(
    image: Image, dpi: float, phone: bool, rng: Random
) -> tuple[Image, list[dict[str, Any]]]:
    done: list[dict[str, Any]] = []
    image = _do(done, blur(image, rng.uniform(0.2, 0.45) * dpi / 200))
    image = _do(done, noise(image, rng.uniform(1.0, 2.5), rng))
    return _do(done, jpeg(image, rng.randrange(82, 95))), done


def _office(
    image: Image, dpi: float, phone: bool, rng: Random
) -> tuple[Image, list[dict[str, Any]]]:
    done: list[dict[str, Any]] = []
    image = _do(done, blur(image, rng.uniform(0.35, 0.8) * dpi / 200))
    if rng.random() < 0.5:
        image = _do(done, shade(image, 0.82, rng))
    if rng.random() < 0.3:
        image = _do(done, fade(image, rng.uniform(0.6, 0.9)))
    image = _do(done, noise(image, rng.uniform(2.5, 7), rng))
    if rng.random() < 0.15:
        return _do(done, bilevel(image, rng.uniform(0.66, 0.78))), done
    return _do(done, jpeg(image, rng.randrange(50, 86))), done


def _rough(
    image: Image, dpi: float, phone: bool, rng: Random
) -> tuple[Image, list[dict[str, Any]]]:
    done: list[dict[str, Any]] = []
    image = _do(done, blur(image, rng.uniform(0.5, 1.1) * dpi / 200))
    if phone:
        image = _do(done, shade(image, 0.62, rng))
        if rng.random() < 0.7:
            image = _do(done, shadow(image, rng))
    if rng.random() < 0.35:
        image = _do(done, fade(image, rng.uniform(0.5, 0.85)))
    image = _do(done, noise(image, rng.uniform(4, 12), rng))
    if rng.random() < 0.45:
        image = _do(done, salt_and_pepper(image, rng.uniform(0.0005, 0.006), rng))
    if not phone and rng.random() < 0.25:
        return _do(done, bilevel(image, rng.uniform(0.6, 0.75))), done
    return _do(done, jpeg(image, rng.randrange(32, 72))), done


def _do(done: list[dict[str, Any]], step: tuple[Image, dict[str, Any]]) -> Image:
    done.append(step[1])
    return step[0]


_LOOKS = {"clean": _clean, "office": _office, "rough": _rough}
