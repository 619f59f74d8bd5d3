"""What reads a line of text. One small interface, one module an engine.

An engine's module is the only place that imports its library. Engines know nothing of pages,
forms or each other: which one reads which crop is `ocr.reader`'s choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from models.values import Grey, Reading


class Engine(Protocol):
    """Reads crops of one text line each. Loading its model may wait until the first crop."""

    @property
    def name(self) -> str:
        """Short and stable: it stands in results, logs and settings."""
        ...

    @property
    def languages(self) -> frozenset[str]:
        """Languages that it can read at all, such as khm, tha, ind, eng."""
        ...

    def version(self) -> str:
        """Program and model version. Raises EnvironmentProblem, with what to do, if missing."""
        ...

    def read(self, crops: Sequence[Grey], languages: tuple[str, ...]) -> tuple[Reading, ...]:
        """One `Reading` a crop, in order; empty text and confidence 0 where it saw nothing.

        `crops` are (height, width) grey pictures of a line, tight, with the paper light.
        `languages` are those that the crops may hold, the likeliest first. Raises
        EngineFailed when it broke, EnvironmentProblem when it is not installed.
        """
        ...
