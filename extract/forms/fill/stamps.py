"""Office stamps, round or with words in a frame, beside the writing or over it."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np

from extract.forms.fill.canvas import Canvas
from extract.forms.fill.ink import faces, ink
from extract.forms.fill.stock import stock
from models.values import Box, Grey

_COLOURS = ((178, 34, 52), (170, 24, 40), (40, 50, 150), (70, 40, 130))


def stamp(canvas: Canvas, language: str, centre: tuple[float, float], rng: Random) -> Box | None:
    """Press a stamp of an office around `centre` (mm); returns the box of its ink (pixels)."""
    diameter = rng.uniform(30, 38)
    side = round(canvas.px(diameter)) | 1
    return _press(canvas, _face(side, language, rng), centre, 35, rng)


def worded_stamp(
    canvas: Canvas, language: str, centre: tuple[float, float], rng: Random
) -> Box | None:
    """Press words in a frame ("RECEIVED" and a date) around `centre` (mm); returns its box."""
    words = rng.choice(stock("words")[language]["stamps"])
    day = f"{rng.randrange(1, 29):02}/{rng.randrange(1, 13):02}/{rng.randrange(2003, 2024)}"
    pixels = canvas.px(rng.uniform(4.5, 6.5))
    face = rng.choice(faces(language, "printed"))
    lines = [ink(words, language, face, pixels).mask]
    if rng.random() < 0.6:
        lines.append(ink(day, language, face, pixels * 0.8).mask)
    gap = round(pixels * 0.35)
    side = max(*(line.shape[1] for line in lines), sum(line.shape[0] + gap for line in lines))
    side += 4 * gap
    mask = np.zeros((side, side), np.uint8)
    tall = sum(line.shape[0] + gap for line in lines) + gap
    top = (side - tall) // 2
    wide = max(line.shape[1] for line in lines) + 2 * gap
    left = (side - wide) // 2
    thick = max(2, round(pixels / 14))
    cv2.rectangle(mask, (left, top), (left + wide, top + tall), 255, thick)
    y = top + gap
    for line in lines:
        x = (side - line.shape[1]) // 2
        mask[y : y + line.shape[0], x : x + line.shape[1]] |= line
        y += line.shape[0] + gap
    return _press(canvas, mask, centre, 12, rng)


def _press(
    canvas: Canvas, mask: Grey, centre: tuple[float, float], lean: float, rng: Random
) -> Box | None:
    """Lay a square stamp's ink down, worn, turned by up to `lean` degrees."""
    side = mask.shape[0]
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), rng.uniform(-lean, lean), 1.0)
    mask = np.asarray(cv2.warpAffine(mask, turn, (side, side)), np.uint8)
    worn = cv2.resize(
        np.array([[rng.uniform(0.55, 1.0) for _ in range(5)] for _ in range(5)], np.float32),
        (side, side),
        interpolation=cv2.INTER_CUBIC,
    )
    mask = np.clip(mask * worn, 0, 255).astype(np.uint8)
    left = round(canvas.px(centre[0])) - side // 2
    top = round(canvas.px(centre[1])) - side // 2
    return canvas.lay(mask, left, top, rng.choice(_COLOURS), rng.uniform(0.55, 0.85))


def _face(side: int, language: str, rng: Random) -> Grey:
    mask = np.zeros((side, side), np.uint8)
    middle = (side // 2, side // 2)
    thick = max(2, side // 70)
    for share, weight in ((0.48, 2 * thick), (0.43, thick), (0.27, thick)):
        cv2.circle(mask, middle, int(side * share), 255, weight, cv2.LINE_AA)
    ring = rng.randrange(14, 24)
    for step in range(ring):
        angle = 6.283 * step / ring
        spot = (
            round(middle[0] + side * 0.35 * np.cos(angle)),
            round(middle[1] + side * 0.35 * np.sin(angle)),
        )
        cv2.circle(mask, spot, max(2, side // 60), 255, -1 if step % 2 else thick, cv2.LINE_AA)
    name = rng.choice(stock("words")[language]["agency_names"])
    face = rng.choice(faces(language, "printed"))
    drawn = ink(name, language, face, side * 0.10)
    room = int(side * 0.50)
    if drawn.mask.shape[1] > room:
        height = max(1, drawn.mask.shape[0] * room // drawn.mask.shape[1])
        smaller = cv2.resize(drawn.mask, (room, height), interpolation=cv2.INTER_AREA)
        words: Grey = np.asarray(smaller, np.uint8)
    else:
        words = drawn.mask
    y, x = (side - words.shape[0]) // 2, (side - words.shape[1]) // 2
    place = mask[y : y + words.shape[0], x : x + words.shape[1]]
    np.maximum(place, words, out=place)
    return mask
