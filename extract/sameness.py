"""Whether two people who read one field said the same, however each of them wrote it down."""

from __future__ import annotations

from typing import Any, Final

from extract.text import clean, fold
from models.routing import same

#: kinds in which spaces, stops and capital letters say nothing
_LETTERS_ALONE: Final = ("name", "national_id", "passport", "case_code")
#: what stands at the end of a text by habit
_ENDS: Final = " .,;:"


def means_same(kind: str, one: Any, other: Any) -> bool:
    """Whether two values of a kind mean the same. Titles have left names by now, and dates know
    their era: how a date, a name or a number was written does not count.

    >>> means_same("name", "SOK  Dara", "Sok Dara"), means_same("name", "Sok Dara", "Sok Dary")
    (True, False)
    >>> means_same("text", "to the market.", "To the  market"), means_same("text", "1.5", "15")
    (True, False)
    >>> means_same("date", {"iso": "1997", "written": "2540"}, {"iso": "1997", "written": "1997"})
    True
    >>> means_same("multi", ["debt", "threats"], ["threats", "debt"])
    True
    """
    if same(one, other):
        return True
    if isinstance(one, str) and isinstance(other, str):
        key = fold if kind in _LETTERS_ALONE else _text
        return key(one) == key(other) != ""
    if isinstance(one, list) and isinstance(other, list):
        return _lists(kind, one, other)
    if isinstance(one, dict) and isinstance(other, dict):
        mine, others = _meaning(one), _meaning(other)
        alike = (means_same(kind, value, others[key]) for key, value in mine.items())
        return mine.keys() == others.keys() and all(alike) if mine and others else False
    return False


def _lists(kind: str, one: list[Any], other: list[Any]) -> bool:
    if kind == "multi":
        return sorted(map(str, one)) == sorted(map(str, other))
    pairs = zip(one, other, strict=False)
    return len(one) == len(other) and all(means_same(kind, mine, its) for mine, its in pairs)


def _text(text: str) -> str:
    return clean(text).casefold().strip(_ENDS)


def _meaning(value: dict[str, Any]) -> dict[str, Any]:
    """Without how it was written."""
    return {key: part for key, part in value.items() if key not in ("written", "era")}
