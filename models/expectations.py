"""What a field may hold, in terms of letters alone: made from forms, used by who reads.

Plain and hashable, so that what is built for one (a grammar, a list) is kept for the next. They
carry their own words: who reads knows no forms, languages or gazetteers. `systems` are the digit
systems allowed, each its ten digits from zero; one number is written in one of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Digits:
    """A number of identity: `lengths` digits, blanks and hyphens anywhere between them.

    `check` names a rule that makes some numbers likelier than others: "thai_id" (its check digit),
    "nik" (the date inside it) or "".
    """

    systems: tuple[str, ...]
    lengths: tuple[int, ...]
    check: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A count, an age, a sum: up to `most` digits, grouped or not, perhaps one of `units`.

    `largest`: no number beyond it, 0 for no such bound.
    """

    systems: tuple[str, ...]
    most: int = 12
    units: tuple[str, ...] = ()
    largest: int = 0


@dataclass(frozen=True, slots=True)
class Money:
    """A sum: a number, grouped or with decimals; `words` of currencies and large numbers before and
    behind it, then perhaps one of `times` (a month)."""

    systems: tuple[str, ...]
    words: tuple[str, ...]
    times: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number of 8 to 15 digits, or two of them."""

    systems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Date:
    """A day, a month or a year. `months` are twelve tuples of names, January first.

    `day`, `month`, `year` are words before these parts, `years` the first digits that a year of
    four may have ("19", "25" or "199"). `month_first`: forms of the language may put it there.
    """

    systems: tuple[str, ...]
    months: tuple[tuple[str, ...], ...]
    day: tuple[str, ...] = ()
    month: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    years: tuple[str, ...] = ("19", "20")
    month_first: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """One of a list, told from other lists by its `name`."""

    name: str
    words: tuple[str, ...] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Branch:
    """An area: how its `names` are written, and the words for its rank (before the name)."""

    code: str
    names: tuple[str, ...]
    ranks: tuple[str, ...] = ()


class Areas(Protocol):
    """The areas of a country, level by level."""

    def below(self, code: str) -> tuple[Branch, ...]:
        """The areas right below `code`; "" gives the highest."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """An address: names from the smallest area up, each within the next. Lists by `country`."""

    country: str
    areas: Areas = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A mask: `#` a digit, `@` a capital, `*` capitals, blanks and hyphens, `%` a Roman month;
    every other character stands for itself."""

    systems: tuple[str, ...]
    mask: str


@dataclass(frozen=True, slots=True)
class Shapes:
    """One of several masks, as `Pattern` has one; blanks and hyphens anywhere between signs."""

    systems: tuple[str, ...]
    masks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letters:
    """Text in the letters of some scripts and never a digit, such as a name.

    `ranges` are first and last code points, blanks and hyphens are always allowed.
    """

    ranges: tuple[tuple[int, int], ...]


Expectation = Digits | Number | Money | Phone | Date | Words | Place | Pattern | Shapes | Letters
