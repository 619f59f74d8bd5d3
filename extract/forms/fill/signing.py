"""Signatures, thumbprints and photographs: what is only ever recorded as present or absent."""

from __future__ import annotations

import math
from random import Random
from typing import Final

import cv2
import numpy as np

from extract.forms.fill.canvas import Canvas, union
from models.values import Box

_PHOTO: Final = (0.82, 0.97)  # of the frame's height and width, at least and at most
_TILTED: Final = 3.0  # degrees that a glued photograph leans


def sign(canvas: Canvas, zone: Box, colour: tuple[int, int, int], rng: Random) -> Box:
    """A scrawl inside `zone` (mm)."""
    width = min(zone.width * 0.6, rng.uniform(22, 40))
    height = min(zone.height * 0.55, rng.uniform(7, 12))
    x0 = zone.x0 + rng.uniform(2, max(2.1, zone.width - width - 3))
    y0 = (zone.y0 + zone.y1) / 2
    phase, speed = rng.uniform(0, 6.28), rng.uniform(2.2, 4.5)
    steps = np.linspace(0, 1, 140)
    wave = np.sin(steps * speed * 6.28 + phase) * (1 - 0.7 * steps) * height / 2
    wave += np.sin(steps * speed * 13.1) * height * 0.12
    along = x0 + width * steps + np.cos(steps * speed * 6.28) * width * 0.07
    line = [
        (canvas.px(float(x)), canvas.px(float(y0 + y))) for x, y in zip(along, wave, strict=True)
    ]
    flourish = [
        (canvas.px(x0), canvas.px(y0 + height * 0.45)),
        (canvas.px(x0 + width), line[-1][1]),
    ]
    drawn = canvas.stroke([line, flourish], canvas.px(rng.uniform(0.35, 0.55)), colour)
    assert drawn is not None  # noqa: S101
    return drawn


def thumbprint(canvas: Canvas, zone: Box, colour: tuple[int, int, int], rng: Random) -> Box:
    """Ridges of an inked thumb inside `zone` (mm)."""
    cx = zone.x0 + zone.width * rng.uniform(0.3, 0.7)
    cy = (zone.y0 + zone.y1) / 2
    tall = min(9.0, zone.height * 0.42)
    boxes: list[Box] = []
    for ridge in range(1, 10):
        share = ridge / 9
        angles = np.linspace(rng.uniform(-0.4, 0.4), 6.28 * rng.uniform(0.82, 1.0), 50)
        wobble = rng.uniform(-0.3, 0.3)
        line = [
            (
                canvas.px(cx + 0.75 * tall * share * math.cos(a) + wobble * math.sin(3 * a)),
                canvas.px(cy + tall * share * math.sin(a) + wobble * math.cos(2 * a)),
            )
            for a in angles
        ]
        drawn = canvas.stroke([line], canvas.px(0.4), colour, rng.uniform(0.55, 0.95))
        if drawn is not None:
            boxes.append(drawn)
    return union(boxes)


def photograph(canvas: Canvas, zone: Box, rng: Random) -> Box:
    """A portrait of nobody glued into the frame `zone` (mm): a head before a wall, a white rim."""
    scale = rng.uniform(*_PHOTO)
    width, height = round(canvas.px(zone.width * scale)), round(canvas.px(zone.height * scale))
    picture = np.full((height, width), rng.randrange(120, 215), np.uint8)
    shade = np.linspace(0, rng.uniform(-40, 40), height)[:, None]
    picture = np.clip(picture + shade, 60, 235).astype(np.uint8)
    skin, hair, shirt = (rng.randrange(*span) for span in ((90, 190), (10, 70), (30, 220)))
    for part in (
        ((width // 2, height), (width * 2 // 5, height * 2 // 5), shirt),
        ((width // 2, height * 7 // 20), (width // 4, height // 4), hair),
        ((width // 2, height * 2 // 5), (width // 5, height // 5), skin),
    ):
        cv2.ellipse(picture, part[0], part[1], 0, 0, 360, (part[2],), -1)
    grain = np.random.default_rng(rng.getrandbits(32)).normal(0, 6, picture.shape)
    picture = np.clip(picture + grain, 0, 255).astype(np.uint8)
    rim = max(1, round(canvas.px(rng.uniform(0.0, 1.2))))
    picture[:rim], picture[-rim:], picture[:, :rim], picture[:, -rim:] = 250, 250, 250, 250
    lean = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-_TILTED, _TILTED), 1.0)
    cover = cv2.warpAffine(255 - picture, lean, (width, height))
    left = round(canvas.px((zone.x0 + zone.x1) / 2) - width / 2)
    top = round(canvas.px((zone.y0 + zone.y1) / 2) - height / 2)
    drawn = canvas.lay(np.asarray(cover, np.uint8), left, top, (0, 0, 0))
    assert drawn is not None  # noqa: S101 - a frame lies on its page
    return drawn
