"""Our own reader: one small network for Khmer, Thai and Latin script and three kinds of digits.

How it was made and what it must not be used for stands in docs/models/reader.md. Its confidence
is not the other networks': `reading` says what it means.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from models.errors import EngineFailed, EnvironmentProblem
from models.languages import ENGINE_LANGUAGES
from models.values import Grey, Reading
from ocr.engines import ctc, spelling
from ocr.engines.cutting import cut, inked
from ocr.engines.lines import may_hold_text
from ocr.engines.networked import Networked
from ocr.engines.scores import Scores
from ocr.engines.strips import HEIGHT, STEP, network_input, strip_of
from ocr.engines.tokens import BLANK, UNKNOWN

NAME: Final = "lontar"
MODEL: Final = Path(__file__).with_name("reader.onnx")
_FRAME: Final = 4  # columns of a strip a frame
_MOST: Final = 20.0  # heights that are read in one piece; it learnt from lines up to 25
_EDGE: Final = 16  # columns of paper at both ends of a line: crops are cut tight
_BATCH: Final = 8192  # columns that go through together
_NEVER: Final = -30.0  # log of a probability that is as good as none

_Ink = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Committed:
    """A network that lies in the repository."""

    path: Path
    licence: str

    @property
    def remedy(self) -> str:
        return f"Get {self.path.name} back with the rest of the program."

    def version(self) -> str:
        """The hash of the file. Raises EnvironmentProblem when it is missing."""
        try:
            found = self.path.stat()
        except OSError as error:
            raise EnvironmentProblem(
                f"The network {self.path.name} is missing.", remedy=self.remedy
            ) from error
        return _hash(self.path, found.st_mtime_ns)

    def graph(self) -> Path:
        self.version()
        return self.path

    def is_ready(self) -> bool:
        return self.path.exists()


@cache
def _hash(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


class Own(Networked):
    """One `Engine`; `scores` is for who knows more about a crop than its picture."""

    def __init__(self, path: Path = MODEL) -> None:
        languages = frozenset(ENGINE_LANGUAGES)
        super().__init__(NAME, languages, Committed(path, "as Lontar (Apache-2.0)"))

    def read(self, crops: Sequence[Grey], languages: tuple[str, ...]) -> tuple[Reading, ...]:
        """As `Engine.read`; it needs no hint of the language. What is sure: see `reading`."""
        return tuple(
            reading(crop, scores, ctc.decode(scores.log, scores.tokens), languages)
            for crop, scores in zip(crops, self.scores(crops), strict=True)
        )

    def scores(self, crops: Sequence[Grey]) -> tuple[Scores, ...]:
        """What the network says of each crop, in order; no frames where nothing is written.

        A line wider than 20 heights is read in pieces, cut at gaps: one frame between two of
        them says that there is a blank or, where the gap is none, nothing. Raises EngineFailed
        and EnvironmentProblem.
        """
        cuts = [_strips(crop) for crop in crops]
        logs = iter(self._run([strip for parts in cuts for strip, _ in parts]))
        found = []
        for crop, parts in zip(crops, cuts, strict=True):
            rows: list[ctc.Frames] = []
            for _, spaced in parts:
                if rows:
                    rows.append(self._between(spaced))
                rows.append(next(logs))
            log = np.concatenate(rows) if rows else np.zeros((0, self._width), np.float32)
            # What joins the pieces has no columns of its own: the others make room for it.
            edge = _EDGE * scale_of(crop)
            columns = _FRAME * scale_of(crop)
            if len(parts) > 1:
                columns = (crop.shape[1] + 2 * edge) / len(log)
            found.append(Scores(log, self.network.tokens, columns, -edge))
        return tuple(found)

    def _run(self, strips: Sequence[Grey]) -> list[ctc.Frames]:
        """(frames, tokens) of each strip, without the frames of the paper behind it."""
        found: dict[int, ctc.Frames] = {}
        for width, numbers in _batches([strip.shape[1] for strip in strips]):
            batch = network_input([strips[n] for n in numbers], width)
            log = self.network.run({"strips": batch})
            if log.ndim != 3 or log.shape[2] != self._width or not np.isfinite(log).all():
                raise EngineFailed(f"The network {MODEL.stem} gives no probabilities.")
            for row, n in zip(log, numbers, strict=True):
                found[n] = row[: -(-strips[n].shape[1] // _FRAME)]
        return [found[n] for n in range(len(strips))]

    @property
    def _width(self) -> int:
        return len(self.network.tokens)

    def _between(self, spaced: bool) -> ctc.Frames:
        tokens = self.network.tokens
        row = np.full((1, len(tokens)), _NEVER, np.float32)
        row[0, tokens.index(" ") if spaced and " " in tokens else BLANK] = 0.0
        return row


def scale_of(crop: Grey) -> float:
    """Pixels of a crop to one column of its strip."""
    height, width = (int(side) for side in crop.shape)
    return width / max(1, round(width * HEIGHT / max(1, height)))


def reading(
    crop: Grey, scores: Scores, decoded: ctc.Decoded, languages: tuple[str, ...]
) -> Reading:
    """A text found in `scores` of a crop, with the places of its words in that crop.

    `confidence` is the probability that the network gives to this very text, over all the paths
    that spell it: of the whole text and not of a letter, so a long line is less sure than a short
    one. A word's is that of its least sure letter. Where a letter is writing that the network
    does not know, the whole crop is no text that it can read: nothing is read, confidence 0.
    """
    if not decoded.letters or any(UNKNOWN in letter.text for letter in decoded.letters):
        return Reading(NAME, languages, "", 0.0)
    letters = [
        spelling.Letter(
            letter.text, scores.start + letter.frame * scores.columns, letter.probability
        )
        for letter in decoded.letters
    ]
    words = spelling.words(letters, inked(crop))
    text = " ".join(word.text for word in words)
    return Reading(NAME, languages, text, decoded.whole if text else 0.0, words)


def _strips(crop: Grey) -> list[tuple[Grey, bool]]:
    """A crop's strips from left to right, and whether a gap between words is before each."""
    if not may_hold_text(crop):
        return []
    ink = inked(crop)
    if not ink.any():
        return []
    strip = np.pad(strip_of(crop), ((0, 0), (_EDGE, _EDGE)))
    pieces = cut(crop, ink, _MOST)
    starts = [0, *(_EDGE + round(piece.x / scale_of(crop)) for piece in pieces[1:])]
    ends = [*starts[1:], strip.shape[1]]
    return [
        (np.ascontiguousarray(strip[:, start:end]), piece.spaced)
        for piece, start, end in zip(pieces, starts, ends, strict=True)
    ]


def _batches(widths: Sequence[int]) -> list[tuple[int, list[int]]]:
    """(width, numbers) of strips that go through together, in few sizes.

    Which size depends on the strip alone, so that what is read does not depend on its company.
    """
    groups: dict[int, list[int]] = {}
    for n, width in enumerate(widths):
        groups.setdefault(_rounded(width), []).append(n)
    return [
        (width, numbers[start : start + max(1, _BATCH // width)])
        for width, numbers in sorted(groups.items())
        for start in range(0, len(numbers), max(1, _BATCH // width))
    ]


def _rounded(width: int) -> int:
    """The next multiple of a power of two that is at most an eighth more, and of STEP."""
    step = max(STEP, 1 << max(0, (width - 1).bit_length() - 4))
    return -(-width // step) * step
