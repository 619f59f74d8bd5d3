"""Crops with nothing to read: dust, rules, pictures, scripts that nobody here reads."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

import cv2
import numpy as np

from training.drawing import faces
from training.drawing.around import stamp
from training.drawing.render import Ink, line
from training.drawing.words import Split

_RANGES: Final = (
    (0x0590, 0x10FF),
    (0x1200, 0x13FF),
    (0x3040, 0x9FFF),
    (0xA980, 0xA9DF),
    (0xAC00, 0xD7A3),
)
_OURS: Final = ((0x0E00, 0x0E7F), (0x1780, 0x17FF))


def foreign(split: Split, em: int, rng: Random) -> tuple[Ink, str]:
    """A line in a script that we do not read, and the family it is drawn in."""
    face = faces.face("foreign", split, rng)
    letters = sorted(code for code in faces.covered(face.files[0]) if _is_foreign(code))
    if not letters:
        return empty(split, em, rng)
    start = rng.randrange(len(letters))  # neighbours, so that marks follow letters often enough
    near = letters[max(0, start - 40) : start + 40]
    text = "".join(chr(rng.choice(near)) for _ in range(rng.randint(2, 18)))
    if rng.random() < 0.5:
        text = " ".join(text[n : n + 4] for n in range(0, len(text), 4))
    return line(text, face, em, rng).ink, face.family


def _is_foreign(code: int) -> bool:
    ours = any(low <= code <= high for low, high in _OURS) and code < 0x0E80
    return not ours and any(low <= code <= high for low, high in _RANGES)


def empty(split: Split, em: int, rng: Random) -> tuple[Ink, str]:
    """Paper with dust, rules, part of a frame, a stamp, a picture or nothing at all on it."""
    height = round(rng.uniform(0.4, 2.2) * em)
    width = round(height * rng.choice((rng.uniform(0.5, 3), rng.uniform(2, 16))))
    ink = np.zeros((max(4, height), max(4, width)), np.float32)
    name = rng.choice(tuple(EMPTY))
    EMPTY[name](ink, em, rng)
    return ink, name


def _paper(ink: Ink, em: int, rng: Random) -> None:
    """Nothing but what noise will be laid over it."""


def _dust(ink: Ink, em: int, rng: Random) -> None:
    for _ in range(rng.randint(1, 14)):
        place = rng.randrange(ink.shape[1]), rng.randrange(ink.shape[0])
        size = max(1, round(abs(rng.gauss(0, 0.06)) * em))
        cv2.ellipse(
            ink,
            place,
            (size, max(1, size // 2)),
            rng.randrange(180),
            0,
            360,
            rng.uniform(0.3, 1),
            -1,
        )


def _rules(ink: Ink, em: int, rng: Random) -> None:
    height, width = ink.shape
    for _ in range(rng.randint(1, 4)):
        wide = max(1, round(rng.uniform(0.02, 0.15) * em))
        if rng.random() < 0.6:
            y = rng.randrange(height)
            cv2.line(ink, (0, y), (width, y + rng.randint(-2, 2)), rng.uniform(0.4, 1), wide)
        else:
            x = rng.randrange(width)
            cv2.line(ink, (x, 0), (x + rng.randint(-2, 2), height), rng.uniform(0.4, 1), wide)


def _dots(ink: Ink, em: int, rng: Random) -> None:
    height, width = ink.shape
    y, step = rng.randrange(height), rng.uniform(0.1, 0.4) * em
    size = max(1, round(rng.uniform(0.02, 0.07) * em))
    for x in np.arange(0, width, max(2.0, step)):
        if rng.random() < 0.5:
            cv2.circle(ink, (round(x), y), size, rng.uniform(0.5, 1), -1)
        else:
            cv2.line(ink, (round(x), y), (round(x + step / 2), y), rng.uniform(0.5, 1), size)


def _boxes(ink: Ink, em: int, rng: Random) -> None:
    height, width = ink.shape
    side = max(3, round(rng.uniform(0.5, 0.95) * height))
    wide = max(1, round(rng.uniform(0.03, 0.1) * em))
    for x in range(rng.randrange(side), width, round(side * rng.uniform(1.0, 3.0)) + 1):
        cv2.rectangle(
            ink,
            (x, (height - side) // 2),
            (x + side, (height + side) // 2),
            rng.uniform(0.5, 1),
            wide,
        )


def _blobs(ink: Ink, em: int, rng: Random) -> None:
    """Bullets, punch holes, filled boxes and blots."""
    height, width = ink.shape
    for _ in range(rng.randint(1, 3)):
        radius = max(2, round(rng.uniform(0.15, 0.6) * height))
        place = rng.randrange(width), round(height * rng.uniform(0.35, 0.65))
        draw = rng.random()
        if draw < 0.6:
            cv2.circle(ink, place, radius, 1, -1 if rng.random() < 0.7 else 2, cv2.LINE_AA)
        elif draw < 0.8:
            corner = place[0] + radius, place[1] + radius
            cv2.rectangle(ink, place, corner, 1, -1)
        else:
            axes = radius, max(1, round(radius * rng.uniform(0.2, 0.8)))
            cv2.ellipse(ink, place, axes, rng.randrange(180), 0, 360, 1, -1, cv2.LINE_AA)


def _stamp(ink: Ink, em: int, rng: Random) -> None:
    for _ in range(rng.randint(1, 3)):
        stamp(ink, em, rng)


def _picture(ink: Ink, em: int, rng: Random) -> None:
    """Smooth patches of grey, as photographs and shadows leave, sometimes screened."""
    height, width = ink.shape
    grains = np.random.default_rng(rng.getrandbits(32))
    ink[:] = 0
    for cell in (1.5, 0.6, 0.2, 0.08):
        rows, cols = max(2, round(height / cell / em) + 2), max(2, round(width / cell / em) + 2)
        patch = grains.random((min(rows, height), min(cols, width))).astype(np.float32)
        ink += cv2.resize(patch, (width, height), interpolation=cv2.INTER_CUBIC) * cell
    ink -= ink.min()
    ink /= max(1e-3, float(ink.max()))
    if rng.random() < 0.5:
        ink[:] = ink > rng.uniform(0.35, 0.7)


def _grain(ink: Ink, em: int, rng: Random) -> None:
    grains = np.random.default_rng(rng.getrandbits(32)).random(ink.shape)
    ink[:] = grains < rng.uniform(0.01, 0.5)
    size = rng.uniform(0.3, 2.5)
    ink[:] = np.clip(cv2.GaussianBlur(ink, (0, 0), size) * rng.uniform(1, 2 * size + 1), 0, 1)


def _bars(ink: Ink, em: int, rng: Random) -> None:
    x = 0
    while x < ink.shape[1]:
        wide = rng.randint(1, max(2, em // 6))
        ink[:, x : x + wide] = 1
        x += wide + rng.randint(1, max(2, em // 5))


EMPTY: Final[dict[str, Callable[[Ink, int, Random], None]]] = {
    "paper": _paper,
    "dust": _dust,
    "rules": _rules,
    "dots": _dots,
    "boxes": _boxes,
    "stamp": _stamp,
    "blobs": _blobs,
    "picture": _picture,
    "grain": _grain,
    "bars": _bars,
}
