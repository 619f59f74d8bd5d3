"""The interface's words in the language of whoever asks.

`_("Finish")` is the sentence in the language in force, `ngettext("{count} file", "{count} files",
n)` the right plural; values are put in by `.format(...)` afterwards, never before, and whole
numbers come out as the reader writes them. `N_` marks a sentence that is translated later, where it
is shown; `said` translates one whose values stand in it already, as those of errors and of stored
doubts. Templates have `_` and `ngettext` too; scripts have `say` (static/say.js). English is the
sentence itself.

The language in force belongs to the request: `api.reader` finds it out.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from babel.numbers import format_decimal

from api import catalogue

#: The languages of the interface, each by its own name (BCP 47).
LANGUAGES: Final = {"km": "ខ្មែរ", "th": "ไทย", "id": "Indonesia", "en": "English"}
#: Digits of their own, which a reader may ask for.
OWN_DIGITS: Final = {"km": "០១២៣៤៥៦៧៨៩", "th": "๐๑๒๓๔๕๖๗๘๙"}
#: Smaller numbers are not grouped: 2026 is mostly a year or a page.
_GROUPED_FROM: Final = 10_000


@dataclass(frozen=True, slots=True)
class Reader:
    """In which language, and with which digits, somebody reads."""

    language: str = "en"
    own_digits: bool = False


_NOBODY: Final = Reader()
_reader: ContextVar[Reader] = ContextVar("reader", default=_NOBODY)


def use(language: str, *, own_digits: bool = False) -> None:
    """Speak so for the rest of this request. A language that we do not have is English."""
    known = language if language in LANGUAGES else "en"
    _reader.set(Reader(known, own_digits and known in OWN_DIGITS))


def language() -> str:
    """The language in force (BCP 47)."""
    return _reader.get().language


def own_digits() -> bool:
    """Whether numbers are written in the language's own digits."""
    return _reader.get().own_digits


class Sentence(str):
    """A translated sentence: whole numbers put into it are written as its reader writes them."""

    __slots__ = ()

    def format(self, *values: Any, **named: Any) -> str:
        return str.format(
            self, *map(_written, values), **{name: _written(one) for name, one in named.items()}
        )


def N_(sentence: str) -> str:  # noqa: N802 - the name that catalogue tools look for
    """Mark a sentence for the catalogues without translating it now."""
    return sentence


def _(sentence: str) -> str:
    """The sentence in the language in force."""
    return Sentence(catalogue.sentences(language()).get(sentence) or sentence)


def ngettext(one: str, many: str, count: int) -> str:
    """The sentence for this count in the language in force."""
    found = catalogue.sentences(language()).get(one)
    return Sentence(found or (one if count == 1 else many))


def said(sentence: str) -> str:
    """A sentence that was made in English, in the language in force; English where it is unknown.

    >>> said("The file is larger than the limit.")
    'The file is larger than the limit.'
    """
    return catalogue.translated(sentence, language())


def number(value: float, *, places: int = 0) -> str:
    """A number as the reader writes it, with at most so many decimal places.

    >>> number(1234567), number(2026), number(0.127, places=2)
    ('1,234,567', '2026', '0.13')
    """
    grouped = "#,##0" if abs(value) >= _GROUPED_FROM else "0"
    decimals = f".{'#' * places}" if places else ""
    return digits(format_decimal(value, grouped + decimals, locale=language()))


def percent(share: float, *, places: int = 0) -> str:
    """A share of 0..1 as a percentage.

    >>> percent(0.875)
    '88 %'
    """
    return f"{number(share * 100, places=places)} %"


def digits(text: str) -> str:
    """The text with its Latin digits as the reader writes them."""
    own = OWN_DIGITS.get(language(), "") if own_digits() else ""
    return text.translate({ord("0") + i: digit for i, digit in enumerate(own)}) if own else text


def words_address() -> str:
    """Where scripts find their words in the language in force; "" for English."""
    return "" if language() == "en" else catalogue.scripts(language()).address


def _written(value: Any) -> Any:
    return number(value) if isinstance(value, int) and not isinstance(value, bool) else value
