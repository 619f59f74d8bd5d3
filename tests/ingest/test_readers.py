"""Two people read a field on their own: neither sees the other's answer, a third settles."""

from __future__ import annotations

import pytest

from extract.sameness import means_same
from models.database import Database
from models.errors import Conflict
from models.queueing import Stage, Wanted
from models.repositories import (
    agreement,
    fieldwork,
    guests,
    offices,
    readers,
    referring,
    rules,
    unread,
)
from models.repositories.answers import Voice
from models.repositories.changing import Change
from models.repositories.rules import Rule
from models.values import FieldStatus, RecordState
from tests.ingest.queue_world import FORM, Desk, a_desk


@pytest.fixture
def desk(database: Database) -> Desk:
    """Names of the form are read by two people."""
    found = a_desk(database)
    with database.write() as session:
        rule = Rule(readers=2)
        rules.choose(
            session, found.office, form=FORM, key="given_name", rule=rule, actor="person:boss"
        )
    return found


def test_the_first_answer_reaches_neither_the_record_nor_its_history(desk: Desk) -> None:
    (record,) = desk.add("given_name")
    before = desk.field(record, "given_name")
    desk.say("one", record, "given_name", "correct", "Sok Dary")
    after = desk.field(record, "given_name")
    assert (after.raw, after.value, after.status) == (before.raw, before.value, "review")
    assert (after.confidence, after.source) == (before.confidence, before.source)
    assert desk.history(record) == []


def test_two_equal_answers_settle_the_field_and_both_stand_in_the_history(desk: Desk) -> None:
    (record,) = desk.add("given_name")
    desk.say("one", record, "given_name", "correct", "Sok Dary")
    desk.say("two", record, "given_name", "correct", "Sok  Dary")
    field = desk.field(record, "given_name")
    assert (field.status, field.source) == (FieldStatus.ACCEPTED, "person")
    assert field.value.split() == ["Sok", "Dary"]
    assert desk.history(record) == [
        ("one", "given_name", "correct"),
        ("two", "given_name", "correct"),
    ]
    desk.finish("two", record)
    assert desk.record(record).state == RecordState.FINISHED


def test_equal_is_what_means_the_same(desk: Desk) -> None:
    (record,) = desk.add("given_name")
    with desk.database.write() as session:
        (work,) = fieldwork.claim_fields(
            session, desk.office, desk.people["one"], Wanted(), most=1, seconds=60
        )
        change = Change("given_name", "correct", "SOK DARY", "SOK DARY")
        one = fieldwork.answer(
            session, desk.office, desk.people["one"], "person:one", work.id, change=change
        )
        assert one.waits == Stage.SECOND
    with desk.database.write() as session:
        (work,) = fieldwork.claim_fields(
            session, desk.office, desk.people["two"], Wanted(), most=1, seconds=60
        )
        change = Change("given_name", "correct", "Sok Dary", "Sok Dary")
        two = fieldwork.answer(
            session,
            desk.office,
            desk.people["two"],
            "person:two",
            work.id,
            change=change,
            equal=means_same,
        )
        assert two.waits is None
    assert desk.field(record, "given_name").value == "Sok Dary"


def test_who_has_answered_gets_neither_the_field_nor_the_record_again(desk: Desk) -> None:
    (record,) = desk.add("given_name")
    desk.say("one", record, "given_name", "confirm")
    assert desk.take("one") is None
    with desk.database.write() as session:
        person = desk.people["one"]
        assert not fieldwork.claim_fields(
            session, desk.office, person, Wanted(), most=9, seconds=60
        )
        assert not fieldwork.waiting_kinds(session, desk.office, person)
    assert desk.take("two") == record


