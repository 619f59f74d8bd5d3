"""The queue: what is urgent first, nothing twice, nothing that another holds, nothing lost."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import update

from models.database import Database, now
from models.errors import ChangedMeanwhile, Conflict, NotFound
from models.queueing import Priority, Stage, Wanted, Work
from models.repositories import amendments, fieldwork, holding, queues, records
from models.repositories.changing import Change
from models.tables import Record, Task
from models.values import RecordState
from tests.ingest.queue_world import Desk, a_desk


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def fields(
    desk: Desk, who: str, wanted: Wanted | None = None, *, most: int = 1, seconds: int = 60
) -> tuple[Work, ...]:
    with desk.database.write() as session:
        return fieldwork.claim_fields(
            session,
            desk.office,
            desk.people[who],
            wanted or Wanted(),
            most=most,
            seconds=seconds,
        )


def answer(desk: Desk, who: str, work: Work, value: int) -> fieldwork.Answered:
    with desk.database.write() as session:
        return fieldwork.answer(
            session,
            desk.office,
            desk.people[who],
            f"person:{who}",
            work.id,
            change=Change(work.key, "correct", str(value), value),
        )


def test_urgent_comes_first_then_the_oldest(desk: Desk) -> None:
    old, young = desk.add("age", times=2)
    batch = desk.another_batch()
    with desk.database.write() as session:
        queues.set_batch(session, desk.office, batch, Priority.URGENT, "person:boss")
    (urgent,) = desk.add("age", batch=batch)
    assert [desk.take(who) for who in ("one", "two", "three")] == [urgent, old, young]


def test_a_batch_made_urgent_takes_what_waits_already_along(desk: Desk) -> None:
    desk.add("age", times=3)
    batch = desk.another_batch()
    late = desk.add("age", batch=batch, times=3)
    with desk.database.write() as session:
        queues.set_batch(session, desk.office, batch, Priority.SOON, "person:boss")
    with desk.database.write() as session:
        assert queues.move(session, desk.office, batch, "form") == 3
        assert queues.move(session, desk.office, batch, "form") == 0
    assert desk.take("one") == late[0]
    assert fields(desk, "two")[0].record_id == late[1]


def test_one_record_has_its_own_urgency_whatever_its_batch_says(desk: Desk) -> None:
    first, second = desk.add("age", times=2)
    with desk.database.write() as session:
        queues.set_record(session, desk.office, second, Priority.URGENT, "person:boss")
        queues.set_batch(session, desk.office, desk.batch, Priority.LATER, "person:boss")
    with desk.database.write() as session:
        assert queues.move(session, desk.office, desk.batch, "form") == 1
    assert [desk.take("one"), desk.take("two")] == [second, first]


def test_filters_narrow_what_is_taken(desk: Desk) -> None:
    desk.add("age")
    batch = desk.another_batch()
    (in_batch,) = desk.add("age", batch=batch)
    (of_form,) = desk.add("given_name", form="other")
    assert desk.take("one", wanted=Wanted(batch=batch)) == in_batch
    assert desk.take("two", wanted=Wanted(forms=("other", "third"))) == of_form
    assert desk.take("three", wanted=Wanted(keys=("birth_date",))) is None
    long_ago = Wanted(waiting_since=now() - timedelta(days=1))
    assert desk.take("three", wanted=long_ago) is None
    (work,) = fields(desk, "three", Wanted(forms=("form",), keys=("age",)))
    assert work.key == "age"
    assert not fields(desk, "four", Wanted(stages=(Stage.SETTLE,)))


def test_a_record_with_a_field_given_out_is_not_given_out_whole(desk: Desk) -> None:
    (record,) = desk.add("age", "given_name")
    (work,) = fields(desk, "one")
    assert desk.take("two") is None
    assert not fields(desk, "two")
    with pytest.raises(Conflict):
        desk.say("two", record, "given_name", "confirm")
    with desk.database.write() as session, pytest.raises(Conflict):
        queues.claim(session, desk.office, record, desk.people["two"], seconds=60)
    answer(desk, "one", work, 32)
    assert desk.take("two") == record


def test_no_field_of_a_record_that_somebody_reviews_is_given_out(desk: Desk) -> None:
    (record,) = desk.add("age")
    assert desk.take("one") == record
    assert not fields(desk, "two")
    desk.leave("one", record)
    assert fields(desk, "two")


def test_a_hand_holds_one_field_of_a_record_and_only_those_with_a_picture(desk: Desk) -> None:
    with_picture = desk.add("age", "given_name", times=3)
    desk.add("age", picture=False, times=2)
    hand = fields(desk, "one", most=9)
    assert [work.record_id for work in hand] == with_picture
    assert all(work.box is not None for work in hand)


def test_a_hold_that_is_not_renewed_ends_and_one_that_is_stays(desk: Desk) -> None:
    first, second = desk.add("age", times=2)
    for record in (first, second):
        assert desk.take("one", skip=[first] if record == second else ()) == record
    _let_time_pass(desk)
    with desk.database.write() as session:
        lost = queues.renew(session, desk.office, desk.people["one"], [first], seconds=60)
    assert lost == ()
    assert desk.take("two") == second
    with desk.database.write() as session:
        ids = [first, second, "0" * 32]
        lost = queues.renew(session, desk.office, desk.people["one"], ids, seconds=60)
    assert set(lost) == {second, "0" * 32}


def test_a_second_tab_that_is_closed_does_not_end_the_hold_of_the_first(desk: Desk) -> None:
    (record,) = desk.add("age")
    assert desk.take("one") == record
    desk.leave("one", record)  # the tab that was closed
    with desk.database.write() as session:
        lost = queues.renew(session, desk.office, desk.people["one"], [record], seconds=60)
    assert lost == ()
    assert desk.take("two") is None
    desk.leave("one", record)
    assert desk.take("two") == record
    with desk.database.write() as session:
        lost = queues.renew(session, desk.office, desk.people["one"], [record], seconds=60)
    assert lost == (record,)


def test_a_field_that_ran_out_goes_to_another_and_a_late_answer_is_refused(desk: Desk) -> None:
    desk.add("age")
    (work,) = fields(desk, "one")
    _let_time_pass(desk)
    (again,) = fields(desk, "two")
    assert again.id == work.id
    with pytest.raises(Conflict):
        answer(desk, "one", work, 99)
    assert answer(desk, "two", again, 32).waits is None
    with pytest.raises(NotFound):
        answer(desk, "one", work, 99)


def test_a_late_answer_that_nobody_was_given_meanwhile_is_kept(desk: Desk) -> None:
    (record,) = desk.add("age")
    (work,) = fields(desk, "one")
    _let_time_pass(desk)
    assert answer(desk, "one", work, 32).last
    assert desk.field(record, "age").value == 32


def test_a_record_settled_by_single_fields_is_finished_when_nobody_takes_it_back(
    desk: Desk,
) -> None:
    (record,) = desk.add("age")
    (work,) = fields(desk, "one")
    assert answer(desk, "one", work, 32).last
    with desk.database.write() as session:
        assert not amendments.settled(session, seconds=60)
        assert not amendments.finish_settled(session, record, seconds=60)
        again = fieldwork.take_back(
            session, desk.office, desk.people["one"], "person:one", work.id, seconds=60
        )
    assert (again.id, desk.field(record, "age").value) == (work.id, 31)
    assert answer(desk, "one", again, 33).last
    with desk.database.write() as session:
        assert amendments.settled(session, seconds=-1) == [record]
        assert amendments.finish_settled(session, record, seconds=-1)
        assert not amendments.finish_settled(session, record, seconds=-1)
    done = desk.record(record)
    assert (done.state, done.sequence) == (RecordState.FINISHED, 1)
    with desk.database.write() as session, pytest.raises(Conflict):
        fieldwork.take_back(
            session, desk.office, desk.people["one"], "person:one", work.id, seconds=60
        )


def test_a_field_that_its_crop_does_not_show_waits_for_its_record(desk: Desk) -> None:
    (record,) = desk.add("age")
    (work,) = fields(desk, "one")
    with desk.database.write() as session:
        fieldwork.refer(session, desk.office, desk.people["one"], work.id, reason="cut_badly")
    assert not fields(desk, "two")
    assert desk.take("two") == record


def test_another_office_neither_gets_nor_answers_nor_renews(desk: Desk) -> None:
    (record,) = desk.add("age")
    (work,) = fields(desk, "one")
    other = a_desk(desk.database, "stranger", office="other")
    assert other.take("stranger") is None
    assert not fields(other, "stranger")
    with pytest.raises(NotFound):
        answer(other, "stranger", work, 1)
    with desk.database.write() as session:
        person = other.people["stranger"]
        assert queues.renew(session, other.office, person, [record], seconds=9) == (record,)
        assert fieldwork.renew(session, other.office, person, [work.id], seconds=9) == (work.id,)
        with pytest.raises(NotFound):
            fieldwork.get(session, other.office, person, work.id)
        with pytest.raises(NotFound):
            queues.set_batch(session, other.office, desk.batch, Priority.SOON, "person:x")


def test_what_waits_is_told_by_form_and_field(desk: Desk) -> None:
    desk.add("age", "given_name", times=3)
    desk.add("age", form="zz")
    with desk.database.read() as session:
        found = fieldwork.waiting_kinds(session, desk.office, desk.people["one"], most=2)
        assert queues.count_waiting(session, desk.office) == 4
        assert queues.count_waiting(session, desk.office, Wanted(forms=("zz",))) == 1
        assert queues.count_waiting(session, desk.office, most=3) == 3
    told = [(heap.form, heap.key, heap.count) for heap in found]
    assert told == [("form", "age", 2), ("form", "given_name", 2), ("zz", "age", 1)]


def test_pages_of_the_queue_come_in_its_order(desk: Desk) -> None:
    ids = desk.add("age", times=5)
    with desk.database.write() as session:
        queues.set_record(session, desk.office, ids[3], Priority.URGENT, "person:boss")
    seen: list[str] = []
    more = True
    while more:
        with desk.database.read() as session:
            page, more = queues.waiting(
                session, desk.office, limit=2, after=seen[-1] if seen else ""
            )
            seen += [record.id for record in page]
    assert seen == [ids[3], ids[0], ids[1], ids[2], ids[4]]


def test_the_tasks_of_data_from_elsewhere_are_made_and_none_twice(desk: Desk) -> None:
    desk.add("age", "given_name", times=2)
    with desk.database.write() as session:
        session.query(Task).delete()
        session.execute(update(Record).values(batch_id=""))
    assert fieldwork.rebuild(desk.database) == 4
    assert fieldwork.rebuild(desk.database) == 0
    (work,) = fields(desk, "one", Wanted(batch=desk.batch))
    assert answer(desk, "one", work, 32).waits is None


def test_many_at_once_never_hold_the_same(desk: Desk) -> None:
    """Ten people take records and single fields as fast as they can; each is held by one alone."""
    names = [f"p{number}" for number in range(10)]
    busy = a_desk(desk.database, *names, office="busy")
    ids = busy.add("age", "given_name", times=12)
    held: set[str] = set()
    guard, clashes, done = threading.Lock(), [], Counter[str]()

    def grab(record: str) -> None:
        with guard:
            if record in held:
                clashes.append(record)
            held.add(record)

    def drop(record: str) -> None:
        with guard:
            held.discard(record)

    def whole(who: str) -> bool:
        record = busy.take(who)
        if record is None:
            return False
        grab(record)
        for field in busy.record(record).fields:
            if field.status == "review":
                busy.say(who, record, field.key, "confirm")
                done[record] += 1
        drop(record)
        busy.finish(who, record)
        return True

    def single(who: str) -> bool:
        hand = fields(busy, who, most=3)
        for work in hand:
            grab(work.record_id)
        for work in hand:
            # From here on the record may be another's: the answer lets it go.
            drop(work.record_id)
            answer(busy, who, work, 32)
            done[work.record_id] += 1
        return bool(hand)

    def work(number: int) -> None:
        step = whole if number % 2 else single
        idle = 0
        while idle < 8:
            try:
                idle = 0 if step(names[number]) else idle + 1
            except (Conflict, ChangedMeanwhile) as error:
                clashes.append(repr(error))
                return
            time.sleep(0.01 if idle else 0)

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(work, range(10)))
    assert clashes == []
    assert done == Counter(dict.fromkeys(ids, 2))
    with busy.database.read() as session:
        open_ = [one.id for one in map(busy.record, ids) if one.state == "needs_review"]
        assert all(records.get(session, busy.office, one).settled for one in open_)
        assert session.query(Task).filter(Task.office_id == busy.office).count() == 0


def test_what_somebody_held_who_has_left_is_free_at_once_and_no_other_hold_ends(
    desk: Desk,
) -> None:
    first, second = desk.add("age", "birth_date", times=2)
    third = desk.add("given_name", form="other")[0]
    (gone, stays) = list(desk.people)[:2]
    assert desk.take(gone) == first
    assert len(fields(desk, gone, Wanted(forms=("form",)), most=2)) == 2
    assert desk.take(stays) == third
    with desk.database.read() as session:
        held = holding.held_now(session, desk.office)
    assert {(one.record_id, one.whole) for one in held} == {
        (first, True),
        (first, False),
        (second, False),
        (third, True),
    }
    with desk.database.write() as session:
        assert holding.give_back_all(session, desk.office, desk.people[gone]) == 2
        assert holding.give_back_all(session, desk.office, desk.people[gone]) == 0
    with desk.database.read() as session:
        (left,) = holding.held_now(session, desk.office)
        assert session.query(Task).filter(Task.claimed_by.is_not(None)).all() == []
    assert left.record_id == third
    desk.leave(stays, third)
    assert desk.take(stays, wanted=Wanted(forms=("form",))) == first
    given = fields(desk, stays, Wanted(forms=("form",)), most=2)
    assert {one.record_id for one in given} == {first, second}


def _let_time_pass(desk: Desk) -> None:
    """Every hold there is has run out."""
    past = now() - timedelta(seconds=1)
    with desk.database.write() as session:
        session.execute(
            update(Record).where(Record.claimed_by.is_not(None)).values(claimed_until=past)
        )
        session.execute(
            update(Record).where(Record.fields_by.is_not(None)).values(fields_until=past)
        )
        session.execute(update(Task).where(Task.claimed_by.is_not(None)).values(claimed_until=past))
