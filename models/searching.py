"""What is wanted of an index, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import RowMapping

#: What the token begins with that is an office's fence.
FENCE: Final = "0"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Groups, of each of which one must stand there: pieces of folded text, and tokens.

    Pieces have three letters or more and hold letters, digits and spaces alone, as
    `extract.search.folded` makes them.
    """

    pieces: tuple[tuple[str, ...], ...] = ()
    tokens: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.pieces or self.tokens)


@dataclass(frozen=True, slots=True)
class Inside:
    """Where is looked: one office, and the fence it has in the index ("" where it is alone).

    `complete`: any piece of text can be found, not in the newest records alone.
    """

    office_id: str
    fence: str
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Among:
    """Pages of forms but these, or with `only` of these alone ("" is an unknown form)."""

    forms: tuple[str, ...] = ()
    only: bool = False


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows, the newest first; `all_` says that there are no others."""

    rows: tuple[RowMapping, ...]
    all_: bool

    @staticmethod
    def of(rows: list[RowMapping], most: int, *, all_: bool = True) -> Candidates:
        """The first `most` of rows of which one more was asked for."""
        return Candidates(tuple(rows[:most]), all_ and len(rows) <= most)
