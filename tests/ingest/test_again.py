"""Finished values drawn by lot are read once more, unseen; what was wrong is revised."""

from __future__ import annotations

import pytest

from models.database import Database
from models.queueing import Stage, Wanted, Work
from models.repositories import agreement, fieldwork
from models.repositories.changing import Change
from models.values import RecordState
from tests.ingest.queue_world import Desk, a_desk


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def _finished(desk: Desk) -> str:
    """Finished by one, who set the age to 13; it was read as 31."""
    (record,) = desk.add("age")
    desk.say("one", record, "age", "correct", 13)
    desk.finish("one", record, again_share=1.0)
    return record


def _take(desk: Desk, who: str) -> Work | None:
    with desk.database.write() as session:
        found = fieldwork.claim_fields(
            session, desk.office, desk.people[who], Wanted(), most=1, seconds=60
        )
    return found[0] if found else None


def _say(desk: Desk, who: str, work: Work, value: int) -> fieldwork.Answered:
    with desk.database.write() as session:
        return fieldwork.answer(
            session,
            desk.office,
            desk.people[who],
            f"person:{who}",
            work.id,
            change=Change(work.key, "correct", str(value), value),
        )


def test_who_settled_it_does_not_get_it_and_the_other_sees_it_as_read(desk: Desk) -> None:
    record = _finished(desk)
    assert _take(desk, "one") is None
    work = _take(desk, "two")
    assert work is not None
    assert (work.record_id, work.stage, work.answers) == (record, Stage.AGAIN, ())
    with desk.database.read() as session:
        assert fieldwork.field_for(session, work).value == 31
    assert desk.field(record, "age").value == 13


def test_the_same_answer_lets_it_stand(desk: Desk) -> None:
    record = _finished(desk)
    work = _take(desk, "two")
    assert work is not None
    assert _say(desk, "two", work, 13).waits is None
    assert desk.record(record).sequence == 1
    with desk.database.read() as session:
        (field,) = agreement.agreement(session, desk.office).fields
    assert (field.again.hits, field.again.count) == (1, 1)
    assert _take(desk, "three") is None


def test_where_a_third_agrees_with_the_second_the_record_is_revised(desk: Desk) -> None:
    record = _finished(desk)
    work = _take(desk, "two")
    assert work is not None
    assert _say(desk, "two", work, 18).waits == Stage.SETTLE
    assert desk.field(record, "age").value == 13
    assert _take(desk, "one") is _take(desk, "two") is None
    third = _take(desk, "three")
    assert third is not None
    assert sorted(one.raw for one in third.answers) == ["13", "18"]
    assert _say(desk, "three", third, 18).waits is None
    revised = desk.record(record)
    assert (revised.state, revised.sequence) == (RecordState.FINISHED, 2)
    assert desk.field(record, "age").value == 18
    with desk.database.read() as session:
        people = {one.login: one for one in agreement.agreement(session, desk.office).people}
    assert (people["one"].stood.hits, people["two"].stood.hits) == (0, 1)


def test_where_a_third_agrees_with_what_stood_nothing_changes(desk: Desk) -> None:
    record = _finished(desk)
    work = _take(desk, "two")
    assert work is not None
    _say(desk, "two", work, 18)
    third = _take(desk, "three")
    assert third is not None
    _say(desk, "three", third, 13)
    assert (desk.record(record).sequence, desk.field(record, "age").value) == (1, 13)


def test_nothing_is_drawn_where_the_share_is_nothing(desk: Desk) -> None:
    (record,) = desk.add("age")
    desk.say("one", record, "age", "confirm")
    desk.finish("one", record)
    assert _take(desk, "two") is None