def test_where_two_differ_a_third_sees_both_and_settles(desk: Desk) -> None:
    (record,) = desk.add("given_name")
    desk.say("one", record, "given_name", "correct", "Sok Dary")
    desk.say("two", record, "given_name", "confirm")
    assert desk.field(record, "given_name").status == "review"
    assert desk.history(record) == []
    assert desk.take("one") is None
    assert desk.take("two") is None
    assert desk.take("three") == record
    with desk.database.read() as session:
        kept = desk.record(record)
        third = readers.standing(session, kept, desk.people["three"])["given_name"]
        assert sorted(answer.raw for answer in third.others) == ["Sok Dara", "Sok Dary"]
        assert not third.closed
        for who in ("one", "two"):
            seen = readers.standing(session, kept, desk.people[who])["given_name"]
            assert seen.closed
            assert seen.others == ()
    desk.leave("three", record)
    with pytest.raises(Conflict):
        desk.say("one", record, "given_name", "confirm")
    desk.say("three", record, "given_name", "correct", "Sok Dary")
    assert desk.field(record, "given_name").value == "Sok Dary"
    assert [who for who, _, _ in desk.history(record)] == ["one", "two", "three"]
    with desk.database.read() as session:
        found = agreement.agreement(session, desk.office)
    people = {one.login: one for one in found.people}
    assert (people["one"].stood.hits, people["two"].stood.hits) == (1, 0)
    assert (found.all.hits, found.all.count) == (0, 1)


def test_a_first_reader_may_think_again_and_may_take_it_back(desk: Desk) -> None:
    (record,) = desk.add("given_name")
    desk.say("one", record, "given_name", "correct", "Sok Wrong")
    desk.say("one", record, "given_name", "correct", "Sok Dary")
    desk.say("two", record, "given_name", "correct", "Sok Dary")
    assert desk.field(record, "given_name").value == "Sok Dary"
    (other,) = desk.add("given_name")
    desk.say("one", other, "given_name", "correct", "Sok Dary")
    desk.say("one", other, "given_name", "undo")
    desk.say("two", other, "given_name", "correct", "Sok Dary")
    assert desk.field(other, "given_name").status == "review"


def test_the_second_takes_back_and_the_first_answer_waits_as_before(desk: Desk) -> None:
    (record,) = desk.add("given_name")
    desk.say("one", record, "given_name", "correct", "Sok Dary")
    desk.say("two", record, "given_name", "correct", "Sok Dary")
    desk.say("two", record, "given_name", "undo")
    field = desk.field(record, "given_name")
    assert (field.status, field.value, field.source) == ("review", "Sok Dara", "")
    desk.say("two", record, "given_name", "correct", "Sok Dary")
    assert desk.field(record, "given_name").value == "Sok Dary"
    with desk.database.read() as session:
        assert agreement.agreement(session, desk.office).all.count == 1


def test_a_settled_value_corrected_by_one_waits_for_another(desk: Desk) -> None:
    (record,) = desk.add("age")
    desk.say("one", record, "given_name", "correct", "Sok Dary")
    field = desk.field(record, "given_name")
    assert (field.status, field.value) == ("review", "Sok Dara")
    desk.say("one", record, "age", "confirm")
    with pytest.raises(Conflict):
        desk.finish("one", record)
    desk.say("two", record, "given_name", "correct", "Sok Dary")
    desk.finish("two", record)
    assert desk.field(record, "given_name").value == "Sok Dary"


def test_a_field_handed_on_without_a_word_is_read_by_another(desk: Desk) -> None:
    (record,) = desk.add("age")
    voice = Voice(desk.people["one"], "person:one")
    with desk.database.write() as session:
        version = desk.record(record).version
        referring.to_second(
            session, desk.office, record, "age", None, voice=voice, expected_version=version
        )
    assert desk.take("one") is None
    assert desk.take("two") == record
    desk.say("two", record, "age", "correct", 13)
    assert desk.field(record, "age").value == 13


