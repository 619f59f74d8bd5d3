"""What the overview counts is what is there, by hour and form, and no other office's."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.orm import Session

from ingest.overview import Share, overview
from ingest.settings import Settings, load
from models.database import Database, migrate, new_id, now
from models.errors import BadSettings
from models.queueing import Priority
from models.repositories import batches, offices, progress, routing
from models.tables import Document, Record

MORNING = datetime.fromisoformat("2026-11-03T08:59:59.999999")


def an_office(session: Session, name: str) -> tuple[str, str]:
    office = offices.office_named(session, name, create=True).id
    return office, batches.create(session, office, "Cabinet 1", "person:dara").id


def add(
    session: Session,
    office: tuple[str, str],
    state: str,
    came: datetime,
    done: datetime | None = None,
    *,
    form: str = "a",
    priority: int = Priority.NORMAL,
) -> None:
    """A file, and a record of it where the state is one of a record."""
    paper = new_id()
    values = {"office_id": office[0], "batch_id": office[1], "sha256": new_id() * 2, "size": 1}
    values |= {"media_type": "application/pdf", "name": "a.pdf", "state": state}
    session.execute(insert(Document), [{"id": paper, **values, "created": came, "updated": came}])
    if state not in ("finished", "needs_review"):
        return
    record = {"id": new_id(), "office_id": office[0], "document_id": paper, "ordinal": 1}
    record |= {"pipeline": "p", "form": form, "form_version": "1", "state": state, "pages": [1]}
    record |= {"provenance": {}, "created": came, "finished": done, "priority": priority}
    session.execute(insert(Record), [record])


def test_what_came_in_and_was_finished_is_counted_by_the_hour(database: Database) -> None:
    with database.write() as session:
        here, there = an_office(session, "Here"), an_office(session, "There")
        add(session, here, "finished", MORNING, MORNING)
        add(session, here, "finished", MORNING, MORNING + timedelta(microseconds=1))
        add(session, here, "finished", MORNING, MORNING + timedelta(hours=2), form="b")
        add(session, here, "received", MORNING - timedelta(days=2))
        add(session, there, "finished", MORNING, MORNING)
    with database.read() as session:
        eight = MORNING.replace(minute=0, second=0, microsecond=0)
        nine, ten = eight + timedelta(hours=1), eight + timedelta(hours=2)
        since = MORNING - timedelta(days=1)
        assert progress.arrived(session, here[0], since) == {eight: 3}
        found = {(f.form, f.hour): (f.records, f.untouched) for f in _finished(session, here[0])}
        assert found == {("a", eight): (1, 1), ("a", nine): (1, 0), ("b", ten): (1, 0)}


def _finished(session: Session, office: str) -> tuple[progress.Finished, ...]:
    return progress.finished(session, office, MORNING - timedelta(days=1))


def test_records_are_counted_by_form_and_state(database: Database) -> None:
    with database.write() as session:
        here, there = an_office(session, "Here"), an_office(session, "There")
        for state in ("finished", "needs_review", "needs_review"):
            add(session, here, state, MORNING, MORNING if state == "finished" else None)
        add(session, here, "needs_review", MORNING, form="")
        add(session, there, "needs_review", MORNING)
    with database.read() as session:
        found = progress.by_form(session, here[0])
        assert [(one.form, one.version, dict(one.records)) for one in found] == [
            ("", "1", {"needs_review": 1}),
            ("a", "1", {"finished": 1, "needs_review": 2}),
        ]


def test_the_oldest_is_found_whatever_its_priority(database: Database) -> None:
    with database.write() as session:
        here, there = an_office(session, "Here"), an_office(session, "There")
        add(session, here, "needs_review", MORNING, priority=Priority.URGENT)
        add(session, here, "needs_review", MORNING - timedelta(days=1), priority=Priority.LATER)
        add(session, here, "processing", MORNING - timedelta(hours=1))
        add(session, here, "received", MORNING)
        add(session, there, "received", MORNING - timedelta(days=9))
    with database.read() as session:
        assert progress.oldest_waiting(session, here[0]) == MORNING - timedelta(days=1)
        assert progress.oldest_unread(session, here[0]) == MORNING - timedelta(hours=1)
        assert progress.oldest_waiting(session, there[0]) is None


def test_no_count_looks_at_a_row(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'plan.sqlite3'}")
    migrate(database)
    asked: list[str] = []
    with database.read() as session:
        for query in _asked(session):
            plan = session.execute(text(f"explain query plan {query}")).all()
            asked += [row[-1] for row in plan if row[-1].startswith(("SEARCH", "SCAN"))]
    database.close()
    assert len(asked) >= 4
    assert [line for line in asked if "COVERING INDEX" not in line] == []


def _asked(session: Session) -> list[str]:
    """What the repository asks, as SQL with its values in it."""
    found: list[str] = []

    def heard(_c: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        for value in values if isinstance(values, tuple) else ():
            shown = str(value) if isinstance(value, int) else f"'{value}'"
            statement = statement.replace("?", shown, 1)
        found.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", heard)
    progress.by_form(session, "office")
    progress.arrived(session, "office", MORNING)
    progress.finished(session, "office", MORNING)
    progress.oldest_unread(session, "office")
    progress.oldest_waiting(session, "office")
    progress.waiting(session, "office", [MORNING])
    routing.seen(session, "office")
    event.remove(engine, "before_cursor_execute", heard)
    return [statement for statement in found if statement.startswith("SELECT")]


def test_days_are_those_of_the_office(database: Database) -> None:
    moment = now()
    with database.write() as session:
        here = an_office(session, "Here")
        for hours in range(48):
            add(session, here, "received", moment - timedelta(hours=hours))
    for zone in ("Asia/Bangkok", "America/Caracas"):
        with database.read() as session:
            found = overview(session, here[0], (), Settings(time_zone=zone))
        began = datetime.now(ZoneInfo(zone)).replace(minute=0)
        today = began.hour + 1  # hours of today that one of the files came in
        assert found.days[-1].day == began.date()
        assert len(found.days) == 30
        assert found.days[-1].came_in in (today, today - 1)  # the clock may strike meanwhile
        assert sum(day.came_in for day in found.days) == 48


def test_shares_count_what_needed_nobody_and_the_pace_what_people_did(database: Database) -> None:
    moment = now().replace(hour=12)
    with database.write() as session:
        here = an_office(session, "Here")
        for days in range(1, 8):
            came = moment - timedelta(days=days)
            add(session, here, "finished", came, came)
            add(session, here, "finished", came, came + timedelta(minutes=1))
            add(session, here, "needs_review", came)
    with database.read() as session:
        found = overview(session, here[0], (), Settings(time_zone="UTC"))
    assert (found.straight.part, found.straight.whole) == (7, 14)
    assert (found.waiting, found.finished, found.came_in) == (7, 14, 21)
    assert found.settled_a_day == 1.0
    assert found.days_left == 7.0
    assert found.wrong == Share()
    assert not found.forms[0].trusted


def test_an_empty_office_is_told_as_one(database: Database) -> None:
    with database.write() as session:
        here = an_office(session, "Here")
    with database.read() as session:
        found = overview(session, here[0], (), Settings())
    assert (found.came_in, found.waiting, found.finished, found.days_left) == (0, 0, 0, None)
    assert (found.straight.value, found.oldest_waiting, found.forms) == (0.0, None, ())


def test_a_zone_that_nobody_knows_is_no_setting() -> None:
    with pytest.raises(BadSettings, match=r"LONTAR_TIME_ZONE: .*Asia/Jakarta"):
        load(time_zone="Asia/Atlantis")
