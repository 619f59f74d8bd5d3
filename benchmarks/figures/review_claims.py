"""How long it takes to be given the next record or the next hand of single fields.

Every claim is a transaction of its own, committed before the next, as a request's is. People work
on: what they were given stays held, so that each claim passes over the holds of the others. Each
kind of claim is timed by itself, with nobody else at the database; `crowd` has the others.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Final

from benchmarks.figures import review_rows
from benchmarks.figures.review_filled import filled, person_id
from models.database import Database, now
from models.queueing import Priority, Wanted
from models.repositories import fieldwork, queues
from models.tables import Record

TIMES: Final = 300
_NAMES: Final = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
_FORMS: Final = tuple(review_rows.FORMS.values())
_HELD: Final = 3600  # seconds: nothing comes back during the run
HAND: Final = 24  # single fields in one hand
_KEY: Final = "birth_date"


@dataclass(frozen=True, slots=True)
class Ask:
    """A kind of claim: its words, and one claim by somebody."""

    words: str
    role: str
    once: Callable[[Database, str], object]


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
            began = time.perf_counter()
            ask.once(database, people[number % len(people)])
            times.append(time.perf_counter() - began)
        yield ask.words, times
        _let_go(database)


def _some_batch(database: Database) -> str:
    with database.read() as session:
        found, _more = queues.waiting(session, review_rows.OFFICE, limit=1)
        return found[0].batch_id


def _asks(batch: str) -> tuple[Ask, ...]:
    def record(wanted: Wanted) -> Callable[[Database, str], object]:
        held: dict[str, list[str]] = {}

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
            del mine[:-50]

        return once

    def hand(wanted: Wanted) -> Callable[[Database, str], object]:
        held: dict[str, list[str]] = {}

        def once(database: Database, person: str) -> None:
            mine = held.setdefault(person, [])
            with database.write() as session:
                found = fieldwork.claim_fields(
                    session,
                    review_rows.OFFICE,
                    person,
                    wanted,
                    most=HAND,
                    seconds=_HELD,
                    skip=mine,
                )
            mine += [work.id for work in found]
            del mine[:-100]

        return once

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

    one_form = Wanted(forms=_FORMS[:1])
    return (
        Ask("the next record", "reviewer", record(Wanted())),
        Ask("of one form", "reviewer", record(one_form)),
        Ask("of one batch", "reviewer", record(Wanted(batch=batch))),
        Ask("of three forms (a language)", "reviewer", record(Wanted(forms=_FORMS[1:]))),
        Ask("urgent ones alone, of which there are none", "reviewer", record(_URGENT)),
        Ask("one's own record again, renewed", "reviewer", renewed),
        Ask(f"a hand of {HAND} single fields", "checker", hand(Wanted())),
        Ask(f"{HAND} of one form and field", "checker", hand(Wanted(_FORMS[:1], (_KEY,)))),
        Ask("what single fields wait, by form and field", "checker", heaps),
        Ask("the queue's first page and its count", "reviewer", listed),
    )


_URGENT: Final = Wanted(priority=Priority.URGENT)


def _let_go(database: Database) -> None:
    """Nothing of one measurement is held in the next."""
    with database.write() as session:
        past = now()
        for record in session.query(Record).filter(Record.claimed_until > past):
            queues.let_go(session, review_rows.OFFICE, record.claimed_by or "", [record.id])
