"""Whether a form's values may be accepted without a person, and from which probability on.

An office says what share of wrong values it will tolerate among those that nobody looks at. Values
that people have looked at say what that share is; exact bounds (`extract.bounds`) say how surely.
Until they do, nothing is accepted. docs/routing.md explains the choices.

All thresholds of a form move together. *Strictness* is how far, in log odds, they lie above those
of `extract.confidence`: at 0 a date needs 0.95, at +1 0.981, at -1 0.875.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from extract.bounds import at_least, at_most, needed
from extract.confidence import THRESHOLD
from models.forms import Kind

#: strictness is tried from the first to the last of these, and never goes beyond
LEVELS: Final = tuple(level / 4 for level in range(9, -5, -1))
#: a field is held back when it is this sure that it is wrong too often
_SURE_OF_A_FIELD: Final = 0.99
#: the newest values that must not speak against trust, whatever older ones say
_NEWEST: Final = 200
_CLOSE: Final = 1e-9

#: the strictness up to which a value is accepted, and whether it was wrong
Reached = tuple[float, bool]


class Why(StrEnum):
    """The reason of a standing."""

    TRUSTED = "trusted"
    NEVER = "never"  # no error is tolerated, or nobody can know the form
    FEW_RECORDS = "few_records"
    FEW_VALUES = "few_values"
    WRONG = "wrong"  # too many were wrong to say that no more than the tolerated share are
    NEWEST_WRONG = "newest_wrong"  # it was trusted, but the newest values are wrong too often
    BY_P = "by_p"  # asked for: probabilities alone decide


@dataclass(frozen=True, slots=True)
class Looked:
    """A value that a person has looked at, which its probability might have let pass."""

    key: str
    kind: Kind
    p: float
    wrong: bool
    record: str


@dataclass(frozen=True, slots=True)
class Demand:
    """What must be shown before values are accepted: `error` is the tolerated share (0..1).

    `records` is from how many records at least; `fields` are shares of their own, by key.
    """

    error: float
    records: int
    fields: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a form, or of one field of it.

    Of `values` looked at that would be accepted at `strictness`, `wrong` were wrong; `bound` is
    the share of errors that this does not exclude. `needed` values without error would do.
    `fields` have a standing of their own, by key.
    """

    why: Why
    error: float
    strictness: float = 0.0
    records: int = 0
    values: int = 0
    wrong: int = 0
    bound: float = 1.0
    needed: int = 0
    fields: Mapping[str, Standing] = field(default_factory=dict)

    @property
    def trusted(self) -> bool:
        return self.why in (Why.TRUSTED, Why.BY_P)

    def of(self, key: str) -> Standing:
        """The standing that a field of that key has."""
        return self.fields.get(key, self)

    def threshold(self, key: str, kind: Kind) -> float:
        """The least probability with which a value of that field is accepted, or would be."""
        return threshold(kind, self.of(key).strictness)


#: of a form of which nothing is known, and where probabilities alone are asked
NOTHING_KNOWN: Final = Standing(Why.FEW_RECORDS, 0.0)
BY_P: Final = Standing(Why.BY_P, 0.0)
#: of documents without a definition: no two of them are alike
NEVER: Final = Standing(Why.NEVER, 0.0)


def threshold(kind: Kind, strictness: float) -> float:
    """The least probability that a kind needs at that strictness.

    >>> [round(threshold(Kind.DATE, s), 3) for s in (-1, 0, 1)]
    [0.875, 0.95, 0.981]
    """
    return 1 / (1 + math.exp(-_log_odds(THRESHOLD[kind]) - strictness))


def margin(kind: Kind, p: float) -> float:
    """The strictness up to which a value of that probability is accepted."""
    return _log_odds(min(max(p, 0.0001), 0.9999)) - _log_odds(THRESHOLD[kind]) + _CLOSE


def stand(looked: Sequence[Looked], demand: Demand) -> Standing:
    """The standing that these values, the newest first, give a form.

    Fields with a share of their own are judged by their own values. Of the others, those that are
    clearly wrong too often are held back and do not count for the rest.
    """
    own = {
        key: _stand([one for one in looked if one.key == key], error, demand.records)
        for key, error in demand.fields.items()
    }
    common = [one for one in looked if one.key not in own]
    held = _held(common, demand)
    kept = [one for one in common if one.key not in held]
    whole = _stand(kept, demand.error, demand.records)
    return Standing(
        whole.why,
        whole.error,
        whole.strictness,
        whole.records,
        whole.values,
        whole.wrong,
        whole.bound,
        whole.needed,
        {**held, **own},
    )


def _stand(looked: Sequence[Looked], error: float, least: int) -> Standing:
    """The standing of values that share one tolerated error."""
    records, enough = len({one.record for one in looked}), needed(error)
    reached = [(margin(one.kind, one.p), one.wrong) for one in looked]
    level = 0.0
    values, wrong = _counted(reached, level)

    def found(why: Why) -> Standing:
        bound = at_most(wrong, values)
        return Standing(why, error, level, records, values, wrong, bound, enough)

    if not enough:
        return found(Why.NEVER)
    if records < least:
        return found(Why.FEW_RECORDS)
    start = _start(reached, enough)
    if start is None:
        return found(Why.FEW_VALUES)
    level = LEVELS[start]
    values, wrong = _counted(reached, level)
    if at_most(wrong, values) > error:
        return found(Why.WRONG)
    for tried in LEVELS[start + 1 :]:
        more, more_wrong = _counted(reached, tried)
        if at_most(more_wrong, more) > error:
            break
        level, values, wrong = tried, more, more_wrong
    newest = [missed for far, missed in reached if far >= level][:_NEWEST]
    late = at_least(sum(newest), len(newest))
    return found(Why.NEWEST_WRONG if late > error else Why.TRUSTED)


def _start(reached: Sequence[Reached], enough: int) -> int | None:
    """The strictest level with values to spare, else with enough: never chosen by their errors.

    Tried from there on, and only as long as each level holds, all of them together are as sure as
    one is (fixed sequence testing; Angelopoulos and others 2021, Learn then Test).
    """
    counts = [_counted(reached, level)[0] for level in LEVELS]
    for least in (2 * enough, enough):
        for place, count in enumerate(counts):
            if count >= least:
                return place
    return None


def _counted(reached: Iterable[Reached], level: float) -> tuple[int, int]:
    passing = [wrong for far, wrong in reached if far >= level]
    return len(passing), sum(passing)


def _held(looked: Sequence[Looked], demand: Demand) -> dict[str, Standing]:
    """Fields that are clearly wrong more often than is tolerated, whatever the others are."""
    by_key: dict[str, list[bool]] = {}
    for one in looked:
        if margin(one.kind, one.p) >= 0:
            by_key.setdefault(one.key, []).append(one.wrong)
    held = {}
    for key, wrong in by_key.items():
        if at_least(sum(wrong), len(wrong), _SURE_OF_A_FIELD) > demand.error > 0:
            records = len({one.record for one in looked if one.key == key})
            bound = at_most(sum(wrong), len(wrong))
            enough = needed(demand.error)
            held[key] = Standing(
                Why.WRONG, demand.error, 0.0, records, len(wrong), sum(wrong), bound, enough
            )
    return held


def _log_odds(p: float) -> float:
    return math.log(p / (1 - p))
