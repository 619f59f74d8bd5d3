"""Line crops as our own reader sees them: 48 pixels high, ink bright on black."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Grey

HEIGHT: Final = 48
STEP: Final = 8  # widths of the network's input are multiples of this
_LEAST_CONTRAST: Final = 40.0  # grey levels from paper to ink: what is fainter stays faint
_PAPER: Final = 80  # percentile: most of a crop is paper
_INK: Final = 1.5  # percentile


def strip_of(crop: Grey) -> Grey:
    """(HEIGHT, width): a whole crop at the network's height, its paper 0 and its ink 255.

    The crop is (height, width) grey with light paper, at least one pixel each way.
    """
    height, width = crop.shape
    length = max(1, round(width * HEIGHT / height))
    way = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(crop, (length, HEIGHT), interpolation=way), np.float32)
    ink, paper = (float(v) for v in np.percentile(small, (_INK, _PAPER)))
    dark = (paper - small) * (255 / max(_LEAST_CONTRAST, paper - ink))
    return np.asarray(np.clip(dark, 0, 255), np.uint8)


def network_input(strips: list[Grey], width: int) -> npt.NDArray[np.float32]:
    """(n, 1, HEIGHT, width) with ink 1: strips of at most `width` columns, paper behind them."""
    batch = np.zeros((len(strips), 1, HEIGHT, width), np.float32)
    for row, strip in zip(batch, strips, strict=True):
        row[0, :, : strip.shape[1]] = strip
    batch /= 255
    return batch
