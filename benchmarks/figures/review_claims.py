"""How long it takes to be given the next record or the next hand of single fields.

Every claim is a transaction of its own, committed before the next, as a request's is. Twenty
people take turns: each holds two records or one hand, so that a claim passes over what the others
hold, and lets go of the oldest before the next, which is not timed. Each kind of claim is timed by
itself, with nobody else at the database; `crowd` has the others.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Final

from sqlalchemy import update

from benchmarks.figures import review_rows
from benchmarks.figures.review_filled import filled, person_id
from models.database import Database
from models.queueing import Priority, Wanted
from models.repositories import fieldwork, queues
from models.tables import Record, Task

TIMES: Final = 300
_NAMES: Final = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
_FORMS: Final = tuple(review_rows.FORMS.values())
_HELD: Final = 3600  # seconds: nothing comes back during the run
HAND: Final = 24  # single fields in one hand
_KEY: Final = "dob"


@dataclass(frozen=True, slots=True)
class Ask:
    """A kind of claim: its words, and one claim by somebody."""

    words: str
    role: str
    once: Callable[[Database, str], object]
    before: Callable[[Database, str], object] = lambda database, person: None


def figure(options: argparse.Namespace, folder: Path) -> str:
    """The table: milliseconds at p50 and p99 for each kind of claim and database."""
    measured: dict[str, list[str]] = {}
    for kind in options.databases:
        with filled(kind, options, folder) as database:
            for words, times in _measure(database):
                measured.setdefault(words, []).append(_cells(times))
    heads = [f"{_NAMES[kind]} {what}" for kind in options.databases for what in ("p50", "p99")]
    lines = [
        f"Milliseconds, {options.records} records, {TIMES} claims of each kind.",
        "",
        f"| what is asked for | {' | '.join(heads)} |",
        f"| --- |{' ---: |' * len(heads)}",
        *(f"| {words} | {' | '.join(cells)} |" for words, cells in measured.items()),
    ]
    return "\n".join(lines)


def _cells(times: list[float]) -> str:
    cuts = quantiles(times, n=100)
    return f"{1000 * cuts[49]:.1f} | {1000 * cuts[98]:.1f}"


def _measure(database: Database) -> Iterator[tuple[str, list[float]]]:
    batch = _some_batch(database)
    reviewers = [person_id(database, f"reviewer-{number}") for number in range(20)]
    checkers = [person_id(database, f"checker-{number}") for number in range(20)]
    for ask in _asks(batch):
        people = reviewers if ask.role == "reviewer" else checkers
        ask.once(database, people[0])  # the first opens files and makes plans
        times = []
        for number in range(TIMES):
            person = people[number % len(people)]
            ask.before(database, person)
            began = time.perf_counter()
            ask.once(database, person)
            times.append(time.perf_counter() - began)
        yield ask.words, times
        _let_go(database)


def _some_batch(database: Database) -> str:
    with database.read() as session:
        found, _more = queues.waiting(session, review_rows.OFFICE, limit=1)
        return found[0].batch_id


def _asks(batch: str) -> tuple[Ask, ...]:
    def record(words: str, wanted: Wanted) -> Ask:
        held: dict[str, list[str]] = {}

        def before(database: Database, person: str) -> None:
            mine = held.setdefault(person, [])
            if len(mine) > 1:
                with database.write() as session:
                    queues.let_go(session, review_rows.OFFICE, person, [mine.pop(0)])

        def once(database: Database, person: str) -> None:
            # Two at a time, as a page holds them: the one that is shown and the next.
            mine = held.setdefault(person, [])
            with database.write() as session:
                found = queues.claim_next(
                    session,
                    review_rows.OFFICE,
                    person,
                    seconds=_HELD,
                    skip=mine,
                    wanted=wanted,
                )
            if found is not None:
                mine.append(found.id)

        return Ask(words, "reviewer", once, before)

    def hand(words: str, wanted: Wanted) -> Ask:
        held: dict[str, list[str]] = {}

        def before(database: Database, person: str) -> None:
            with database.write() as session:
                mine = held.pop(person, [])
                fieldwork.give_back(session, review_rows.OFFICE, person, mine)

        def once(database: Database, person: str) -> None:
            with database.write() as session:
                found = fieldwork.claim_fields(
                    session, review_rows.OFFICE, person, wanted, most=HAND, seconds=_HELD
                )
            held[person] = [work.id for work in found]

        return Ask(words, "checker", once, before)

    def listed(database: Database, person: str) -> None:
        with database.read() as session:
            queues.waiting(session, review_rows.OFFICE, limit=50)
            queues.count_waiting(session, review_rows.OFFICE)

    def heaps(database: Database, person: str) -> None:
        with database.read() as session:
            fieldwork.waiting_kinds(session, review_rows.OFFICE, person)

    def renewed(database: Database, person: str) -> None:
        with database.write() as session:
            found = queues.claim_next(session, review_rows.OFFICE, person, seconds=_HELD)
            if found is not None:
                queues.renew(session, review_rows.OFFICE, person, [found.id], seconds=_HELD)

    return (
        record("the next record", Wanted()),
        record("of one form", Wanted(forms=_FORMS[:1])),
        record("of one batch", Wanted(batch=batch)),
        record("of three forms (a language)", Wanted(forms=_FORMS[1:])),
        record("urgent ones alone, of which there are none", _URGENT),
        Ask("one's own record again, renewed", "reviewer", renewed),
        hand(f"a hand of {HAND} single fields", Wanted()),
        hand(f"{HAND} of one form and field", Wanted(_FORMS[:1], (_KEY,))),
        Ask("what single fields wait, by form and field", "checker", heaps),
        Ask("the queue's first page and its count", "reviewer", listed),
    )


_URGENT: Final = Wanted(priority=Priority.URGENT)


def _let_go(database: Database) -> None:
    """Nothing of one measurement is held in the next."""
    free = {"claimed_by": None, "claimed_until": None}
    with database.write() as session:
        held = update(Record).where(Record.claimed_by.is_not(None))
        session.execute(held.values(**free))
        fields = update(Record).where(Record.fields_by.is_not(None))
        session.execute(fields.values(fields_by=None, fields_until=None))
        session.execute(update(Task).where(Task.claimed_by.is_not(None)).values(**free))