def test_a_field_handed_on_with_a_word_needs_both_to_agree(desk: Desk) -> None:
    (record,) = desk.add("age")
    voice = Voice(desk.people["one"], "person:one")
    with desk.database.write() as session:
        referring.to_second(
            session,
            desk.office,
            record,
            "age",
            Change("age", "correct", "13", 13),
            voice=voice,
            expected_version=desk.record(record).version,
        )
    desk.say("two", record, "age", "correct", 18)
    assert desk.field(record, "age").status == "review"
    desk.say("three", record, "age", "correct", 18)
    assert desk.field(record, "age").value == 18


def test_two_who_pass_leave_it_to_a_third(desk: Desk) -> None:
    (record,) = desk.add("given_name")
    for who in ("one", "two"):
        with desk.database.write() as session:
            referring.to_second(
                session,
                desk.office,
                record,
                "given_name",
                None,
                voice=Voice(desk.people[who], f"person:{who}"),
                expected_version=desk.record(record).version,
            )
    assert desk.take("one") is desk.take("two") is None
    desk.say("three", record, "given_name", "illegible")
    assert desk.field(record, "given_name").status == "illegible"


def test_always_two_readers_whatever_the_machine_was_sure_of(desk: Desk) -> None:
    with desk.database.write() as session:
        rule = Rule(readers=2, always=True)
        rules.choose(session, desk.office, form=FORM, key="age", rule=rule, actor="person:boss")
    (record,) = desk.add()
    assert desk.record(record).state == RecordState.NEEDS_REVIEW
    assert desk.field(record, "age").status == "review"
    desk.say("one", record, "age", "confirm")
    desk.say("two", record, "age", "confirm")
    desk.finish("two", record)
    assert desk.record(record).state == RecordState.FINISHED


def test_another_office_has_its_own_rules(desk: Desk) -> None:
    other = a_desk(desk.database, "guest", office="other")
    (record,) = other.add("given_name")
    other.say("guest", record, "given_name", "confirm")
    assert other.field(record, "given_name").status == FieldStatus.ACCEPTED


@pytest.mark.parametrize("action", ["", "correct"])
def test_a_field_that_was_handed_on_and_taken_back_needs_one_reader_again(
    desk: Desk, action: str
) -> None:
    (record,) = desk.add("age")
    with desk.database.write() as session:
        referring.to_second(
            session,
            desk.office,
            record,
            "age",
            Change("age", action, "30", 30) if action else None,
            voice=Voice(desk.people["one"], "person:one"),
            expected_version=desk.record(record).version,
        )
    desk.say("one", record, "age", "undo")
    desk.say("one", record, "age", "correct", 32)
    assert desk.field(record, "age").value == 32
    assert desk.history(record) == [("one", "age", "correct")]


def test_a_field_that_everybody_here_has_read_is_counted_until_somebody_comes(
    database: Database,
) -> None:
    desk = a_desk(database, "one", "two")
    rule = Rule(readers=2)
    with database.write() as session:
        rules.choose(session, desk.office, form=FORM, key="age", rule=rule, actor="person:boss")
    (record,) = desk.add("age")

    def waiting() -> int:
        with database.read() as session:
            return unread.count(session, desk.office)

    assert waiting() == 0
    desk.say("one", record, "age", "correct", 20)
    assert waiting() == 0  # the other can read it
    desk.say("two", record, "age", "correct", 21)
    assert waiting() == 1
    with database.write() as session:
        offices.add_person(session, desk.office, "boss", "administrator", "-")
        checker = offices.add_person(session, desk.office, "five", "checker", "-").id
    assert waiting() == 0  # it has a picture
    with database.write() as session:
        offices.change_person(session, desk.office, checker, active=False)
    assert waiting() == 1
    elsewhere = a_desk(database, "six", office="elsewhere")
    assert waiting() == 1
    with database.write() as session:
        guests.invite(session, desk.office, "six", "reviewer", "person:boss")
    assert waiting() == 0
    with database.read() as session:
        whole, _ = unread.readers(session, desk.office)
        assert elsewhere.people["six"] in whole
        alone, _ = unread.readers(session, elsewhere.office)
    assert alone == {elsewhere.people["six"]}
