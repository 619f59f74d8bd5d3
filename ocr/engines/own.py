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

from models.errors import EngineFailed, EnvironmentProblem
from models.languages import ENGINE_LANGUAGES
from models.values import Grey, Reading
from ocr.engines import ctc, spelling
from ocr.engines.cutting import inked
from ocr.engines.networked import Networked
from ocr.engines.possible import only
from ocr.engines.scores import Scores
from ocr.engines.striped import EDGE, scale_of, strips
from ocr.engines.strips import STEP, network_input
from ocr.engines.tokens import BLANK, UNKNOWN

NAME: Final = "lontar"
MODEL: Final = Path(__file__).with_name("reader.onnx")
_FRAME: Final = 4  # columns of a strip a frame
_NEVER: Final = -30.0  # log of a probability that is as good as none


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
        """As `Engine.read`, without letters of scripts that are not asked for.

        What is sure: see `reading`.
        """
        found = (only(scores, languages) for scores in self.scores(crops))
        return tuple(
            reading(crop, scores, ctc.decode(scores.log, scores.tokens), languages)
            for crop, scores in zip(crops, found, strict=True)
        )

    def scores(self, crops: Sequence[Grey]) -> tuple[Scores, ...]:
        """What the network says of each crop, in order; no frames where nothing is written.

        A line wider than 20 heights is read in pieces, cut at gaps: one frame between two of
        them says that there is a blank or, where the gap is none, nothing. Raises EngineFailed
        and EnvironmentProblem.
        """
        return tuple(self._scores(crop) for crop in crops)

    def _scores(self, crop: Grey) -> Scores:
        rows: list[ctc.Frames] = []
        parts = strips(crop)
        for strip, spaced in parts:
            if rows:
                rows.append(self._between(spaced))
            rows.append(self._run(strip))
        log = np.concatenate(rows) if rows else np.zeros((0, self._width), np.float32)
        edge, columns = EDGE * scale_of(crop), _FRAME * scale_of(crop)
        if len(parts) > 1:
            # What joins the pieces has no columns of its own: the others make room for it.
            columns = (crop.shape[1] + 2 * edge) / len(log)
        return Scores(log, self.network.tokens, columns, -edge)

    def _run(self, strip: Grey) -> ctc.Frames:
        """(frames, tokens). One strip at a time: in 8 bits a network scales what goes through it
        by the largest number of the batch, so that a text would depend on what else is read."""
        width = -(-strip.shape[1] // STEP) * STEP
        log = self.network.run({"strips": network_input([strip], width)})
        if log.ndim != 3 or log.shape[2] != self._width or not np.isfinite(log).all():
            raise EngineFailed(f"The network {MODEL.stem} gives no probabilities.")
        return log[0, : -(-strip.shape[1] // _FRAME)]

    @property
    def _width(self) -> int:
        return len(self.network.tokens)

    def _between(self, spaced: bool) -> ctc.Frames:
        tokens = self.network.tokens
        row = np.full((1, len(tokens)), _NEVER, np.float32)
        row[0, tokens.index(" ") if spaced and " " in tokens else BLANK] = 0.0
        return row


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
