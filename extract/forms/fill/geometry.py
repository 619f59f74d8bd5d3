"""Where the paper lands on the scan: one homography a page, exact for image and truth alike.

Matrices map pixel edges: the pixel (i, j) covers [i, i + 1) x [j, j + 1).
"""

from __future__ import annotations

import math
from random import Random

import cv2
import numpy as np

from models.values import Colour, Grey, Matrix

#: what a copier does to the shape of a page (data/damage.yaml)
COPIER = ("scaled", "stretched", "sheared")


def straight(size: tuple[int, int], skew: float, scale: float, right: float, down: float) -> Matrix:
    """Lean `skew` degrees clockwise about the middle, scale, then shift (pixels)."""
    width, height = size
    angle = math.radians(skew)
    turn = np.array(
        [
            [scale * math.cos(angle), -scale * math.sin(angle), 0],
            [scale * math.sin(angle), scale * math.cos(angle), 0],
            [0, 0, 1],
        ]
    )
    to_middle, back = np.eye(3), np.eye(3)
    to_middle[:2, 2] = -width / 2, -height / 2
    back[:2, 2] = width / 2 + right, height / 2 + down
    matrix: Matrix = back @ turn @ to_middle
    return matrix


def stretched(size: tuple[int, int], across: float, down: float, shear: float) -> Matrix:
    """What a copier makes of a page: `across` and `down` times as large, and every line `shear`
    degrees off the right angle, about the middle."""
    width, height = size
    lean = math.tan(math.radians(shear))
    way = np.array([[across, lean, 0], [0, down, 0], [0, 0, 1]])
    to_middle, back = np.eye(3), np.eye(3)
    to_middle[:2, 2] = -width / 2, -height / 2
    back[:2, 2] = width / 2, height / 2
    matrix: Matrix = back @ way @ to_middle
    return matrix


def perspective(size: tuple[int, int], rng: Random) -> Matrix:
    """The view of a phone held not quite level: corners move inwards by up to 5 % of a side."""
    width, height = size
    there = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    inwards = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]], np.float32)
    shift = np.array(
        [[rng.uniform(0.005, 0.05) * width, rng.uniform(0.005, 0.04) * height] for _ in range(4)],
        np.float32,
    )
    return np.asarray(cv2.getPerspectiveTransform(there, there + inwards * shift), np.float64)


def warp(image: Grey | Colour, matrix: Matrix, border: int) -> Grey | Colour:
    """The image under `matrix` on a canvas of the same size; beyond the paper lies `border`."""
    centre = np.eye(3)
    centre[:2, 2] = 0.5  # OpenCV's pixels have their origin in the middle
    moved = np.linalg.inv(centre) @ matrix @ centre
    size = (image.shape[1], image.shape[0])
    lain = cv2.warpPerspective(
        image, moved, size, flags=cv2.INTER_LINEAR, borderValue=(border, border, border)
    )
    return np.asarray(lain, np.uint8)


def quarter_turns(image: Grey | Colour, rotation: int) -> tuple[Grey | Colour, Matrix]:
    """Lay the scan so that turning it `rotation` degrees clockwise makes it upright again."""
    height, width = image.shape[:2]
    turns = {
        0: np.eye(3),
        90: np.array([[0, 1, 0], [-1, 0, width], [0, 0, 1]]),
        180: np.array([[-1, 0, width], [0, -1, height], [0, 0, 1]]),
        270: np.array([[0, -1, height], [1, 0, 0], [0, 0, 1]]),
    }
    return np.rot90(image, rotation // 90), turns[rotation].astype(np.float64)
