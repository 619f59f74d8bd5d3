"""Morphology on masks: OpenCV's, in terms of boolean pictures."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]  # (height, width)
Labels = npt.NDArray[np.integer[Any]]  # (height, width), 0 is paper
Stats = npt.NDArray[np.int32]  # (labels, 5): x, y, width, height, area in pixels


_SMALL_LABELS: Final = 60_000
#: The neighbours left and above of a pixel.
_SEEN_BEFORE: Final = np.array([[1, 1, 1], [1, 0, 0], [0, 0, 0]], np.uint8)


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
    plain = _plain(mask)
    # Small labels are found three times as fast. OpenCV does not say when they run out: a piece
    # is begun at most where no neighbour that was seen before is ink.
    before = cv2.dilate(plain, _SEEN_BEFORE, borderType=cv2.BORDER_CONSTANT, borderValue=(0,))
    begun = cv2.countNonZero(cv2.compare(plain, before, cv2.CMP_GT))
    kind = cv2.CV_16U if begun < _SMALL_LABELS else cv2.CV_32S
    _, labels, stats, _ = cv2.connectedComponentsWithStats(plain, connectivity=8, ltype=kind)
    return np.asarray(labels), np.asarray(stats, np.int32)


def _plain(mask: Mask) -> npt.NDArray[np.uint8]:
    return mask.view(np.uint8)


def _cast(picture: npt.NDArray[np.generic]) -> Mask:
    return np.asarray(picture, np.uint8).view(np.bool_)


def _kernel(width: int, height: int | None) -> npt.NDArray[np.uint8]:
    return np.ones((max(1, width if height is None else height), max(1, width)), np.uint8)
