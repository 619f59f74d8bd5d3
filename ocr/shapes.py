"""Morphology on masks: OpenCV's, in terms of boolean pictures."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]  # (height, width)
Labels = npt.NDArray[np.int32]  # (height, width), 0 is paper
Stats = npt.NDArray[np.int32]  # (labels, 5): x, y, width, height, area in pixels


def grown(mask: Mask, width: int, height: int | None = None) -> Mask:
    """The mask dilated by a rectangle of that many pixels."""
    return _cast(cv2.dilate(_plain(mask), _kernel(width, height)))


def opened(mask: Mask, width: int, height: int | None = None) -> Mask:
    """What of the mask such a rectangle fits into."""
    return _cast(cv2.morphologyEx(_plain(mask), cv2.MORPH_OPEN, _kernel(width, height)))


def closed(mask: Mask, width: int, height: int | None = None) -> Mask:
    """The mask with gaps filled into which no such rectangle fits."""
    return _cast(cv2.morphologyEx(_plain(mask), cv2.MORPH_CLOSE, _kernel(width, height)))


def pieces(mask: Mask) -> tuple[Labels, Stats]:
    """The connected pieces (touching at corners counts); label 0 is the rest."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(_plain(mask), connectivity=8)
    return np.asarray(labels, np.int32), np.asarray(stats, np.int32)


def _plain(mask: Mask) -> npt.NDArray[np.uint8]:
    return mask.view(np.uint8)


def _cast(picture: npt.NDArray[np.generic]) -> Mask:
    return np.asarray(picture, np.uint8).view(np.bool_)


def _kernel(width: int, height: int | None) -> npt.NDArray[np.uint8]:
    return np.ones((max(1, width if height is None else height), max(1, width)), np.uint8)
