"""The network of the package `khmer-ocr-ocm` (Chem Vatho, MIT), on onnxruntime.

Weak on Latin letters, digits and signs (it leaves out "/"); a second opinion on Khmer words. The
package stretches every line to 512 x 48; lines at their own proportions with paper around them
are read better (drawn values: exact 0.89 against 0.57) and in a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from models.values import Grey
from ocr.engines import ctc, lines, weights
from ocr.engines.networked import LineNetwork

NAME: Final = "khmer-ocm"
_HEIGHT: Final = 48
_SHRINK: Final = 0.85  # of the natural width: as accurate, and faster
_FIT: Final = lines.Fit(short=0.3, long=0.1, doubt=0.95)
_STEP: Final = 16  # widths are stretched to multiples of this, so that lines can go together
_FRAME: Final = 4  # columns a frame
_BATCH: Final = 8


class KhmerOcm(LineNetwork):
    """One `Engine`."""

    def __init__(self) -> None:
        super().__init__(NAME, frozenset({"khm"}), weights.OCM, _FIT)

    def recognise(self, pictures: Sequence[Grey]) -> Sequence[lines.Placed]:
        """As `LineNetwork.recognise`."""
        widths = [
            max(_HEIGHT, round(_SHRINK * _HEIGHT * p.shape[1] / p.shape[0])) for p in pictures
        ]
        found: dict[int, lines.Placed] = {}
        for width, numbers in lines.batches(widths, _STEP, _BATCH):
            batch = np.stack([lines.scaled(pictures[n], width, _HEIGHT) for n in numbers])
            scores = ctc.log_softmax(self.network.run({"image": batch[:, None]}))
            for row, number in enumerate(numbers):
                decoded = ctc.decode(scores[:, row], self.network.tokens)
                scale = pictures[number].shape[1] / batch.shape[2] * _FRAME
                columns = tuple(letter.frame * scale for letter in decoded.letters)
                found[number] = lines.Placed(decoded, columns)
        return [found[n] for n in range(len(pictures))]
