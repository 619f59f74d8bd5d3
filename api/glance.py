"""What was counted of an office, counted afresh unless that is dear.

Where counting takes a moment, as with a million records, one request counts and the others are
shown what it found, with its time, for as long as counting may take a twentieth of all time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final, TypeVar

#: Seconds; what is counted faster is counted for everybody who asks.
CHEAP: Final = 0.2
#: Counting may take one part in so many of all time.
_REST: Final = 20
#: Seconds; older ones are shown to nobody, however dear they are.
_OLDEST: Final = 120


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted, and when it is due again (seconds of the monotonic clock)."""

    found: Any
    due: float


class Glance:
    """Keeps what was counted last, by a key: what, and of which office. Safe for many threads."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Counted] = {}
        self._counting: dict[tuple[str, str], Lock] = {}
        self._lock = Lock()

    def of(self, what: str, office_id: str, count: Callable[[], T]) -> T:
        """What is to be shown; `count` is called where the last is due."""
        key = what, office_id
        begun = time.monotonic()
        kept = self._fresh(key, begun)
        if kept is None:
            with self._lock:
                counting = self._counting.setdefault(key, Lock())
            with counting:
                # Somebody else may have counted while we waited.
                kept = self._fresh(key, begun) or self._count(key, count)
        found: T = kept.found
        return found

    def seconds(self, what: str, office_id: str) -> float:
        """How long until it makes sense to ask again."""
        kept = self._kept.get((what, office_id))
        return max(0.0, kept.due - time.monotonic()) if kept else 0.0

    def _fresh(self, key: tuple[str, str], at: float) -> Counted | None:
        kept = self._kept.get(key)
        return kept if kept is not None and kept.due > at else None

    def _count(self, key: tuple[str, str], count: Callable[[], Any]) -> Counted:
        begun = time.monotonic()
        found = count()
        took = time.monotonic() - begun
        rest = 0.0 if took < CHEAP else min(_OLDEST, _REST * took)
        kept = self._kept[key] = Counted(found, time.monotonic() + rest)
        return kept
