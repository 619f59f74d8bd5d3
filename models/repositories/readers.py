"""Two people read a field without seeing each other's answer; a third settles where they differ.

Until two agree, the field stands as it was read by machine, and what they said is in Answer alone:
it reaches neither the record, nor its history, nor another reader. Then all of it enters the
history, each answer with who gave it and when.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.database import now
from models.errors import BadRequest, Conflict
from models.queueing import Stage
from models.repositories import rules, tasks
from models.repositories.changing import STATUS_AFTER, Change, apply
from models.routing import same
from models.tables import Answer, Compared, Correction, Field, Record, Task
from models.values import FieldStatus

#: whether two values of a kind mean the same: (kind, one, other)
Equal = Callable[[str, Any, Any], bool]
PASS: Final = "pass"


def alike(kind: str, one: Any, other: Any) -> bool:
    """The plainest equality; the doors bring one that knows names and dates."""
    return same(one, other)


def answers(session: Session, task_id: str) -> Sequence[Answer]:
    """What has been said of a task and not taken back, oldest first."""
    query = select(Answer).where(Answer.task_id == task_id, Answer.withdrawn.is_(False))
    return session.scalars(query.order_by(Answer.id)).all()


def say(
    session: Session,
    record: Record,
    field: Field,
    task: Task | None,
    change: Change,
    *,
    person_id: str,
    actor: str,
    equal: Equal = alike,
    single: bool = False,
) -> None:
    """A person's word on a field of a record that is reviewed. The caller holds its lock.

    It is applied at once where one reader is enough, and kept from everybody else's eyes where
    another has to read the field too. `single`: the field was given out alone, and its answer can
    be taken back by its task. Raises Conflict when this person may not say more of it.
    """
    task = task or _unasked(session, record, field, change)
    if task is None or (task.stage == Stage.FIRST and task.readers == 1 and not single):
        apply(session, record, field, change, actor)
        return
    if task.stage == Stage.SETTLE:
        _settle(session, record, field, task, change, person_id, actor, equal)
        return
    _think_again(session, task, person_id)
    kept = note(session, record, field, task, change, person_id, actor)
    if task.readers == 1:
        apply(session, record, field, change, actor, kept.at)
        return
    given = said(session, task.id)
    if len(given) == 2:
        agree = equivalent(field.kind, given[0], given[1], equal)
        by = given[0].person_id, given[1].person_id
        compare(session, record, field, task, by, Stage.SECOND, agree=agree)
        if agree:
            replay(session, record, field, given)
            return
    place(session, task)


def said(session: Session, task_id: str) -> Sequence[Answer]:
    """The answers that say something, oldest first."""
    return [one for one in answers(session, task_id) if one.action != PASS]


def place(session: Session, task: Task) -> None:
    """How far a task has come, and who gets it no more, by what has been said of it."""
    session.flush()
    given = answers(session, task.id)
    spoke = [one.person_id for one in given if one.action != PASS]
    passed = [one.person_id for one in given if one.action == PASS]
    # Whoever spoke comes first; of those who passed, the last is remembered where there is room.
    barred = [*spoke, *reversed(passed)][:2]
    task.first_by, task.second_by = (*barred, None, None)[:2]
    if len(spoke) > 1 or len(passed) > 1:
        task.stage = Stage.SETTLE
    else:
        task.stage = Stage.SECOND if given else Stage.FIRST


def _think_again(session: Session, task: Task, person_id: str) -> None:
    for one in answers(session, task.id):
        if one.person_id == person_id:
            one.withdrawn = True
    session.flush()


def _unasked(session: Session, record: Record, field: Field, change: Change) -> Task | None:
    """A settled field that somebody corrects unasked: it waits anew where two must agree."""
    rule = rules.rule_for(rules.of_form(session, record.office_id, record.form), field.key)
    if rule.readers == 1 or change.action == "confirm":
        return None
    field.status = FieldStatus.REVIEW
    return tasks.open_(session, record, [field])[field.key]


def _settle(
    session: Session,
    record: Record,
    field: Field,
    task: Task,
    change: Change,
    person_id: str,
    actor: str,
    equal: Equal,
) -> None:
    if person_id in (task.first_by, task.second_by):
        raise Conflict(
            "Two people read this field differently, and you are one of them.",
            remedy="A third person settles it.",
        )
    given = said(session, task.id)
    kept = note(session, record, field, task, change, person_id, actor)
    if len(given) == 2:
        stand(session, task.id, who_stood(field.kind, given[0], given[1], kept, equal))
    replay(session, record, field, (*given, kept))


def who_stood(kind: str, first: Answer, second: Answer, last: Answer, equal: Equal) -> str:
    """Whose answer the last word agrees with: "first", "second" or "neither"."""
    if equivalent(kind, first, last, equal):
        return "first"
    return "second" if equivalent(kind, second, last, equal) else "neither"


def note(
    session: Session,
    record: Record,
    field: Field,
    task: Task,
    change: Change,
    person_id: str,
    actor: str,
) -> Answer:
    """Keep an answer. A confirmation is kept with what it confirms."""
    if change.action not in (*STATUS_AFTER, PASS):
        raise BadRequest(f"“{change.action}” is not an action.")
    confirmed = change.action == "confirm"
    kept = Answer(
        task_id=task.id,
        record_id=record.id,
        key=field.key,
        person_id=person_id,
        by=actor,
        at=now(),
        stage=task.stage,
        action=change.action,
        raw=field.raw if confirmed else change.raw,
        value=field.value if confirmed else change.value,
        problems=list(change.problems),
        parts=dict(field.parts if confirmed else change.parts),
        withdrawn=False,
    )
    session.add(kept)
    session.flush()
    return kept


def equivalent(kind: str, one: Answer, other: Answer, equal: Equal) -> bool:
    """Whether two answers say the same: the same state, and the same meaning or the same text."""
    if PASS in (one.action, other.action):
        return False
    if STATUS_AFTER[one.action] != STATUS_AFTER[other.action]:
        return False
    if STATUS_AFTER[one.action] != FieldStatus.ACCEPTED:
        return True
    if one.value is None or other.value is None:  # nobody knows what it means: as it is written
        return one.value is other.value and same(one.raw, other.raw)
    return equal(kind, one.value, other.value)


def as_change(answer: Answer, field: Field) -> Change:
    """An answer as the change that it asks for, whatever stands in the field by now."""
    action = answer.action
    if action == "confirm" and not (same(answer.value, field.value) and answer.raw == field.raw):
        action = "correct"
    return Change(
        answer.key,
        action,
        answer.raw,
        answer.value,
        tuple(answer.problems),
        dict(answer.parts),
    )


def replay(session: Session, record: Record, field: Field, given: Sequence[Answer]) -> None:
    """Put answers into the record and its history, in their order."""
    for answer in given:
        apply(session, record, field, as_change(answer, field), answer.by, answer.at)


def compare(
    session: Session,
    record: Record,
    field: Field,
    task: Task,
    by: tuple[str, str],
    stage: Stage,
    *,
    agree: bool,
) -> None:
    """Write down that two people read one field, and whether they said the same."""
    session.add(
        Compared(
            task_id=task.id,
            office_id=record.office_id,
            record_id=record.id,
            key=field.key,
            form=record.form,
            kind=field.kind,
            stage=stage,
            first_by=by[0],
            second_by=by[1],
            same=agree,
            stood="both" if agree else "",
            at=now(),
        )
    )
    session.flush()


def stand(session: Session, task_id: str, stood: str) -> None:
    """Whose answer the last word agreed with; "" when that has been taken back."""
    session.execute(
        update(Compared)
        .where(Compared.task_id == task_id, Compared.same.is_(False))
        .values(stood=stood)
    )


def pass_on(
    session: Session, record: Record, field: Field, task: Task, *, person_id: str, actor: str
) -> None:
    """Leave a field to another person, without a word on it. Raises Conflict at the third."""
    if task.stage not in (Stage.FIRST, Stage.SECOND):
        raise Conflict(
            "This field has been read twice already.", remedy="Settle it, or skip the record."
        )
    _think_again(session, task, person_id)
    note(session, record, field, task, Change(field.key, PASS), person_id, actor)
    place(session, task)


def take_back(
    session: Session,
    record: Record,
    field: Field,
    task: Task | None,
    *,
    person_id: str,
    actor: str,
) -> None:
    """Take back the last word on a field: one's own where others' are unseen, else what stands.

    Where several answers settled it together, all that they did is undone, and the answers of the
    others wait as before. Raises Conflict when there is nothing to take back.
    """
    if task is not None and task.stage != Stage.FIRST:
        _withdraw(session, record, field, task, person_id)
        return
    closing = _closing(session, record, field)
    if closing is None:
        apply(session, record, field, Change(field.key, "undo"), actor)
        return
    for _ in said(session, closing.task_id):
        apply(session, record, field, Change(field.key, "undo"), actor)
    _reopen(session, record, field, closing, person_id)


def _withdraw(session: Session, record: Record, field: Field, task: Task, person_id: str) -> None:
    mine = [one for one in answers(session, task.id) if one.person_id == person_id]
    if not mine:
        raise Conflict("There is no change of this field to take back.", remedy="Go on.")
    mine[-1].withdrawn = True
    session.execute(delete(Compared).where(Compared.task_id == task.id))
    place(session, task)


def _closing(session: Session, record: Record, field: Field) -> Answer | None:
    """The answer that settled the field, where it is still the last word on it."""
    kept = (Answer.record_id == record.id, Answer.key == field.key, Answer.withdrawn.is_(False))
    answer = session.scalar(
        select(Answer).where(*kept, Answer.action != PASS).order_by(Answer.id.desc()).limit(1)
    )
    newest = session.scalar(
        select(Correction)
        .where(Correction.record_id == record.id, Correction.key == field.key)
        .order_by(Correction.id.desc())
        .limit(1)
    )
    if answer is None or newest is None:
        return None
    return answer if (newest.by, newest.at) == (answer.by, answer.at) else None


def _reopen(
    session: Session, record: Record, field: Field, closing: Answer, person_id: str
) -> None:
    """The task as it was before the answer that closed it; as new when that was another's."""
    given = said(session, closing.task_id)
    own = closing.person_id == person_id
    for one in given:
        one.withdrawn = one.withdrawn or not own or one.id == closing.id
    if own and len(given) == 2:
        session.execute(delete(Compared).where(Compared.task_id == closing.task_id))
    elif own:
        stand(session, closing.task_id, "")
    session.flush()
    if tasks.waits(field):
        task = tasks.open_(session, record, [field])[field.key]
        task.id = closing.task_id
        task.readers = max(task.readers, 2 if len(given) > 1 else 1)
        place(session, task)
