"""What a network that reads letter by letter says of a crop before anybody decides on a text.

Who knows what a crop must hold (a date, one of eight words) decodes these with that knowledge;
the greedy text is only one of the answers that stand in them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """`log`: (frames, tokens) float32, the log of a probability; a row's exponentials add up to 1.

    No frames where the crop holds nothing that can be read. `tokens` by number: 0 is the blank of
    CTC, " " and "\\ufffd" (writing that the network does not know) are tokens like others; texts
    become numbers with `ocr.engines.tokens.tokenized`. Frame n shows the crop's columns from
    `start + n * columns` on, `columns` (pixels of the crop) wide; `start` is negative where paper
    was put before the crop.
    """

    log: npt.NDArray[np.float32]
    tokens: tuple[str, ...]
    columns: float
    start: float = 0.0
