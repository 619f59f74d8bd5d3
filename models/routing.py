"""Why a value was accepted, or sent to a person: what is kept of it with every field.

Nothing in here tells what was read: probabilities, a threshold and words of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Route(StrEnum):
    """Where a field went when it had been read."""

    ACCEPTED = "accepted"  # nobody has to look
    DOUBT = "doubt"  # too improbable, or something speaks against it
    CONFIRM = "confirm"  # probable enough, but nothing is known yet of values like it here
    SAMPLE = "sample"  # accepted, and drawn by lot for a look all the same


class Judgement(StrEnum):
    """What a look by a person said of the value as it had been read."""

    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Routing:
    """How a field was routed.

    `p` is its probability (0..1) as read, `threshold` what its kind needed then. `proposal` is the
    status (`FieldStatus`) that it would have without a person: accepted, empty or not_applicable;
    "" where no probability would have been enough.
    """

    route: Route
    p: float
    threshold: float
    proposal: str = ""


def same(one: Any, other: Any) -> bool:
    """Whether two values mean the same: how a date was written and spaces in a text do not count.

    >>> same({"iso": "1997", "written": "2540"}, {"iso": "1997", "written": "1997"})
    True
    >>> same("Sok  Dara", "Sok Dara"), same(None, ""), same("0", 0)
    (True, False, False)
    """
    if isinstance(one, dict) and isinstance(other, dict):
        mine, others = (
            {key: value for key, value in kept.items() if key not in ("written", "era")}
            for kept in (one, other)
        )
        return mine.keys() == others.keys() and all(same(mine[key], others[key]) for key in mine)
    if isinstance(one, str) and isinstance(other, str):
        return " ".join(one.split()) == " ".join(other.split())
    return type(one) is type(other) and bool(one == other)
