"""The recognition network inside `rapidocr` (PP-OCRv6 small, Apache-2.0), on onnxruntime.

A second opinion on Latin script; it knows neither Thai nor Khmer. The package itself is not
imported: its way of finding lines is not needed, and loading it costs half a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from models.values import Grey
from ocr.engines import ctc, lines, weights
from ocr.engines.networked import LineNetwork

NAME: Final = "rapidocr"
_HEIGHT: Final = 48
_FIT: Final = lines.Fit(short=0.2, long=0.2, most=24.0)
_STEP: Final = 32
_BATCH: Final = 8


class Rapid(LineNetwork):
    """One `Engine`."""

    def __init__(self) -> None:
        super().__init__(NAME, frozenset({"ind", "eng"}), weights.RAPID, _FIT)

    def recognise(self, pictures: Sequence[Grey]) -> Sequence[lines.Placed]:
        """As `LineNetwork.recognise`."""
        widths = [max(1, round(_HEIGHT * p.shape[1] / p.shape[0])) for p in pictures]
        found: dict[int, lines.Placed] = {}
        for width, numbers in lines.batches(widths, _STEP, _BATCH):
            # What is not picture is middle grey, 0: so the package fills up its lines.
            batch = np.zeros((len(numbers), 3, _HEIGHT, width), np.float32)
            for row, number in enumerate(numbers):
                batch[row, :, :, : widths[number]] = lines.scaled(
                    pictures[number], widths[number], _HEIGHT
                )
            scores = ctc.log_softmax(self.network.run({"x": batch}))
            frame = width / scores.shape[1]
            for row, number in enumerate(numbers):
                decoded = ctc.decode(scores[row], self.network.tokens)
                scale = pictures[number].shape[1] / widths[number] * frame
                columns = tuple(letter.frame * scale for letter in decoded.letters)
                found[number] = lines.Placed(decoded, columns)
        return [found[n] for n in range(len(pictures))]
