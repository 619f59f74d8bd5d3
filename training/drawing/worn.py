"""What copiers, scanners and phones do to ink on its way to a grey picture."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np

from models.values import Grey
from training.drawing.render import Ink


def scanned(ink: Ink, em: int, rng: Random) -> Grey:
    """The ink on paper, copied, blurred, faded, noisy or black and white: 0 black, 255 white."""
    level = rng.choices((0, 1, 2), (3, 5, 4))[0]
    if level == 2 and rng.random() < 0.5:
        ink = _photocopied(ink, em, rng)
    blur = rng.uniform(*((0.0, 0.02), (0.012, 0.04), (0.02, 0.065))[level]) * em
    if blur > 0.25:
        ink = np.asarray(cv2.GaussianBlur(ink, (0, 0), blur), np.float32)
    dark = rng.uniform(*((0.8, 1.0), (0.55, 1.0), (0.3, 1.0))[level])
    paper = rng.uniform(0.86, 1.0)
    grey = paper * (1 - dark * ink)
    if rng.random() < 0.25:
        grey = grey * _shade(grey.shape[1], grey.shape[0], rng)
    grains = np.random.default_rng(rng.getrandbits(32))
    noise = rng.uniform(*((0.0, 0.012), (0.006, 0.03), (0.012, 0.06))[level])
    grey = grey + grains.normal(0, noise, grey.shape).astype(np.float32)
    if level == 2 and rng.random() < 0.4:
        grey = _peppered(grey, rng.uniform(0.0005, 0.008), grains)
    if level and rng.random() < 0.2:
        grey = (grey > rng.uniform(0.5, 0.78) * paper).astype(np.float32)
    seen = np.asarray(np.clip(grey * 255, 0, 255), np.uint8)
    if rng.random() < 0.6:
        seen = _squeezed(seen, rng.randrange(*((80, 96), (50, 90), (30, 80))[level]))
    return seen


def _shade(width: int, height: int, rng: Random) -> Ink:
    """Paper that is not evenly light: shadows, stains, print that shines through."""
    grains = np.random.default_rng(rng.getrandbits(32))
    rows, columns = rng.randint(2, 8), rng.randint(2, 24)
    patches = 1 - grains.random((rows, columns)).astype(np.float32) * rng.uniform(0.03, 0.3)
    return np.asarray(cv2.resize(patches, (width, height)), np.float32)


def leaning(ink: Ink, rng: Random) -> Ink:
    """Askew by what straightening leaves over, mostly little; about the middle."""
    degrees = rng.gauss(0, 0.4) if rng.random() < 0.85 else rng.uniform(-3, 3)
    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(ink, turn, (width, height)), np.float32)


def _photocopied(ink: Ink, em: int, rng: Random) -> Ink:
    """Strokes grown fat or worn thin, with hard edges."""
    soft = cv2.GaussianBlur(ink, (0, 0), max(0.5, rng.uniform(0.02, 0.05) * em))
    cut = rng.uniform(0.3, 0.6)
    return np.asarray(np.clip((soft - cut) * rng.uniform(3, 10) + 0.5, 0, 1), np.float32)


def _peppered(grey: Ink, share: float, grains: np.random.Generator) -> Ink:
    drawn = grains.random(grey.shape)
    grey = np.where(drawn < share, 0.1, grey)
    return np.asarray(np.where(drawn > 1 - share, 1.0, grey), np.float32)


def _squeezed(seen: Grey, jpeg_quality: int) -> Grey:
    ok, data = cv2.imencode(".jpg", seen, [cv2.IMWRITE_JPEG_QUALITY, jpeg_quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8) if ok else seen
