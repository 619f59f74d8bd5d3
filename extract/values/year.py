"""Years: Buddhist or Common Era, and the century of two digits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from extract.context import Context

BUDDHIST_OFFSET: Final = 543  # BE = CE + 543 (docs/values.md)
OLDEST: Final = 110  # years; the field notes allow ages 0 to 110
_REACH: Final = 40  # years before the form's date in which an event other than a birth lies


@dataclass(frozen=True, slots=True)
class Year:
    """A year CE (0 when it cannot be told), the era it was written in, and doubts."""

    ce: int
    era: str
    doubts: tuple[str, ...] = ()


def read_year(
    digits: str,
    era: str,
    context: Context,
    *,
    birth: bool,
    eras: frozenset[str],
    likely: str = "",
) -> Year:
    """What a written year means.

    `era` is the era named beside it or ""; `eras` are those that this field's languages use,
    `likely` the one that its letters and digits speak for.
    """
    if len(digits) == 4:
        return _four(int(digits), era, context)
    if len(digits) == 2:
        return _two(int(digits), era, context, birth=birth, eras=eras, likely=likely)
    return Year(0, era, ("date_unreadable",))


def _four(number: int, era: str, context: Context) -> Year:
    written = "BE" if 2400 <= number <= 2700 else "CE" if 1850 <= number <= 2150 else ""
    if not written:
        return Year(0, era, ("date_unreadable",))
    if era and era != written:
        return Year(0, era, ("era_conflict",))
    # the Khmer lunar line counts BE with 544 for a part of the year
    khmer = written == "BE" and "khm" in context.languages and "tha" not in context.languages
    return Year(
        number - BUDDHIST_OFFSET if written == "BE" else number,
        written,
        ("era_assumed",) if khmer else (),
    )


def _two(
    number: int,
    era: str,
    context: Context,
    *,
    birth: bool,
    eras: frozenset[str],
    likely: str,
) -> Year:
    allowed = {era} if era else eras
    candidates: dict[int, str] = {}
    for century, name in ((2500, "BE"), (2400, "BE"), (1900, "CE"), (2000, "CE")):
        if name in allowed:
            ce = century + number - (BUDDHIST_OFFSET if name == "BE" else 0)
            candidates.setdefault(ce, name)
    fitting = _fitting(candidates, context, birth=birth)
    if len(fitting) == 1:
        (ce, name), *_ = fitting.items()
        return Year(ce, name, ("year_two_digits",))
    own = [ce for ce, name in fitting.items() if name == likely]
    if len(own) == 1:
        return Year(own[0], likely, ("year_by_script",))
    return Year(0, era, ("year_ambiguous",))


def _fitting(candidates: Mapping[int, str], context: Context, *, birth: bool) -> Mapping[int, str]:
    """Those years that fit the form's date and the age; an age that fits none is left out: the
    checks doubt it."""
    if context.horizon is None:
        return {}
    for age in dict.fromkeys((context.age, None)):
        found = {ce: n for ce, n in candidates.items() if _fits(ce, context, age, birth=birth)}
        if found:
            return found
    return {}


def _fits(ce: int, context: Context, age: int | None, *, birth: bool) -> bool:
    horizon = context.horizon
    if horizon is None:
        return True
    if birth and age is not None:
        return abs(horizon.year - ce - age) <= 1
    return horizon.year - (OLDEST if birth else _REACH) <= ce <= horizon.year
