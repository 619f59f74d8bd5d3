"""The network of the package `smart-kh-ocr` (MIT in its metadata), on onnxruntime.

A fine-tuned kiri-ocr: its encoder and CTC head (the package's "fast" way). The package's word
corrector is left out: it doubles the errors. Reads digits, signs and Latin letters too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from models.values import Grey
from ocr.engines import ctc, lines, weights
from ocr.engines.networked import LineNetwork

NAME: Final = "smart-kh"
_HEIGHT: Final = 48
_CANVAS: Final = 160  # frames
_EDGE: Final = 3  # frames at the right of a picture that the graph leaves out
_SEES: Final = 20  # columns of grey that a picture needs at its right
_WIDEST: Final = 640 - _SEES
_FIT: Final = lines.Fit(short=0.25, long=0.06, doubt=0.97)
_STEP: Final = 32
_FRAME: Final = 4
_BATCH: Final = 8
_EVERY: Final = 8  # of the empty frames, one stands for so many
_GREY: Final = 128 / 127.5 - 1


class SmartKh(LineNetwork):
    """One `Engine`."""

    def __init__(self) -> None:
        super().__init__(NAME, frozenset({"khm"}), weights.SMART, _FIT)

    def recognise(self, pictures: Sequence[Grey]) -> Sequence[lines.Placed]:
        """As `LineNetwork.recognise`."""
        widths = [min(_WIDEST, round(_HEIGHT * p.shape[1] / p.shape[0])) for p in pictures]
        found: dict[int, lines.Placed] = {}
        for width, numbers in lines.batches([w + _SEES for w in widths], _STEP, _BATCH):
            image = np.full((len(numbers), 1, _HEIGHT, width), _GREY, np.float32)
            for row, number in enumerate(numbers):
                image[row, 0, :, : widths[number]] = lines.scaled(
                    pictures[number], widths[number], _HEIGHT
                )
            rest, weight = _emptiness(width // _FRAME - _EDGE)
            logits = self.network.run({"image": image, "rest": rest, "weight": weight})
            scores = ctc.log_softmax(logits)
            for row, number in enumerate(numbers):
                decoded = ctc.decode(scores[row], self.network.tokens)
                scale = pictures[number].shape[1] / widths[number] * _FRAME
                columns = tuple(letter.frame * scale for letter in decoded.letters)
                found[number] = lines.Placed(decoded, columns)
        return [found[n] for n in range(len(pictures))]


def _emptiness(seen: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Which empty frames follow `seen` frames of a picture, and the weights of all frames."""
    numbers, counts = [], [1] * seen
    frame = seen
    while frame < _CANVAS:
        # Those next to the picture and at the very end differ from the others: all are kept.
        apart = frame < seen + 2 or frame >= _CANVAS - _EDGE
        count = 1 if apart else min(_EVERY, _CANVAS - _EDGE - frame)
        numbers.append(frame + count // 2)
        counts.append(count)
        frame += count
    return np.array(numbers, np.int64), np.log(np.array(counts, np.float32))
