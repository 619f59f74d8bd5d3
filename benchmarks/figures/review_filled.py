"""Databases with as many records as a figure asks for: SQLite and PostgreSQL, the real servers.

    with filled("postgres", options, folder) as database: …

Filled once for a number of records and kept in `--keep FOLDER` where one is named.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, text

from benchmarks.figures import review_rows
from ingest import indexing
from models import tables
from models.database import Database, migrate, new_id, now
from models.repositories import offices, rebuilding
from tests.servers import postgresql

PASSWORD: Final = "a long enough password"
_AT_ONCE: Final = 20_000
_REBUILT: Final[tuple[Callable[[Database], object], ...]] = (
    rebuilding.rebuild,
    indexing.rebuild,
)
#: What docs/install.md recommends for PostgreSQL.
_SETTINGS: Final = {
    "shared_buffers": "2GB",
    "effective_cache_size": "6GB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
}
PEOPLE: Final = {"reviewer": 20, "checker": 20, "manager": 1}


@contextmanager
def filled(kind: str, options: argparse.Namespace, folder: Path) -> Iterator[Database]:
    """A database of `kind` ("sqlite" or "postgres") with `options.records` records."""
    home = (options.keep or folder) / f"{kind}-{options.records}"
    home.mkdir(parents=True, exist_ok=True)
    with _server(kind, home) as address:
        database = Database(address)
        try:
            migrate(database)  # what was kept may be of an older version
            for name, step in (("rows", _fill), ("derived", _rebuild)):
                if not (home / name).exists():
                    step(database, options)
                    (home / name).touch()
            yield database
        finally:
            database.close()


@contextmanager
def _server(kind: str, home: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{home / 'lontar.sqlite3'}"
        return
    with postgresql(home, **_SETTINGS) as address:
        yield address


def _fill(database: Database, options: argparse.Namespace) -> None:
    began = time.monotonic()
    with database.engine.begin() as connection:
        _hurry(connection)
        _office(database, connection)
        later = _without_indexes(connection)
        _write(connection, tables.Batch, list(review_rows.batches(options.records)))
        rows = review_rows.made(options.records, options.seed)
        while some := list(islice(rows, _AT_ONCE)):
            _write(connection, tables.Document, [one.document for one in some])
            _write(connection, tables.Submission, [one.submission for one in some])
            _write(connection, tables.Page, [one.page for one in some])
            _write(connection, tables.Record, [one.record for one in some])
            _write(connection, tables.Field, [row for one in some for row in one.fields])
            _write(connection, tables.Routed, [row for one in some for row in one.routed])
        finished = text("select max(sequence) from record")
        connection.execute(
            text("update counter set value = :most where name = 'finished'"),
            {"most": connection.execute(finished).scalar_one()},
        )
        for made_again in later:
            connection.exec_driver_sql(made_again)
    _say(f"{options.records} records written", began)


def _rebuild(database: Database, _options: argparse.Namespace) -> None:
    for rebuild in _REBUILT:
        began = time.monotonic()
        rebuild(database)
        _say(f"{rebuild.__module__}.{rebuild.__name__}", began)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        postgres = connection.dialect.name == "postgresql"
        connection.exec_driver_sql("vacuum analyze" if postgres else "analyze")


def _say(what: str, began: float) -> None:
    print(f"{what} in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def _hurry(connection: Connection) -> None:
    """No promise has to be kept about these rows: a run that breaks off begins anew."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("set session_replication_role = replica")
        return
    connection.exec_driver_sql("pragma cache_size = -2000000")


def _without_indexes(connection: Connection) -> list[str]:
    """Drop PostgreSQL's indexes that keep no promise; the statements that make them again."""
    if connection.dialect.name != "postgresql":
        return []
    rows = connection.exec_driver_sql(
        "select indexname, indexdef from pg_indexes where schemaname = 'public' and not exists "
        "(select from pg_constraint where conname = indexname)"
    ).all()
    for name, _ in rows:
        connection.exec_driver_sql(f"drop index {name}")
    return [made for _, made in rows]


def _office(database: Database, connection: Connection) -> None:
    people: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "office_id": review_rows.OFFICE,
            "login": f"{role}-{number}",
            "password_hash": "",
            "role": role,
            "active": True,
            "created": now(),
        }
        for role, count in PEOPLE.items()
        for number in range(count)
    ]
    office = {
        "id": review_rows.OFFICE,
        "name": "Office",
        "created": now(),
        "sampling_key": "0" * 64,
    }
    _write(connection, tables.Office, [office])
    _write(connection, tables.Person, people)


def person_id(database: Database, login: str) -> str:
    """The id of one of PEOPLE: "reviewer-0" to "reviewer-19" and the like."""
    with database.read() as session:
        found = offices.person_by_login(session, login)
    assert found is not None
    return found.id


def _write(connection: Connection, of: type[tables.Base], rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    table = of.__table__
    assert isinstance(table, Table)
    missing = {
        column.name: _default(column.default.arg)
        for column in table.columns
        if column.name not in rows[0] and column.default is not None and not column.nullable
    }
    names = [*rows[0], *missing]
    values = [(*map(_plain, row.values()), *missing.values()) for row in rows]
    if connection.dialect.name == "postgresql":
        _copy(connection, table.name, names, values)
        return
    places = ", ".join("?" * len(names))
    query = f"insert into {table.name} ({', '.join(names)}) values ({places})"
    connection.connection.cursor().executemany(query, values)


def _default(value: Any) -> Any:
    made = value(None) if callable(value) else value
    return json.dumps(made) if isinstance(made, list | dict) else made


def _plain(value: Any) -> Any:
    return value.isoformat(" ", "microseconds") if isinstance(value, datetime) else value


def _copy(
    connection: Connection, table: str, names: list[str], values: Sequence[tuple[Any, ...]]
) -> None:
    cursor = connection.connection.cursor()
    with cursor.copy(f"copy {table} ({', '.join(names)}) from stdin") as copy:
        for row in values:
            copy.write_row(row)
