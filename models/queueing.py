"""What waits for people: how urgent it is, how far it has come, and which of it somebody wants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any


class Priority(IntEnum):
    """How soon something is taken: the smallest first, the oldest first among equals."""

    URGENT = 1
    SOON = 2
    NORMAL = 3
    LATER = 4


class Stage(StrEnum):
    """How far a field has come among people."""

    FIRST = "first"  # nobody has answered
    SECOND = "second"  # somebody has, unseen by the next
    SETTLE = "settle"  # two answers differ: a third person sees both
    AGAIN = "again"  # a finished value, drawn by lot to be read once more


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which work somebody takes: everything, unless a part says less. `()` stands for any.

    `batch` is an id, `waiting_since` the latest moment at which it had come, `record` the id of
    one record, `priority` a value of `Priority`; "", None and 0 stand for any.
    """

    forms: tuple[str, ...] = ()  # form ids; "" is the unknown form
    keys: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()
    batch: str = ""
    record: str = ""
    priority: int = 0
    waiting_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What one of two readers said, for the third who settles: not who it was."""

    action: str
    raw: str
    value: Any


@dataclass(frozen=True, slots=True)
class Work:
    """A single field that somebody holds. `box`: scan pixels of page `page` of its document.

    It tells what is to be read and where it lies, not what anybody has said of it; `answers` are
    there for the third person alone, where two differ.
    """

    id: str
    record_id: str
    document_id: str
    key: str
    form: str
    form_version: str
    kind: str
    page: int
    box: tuple[float, float, float, float] | None
    stage: Stage
    answers: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Heap:
    """Single fields of one kind that wait. `count` is no higher than what was asked for."""

    form: str
    key: str
    kind: str
    count: int
    urgent: bool  # something of it is more urgent than usual
