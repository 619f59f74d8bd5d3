"""The book of an office is narrowed down, paged and closed to other offices, on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import event, insert, text

from models.database import Database, migrate
from models.repositories import audit, offices
from models.repositories.audit import Asked, Place
from models.tables import Audit

MORNING = datetime.fromisoformat("2026-11-03T08:59:59.999999")


def written(database: Database, *lines: tuple[str, str, str, datetime]) -> tuple[str, str]:
    """Lines of (actor, action, object, moment) of an office; one line of another. Both offices."""
    with database.write() as session:
        here = offices.office_named(session, "Here", create=True).id
        there = offices.office_named(session, "There", create=True).id
        rows = [
            {"office_id": here, "actor": a, "action": b, "object": c, "at": at, "detail": {}}
            for a, b, c, at in lines
        ]
        rows.append({**rows[0], "office_id": there})
        session.execute(insert(Audit), rows)
    return here, there


def test_lines_are_narrowed_down_by_all_that_is_asked(database: Database) -> None:
    later = MORNING + timedelta(days=1)
    here, there = written(
        database,
        ("person:dara", "record.seen", "r1", MORNING),
        ("person:dara", "record.finished", "r1", MORNING + timedelta(seconds=1)),
        ("person:sok", "record.seen", "r2", later),
        ("person:sok", "page.seen", "d2", later),
    )

    def objects(asked: Asked, office: str = here) -> list[tuple[str, str]]:
        with database.read() as session:
            found = audit.found(session, office, asked, limit=10)
            return [(one.action, one.object) for one in found]

    assert len(objects(Asked())) == 4
    assert objects(Asked(), there) == [("record.seen", "r1")]
    assert objects(Asked(actor="person:dara")) == [("record.finished", "r1"), ("record.seen", "r1")]
    assert objects(Asked(actions=("page.seen", "file.replaced"))) == [("page.seen", "d2")]
    assert objects(Asked(objects=("d2", "r2"))) == [("page.seen", "d2"), ("record.seen", "r2")]
    assert objects(Asked(since=later, actions=("record.seen",))) == [("record.seen", "r2")]
    assert objects(Asked(until=MORNING + timedelta(seconds=1))) == [("record.seen", "r1")]
    assert objects(Asked(actor="person:dara", objects=("r2",))) == []


def test_pages_neither_skip_nor_repeat_lines_of_one_moment(database: Database) -> None:
    moments = [MORNING] * 5 + [MORNING + timedelta(seconds=1)] * 2
    here, _ = written(database, *(("worker", "a", str(n), at) for n, at in enumerate(moments)))
    seen: list[str] = []
    place: Place | None = None
    with database.read() as session:
        while page := audit.found(session, here, Asked(), limit=2, before=place):
            seen += [one.object for one in page]
            place = Place(page[-1].at, page[-1].id)
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]


def test_no_choice_reads_the_whole_book(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'plan.sqlite3'}")
    migrate(database)
    asked: list[str] = []

    def heard(_c: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        for value in values if isinstance(values, tuple) else ():
            statement = statement.replace("?", repr(value), 1)
        if statement.startswith("SELECT"):
            asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", heard)
    choices = {
        "audit_when": Asked(since=MORNING),
        "audit_what": Asked(actions=("a", "b"), since=MORNING),
        "audit_who": Asked(actor="person:dara", actions=("a",)),
        "audit_object": Asked(objects=("r", "d")),
    }
    for index, choice in choices.items():
        with database.read() as session:
            audit.found(session, "office", choice, limit=10, before=Place(MORNING, 7))
        with database.engine.connect() as connection:
            plan = connection.execute(text(f"explain query plan {asked[-1]}")).all()
        told = " ".join(str(row[-1]) for row in plan)
        assert f"USING INDEX {index}" in told, told
        assert "TEMP B-TREE" not in told, told
    database.close()
