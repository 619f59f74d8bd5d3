"""How long a search takes among very many records, by kind of query, on both databases."""

from __future__ import annotations

import argparse
import gc
import math
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Final

from sqlalchemy import func, select

from api.actor import Actor
from api.finding import find
from api.why import shown
from benchmarks.figures import review_rows
from benchmarks.figures.review_filled import filled, person_id
from extract.search.query import parse
from models.database import Database
from models.tables import Field, Record

TIMES: Final = 200  # queries of a kind
LIMIT: Final = 50
KEYS: Final = frozenset({"name_given_local", "dob", "origin", "phone", "sex", "narrative"})
_HEAD: Final = (
    "| database | kind of query | queries | p50 (ms) | p99 (ms) | longest (ms) |\n"
    "| --- | --- | ---: | ---: | ---: | ---: |\n"
)
#: Other spellings of names that many records have, and names that none has.
_HEARD: Final = ("Sokh", "Sophea", "Somchai", "Somchay", "Wichai", "Dara", "Vanna", "Rattana")
_NOWHERE: Final = ("Soekarno", "Zubaidah Qomar", "qqqqqq", "Nguyen", "อัลเบิร์ต", "ហ្សង់ដាក")
_COMMON: Final = ("ang", "female", "tanpa paspor", "ការ", "หนังสือเดินทาง", "19", "08", "san")
_SHORT: Final = ("ស", "ลี", "so", "Ly", "a", "សុ", "นา", "an")


def figure(options: argparse.Namespace, folder: Path) -> str:
    """The table in Markdown; times are those of finding and of fetching what is shown."""
    rows = []
    gc.collect()
    gc.freeze()  # as the API does when it starts
    for kind in options.databases:
        with filled(kind, options, folder) as database:
            asked = Random(options.seed)
            for name, texts in _kinds(database, asked):
                took = _measured(database, texts, asked)
                rows.append(_row(kind, name, took))
    return f"{options.records:,} records, {LIMIT} hits shown.\n\n{_HEAD}" + "\n".join(rows)


def _measured(database: Database, texts: Sequence[str], rng: Random) -> list[float]:
    """Milliseconds of TIMES searches for these texts in turn; the first round is not counted."""
    manager = person_id(database, "manager-0")
    actor = Actor(review_rows.OFFICE, "person", manager, "manager-0", role="manager")
    asked = [*texts[: len(texts) // 4], *(rng.choice(texts) for _ in range(TIMES))]
    took = []
    for text in asked:
        began = time.perf_counter()
        with database.read() as session:
            found = find(session, actor, parse(text, KEYS), limit=LIMIT)
            shown(session, actor, found.hits)
        took.append(1000 * (time.perf_counter() - began))
    return took[-TIMES:]


def _kinds(database: Database, rng: Random) -> Iterator[tuple[str, Sequence[str]]]:
    """Queries as people make them, from what stands in records drawn at random."""
    rows = [_values(database, rng, options) for options in range(60)]
    names = [row.get("name_given_local", "") for row in rows]
    yield "a given name", names
    whole = [f"{r.get('name_family_local')} {r.get('name_given_local')}" for r in rows]
    yield "a whole name", whole
    yield "a name by its sound", _HEARD
    yield "an ID number", [row.get("national_id", "") for row in rows]
    yield "part of a phone number", [row.get("phone", "")[2:8] for row in rows]
    yield "a day", [row.get("dob", "") for row in rows]
    yield "a name and a year", [f"{r.get('name_given_local')} {r['dob'][-4:]}" for r in rows]
    yield "in one field", [f"name_given_local:{name}" for name in names]
    yield "a piece of a place", [row.get("origin", "")[3:9] for row in rows]
    yield "text of the page", [f'"{row.get("narrative", "")[-30:]}"' for row in rows]
    yield "what very many hold", _COMMON
    yield "one or two letters", _SHORT
    yield "what nobody holds", _NOWHERE


def _values(database: Database, rng: Random, _number: int) -> dict[str, str]:
    """The written fields of a record drawn at random."""
    with database.read() as session:
        count = session.scalar(select(func.max(Record.sequence))) or 1
        record = session.scalar(
            select(Record.id).where(
                Record.office_id == review_rows.OFFICE,
                Record.state == "finished",
                Record.sequence == rng.randrange(1, count + 1),
            )
        )
        fields = session.execute(select(Field.key, Field.raw).where(Field.record_id == record))
        return dict(fields.tuples().all())


def _row(database: str, name: str, took: Sequence[float]) -> str:
    ordered = sorted(took)
    high = ordered[math.ceil(0.99 * len(ordered)) - 1]
    middle = statistics.median(ordered)
    return f"| {database} | {name} | {len(took)} | {middle:.0f} | {high:.0f} | {ordered[-1]:.0f} |"
