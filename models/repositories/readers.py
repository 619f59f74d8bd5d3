"""Two people read a field without seeing each other's answer; a third settles where they differ.

Until two agree, the field stands as it was read by machine, and what they said is in Answer alone:
it reaches neither the record, nor its history, nor another reader. Then all of it enters the
history, each answer with who gave it and when.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.errors import Conflict
from models.queueing import Stage
from models.repositories import rules, tasks
from models.repositories.answers import (
    PASSED,
    Equal,
    Voice,
    alike,
    answers,
    as_change,
    compare,
    equivalent,
    note,
    said,
    stand,
    who_stood,
)
from models.repositories.changing import Change, apply
from models.tables import Answer, Compared, Correction, Field, Record, Task
from models.values import FieldStatus


def say(
    session: Session,
    record: Record,
    field: Field,
    task: Task | None,
    change: Change,
    *,
    voice: Voice,
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
        apply(session, record, field, change, voice.label)
        return
    if task.stage == Stage.SETTLE:
        _settle(session, record, field, task, change, voice=voice, equal=equal)
        return
    _think_again(session, task, voice.id)
    kept = note(session, task, field, change, voice)
    if task.readers == 1:
        apply(session, record, field, change, voice.label, at=kept.at)
        return
    given = said(session, task.id)
    if len(given) == 2:
        agree = equivalent(field.kind, given[0], given[1], equal)
        by = given[0].person_id, given[1].person_id
        compare(session, task, by, agree=agree)
        if agree:
            replay(session, record, field, given)
            return
    place(session, task)


def place(session: Session, task: Task) -> None:
    """How far a task has come, and who gets it no more, by what has been said of it."""
    session.flush()
    given = answers(session, task.id)
    spoke = [one.person_id for one in given if one.action != PASSED]
    passed = [one.person_id for one in given if one.action == PASSED]
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
    *,
    voice: Voice,
    equal: Equal,
) -> None:
    if voice.id in (task.first_by, task.second_by):
        raise Conflict(
            "Two people read this field differently, and you are one of them.",
            remedy="A third person settles it.",
        )
    given = said(session, task.id)
    kept = note(session, task, field, change, voice)
    if len(given) == 2:
        stand(session, task.id, who_stood(field.kind, given[0], given[1], kept, equal))
    replay(session, record, field, (*given, kept))


def replay(session: Session, record: Record, field: Field, given: Sequence[Answer]) -> None:
    """Put answers into the record and its history, in their order."""
    for answer in given:
        apply(session, record, field, as_change(answer, field), answer.by, at=answer.at)


def pass_on(session: Session, field: Field, task: Task, voice: Voice) -> None:
    """Leave a field to another person, without a word on it. Raises Conflict at the third."""
    if task.stage not in (Stage.FIRST, Stage.SECOND):
        raise Conflict(
            "This field has been read twice already.", remedy="Settle it, or skip the record."
        )
    _think_again(session, task, voice.id)
    note(session, task, field, Change(field.key, PASSED), voice)
    place(session, task)


def take_back(
    session: Session,
    record: Record,
    field: Field,
    task: Task | None,
    voice: Voice,
) -> None:
    """Take back the last word on a field: one's own where others' are unseen, else what stands.

    Where several answers settled it together, all that they did is undone, and the answers of the
    others wait as before. Raises Conflict when there is nothing to take back.
    """
    if task is not None and task.stage != Stage.FIRST:
        _withdraw(session, task, voice)
        return
    closing = _closing(session, record, field)
    if closing is None:
        apply(session, record, field, Change(field.key, "undo"), voice.label)
        return
    for _ in said(session, closing.task_id):
        apply(session, record, field, Change(field.key, "undo"), voice.label)
    _reopen(session, record, field, closing, voice)


def _withdraw(session: Session, task: Task, voice: Voice) -> None:
    mine = [one for one in answers(session, task.id) if one.person_id == voice.id]
    if not mine:
        raise Conflict("There is no change of this field to take back.", remedy="Go on.")
    mine[-1].withdrawn = True
    session.execute(delete(Compared).where(Compared.task_id == task.id))
    place(session, task)
    if task.stage == Stage.FIRST:  # nor has it been handed on any more
        chosen = rules.of_form(session, task.office_id, task.form)
        task.readers = rules.rule_for(chosen, task.key).readers


def _closing(session: Session, record: Record, field: Field) -> Answer | None:
    """The answer that settled the field, where it is still the last word on it."""
    kept = (Answer.record_id == record.id, Answer.key == field.key, Answer.withdrawn.is_(False))
    answer = session.scalar(
        select(Answer).where(*kept, Answer.action != PASSED).order_by(Answer.id.desc()).limit(1)
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


def _reopen(session: Session, record: Record, field: Field, closing: Answer, voice: Voice) -> None:
    """The task as it was before the answer that closed it; as new when that was another's."""
    given = said(session, closing.task_id)
    own = closing.person_id == voice.id
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


@dataclass(frozen=True, slots=True)
class Standing:
    """How a field that waits stands for one person.

    `closed`: they may say no more of it, another has to. `own` is their answer, as yet unseen by
    others. `others` are the answers that differ, for the third person who settles, and for nobody
    else.
    """

    stage: Stage
    closed: bool
    own: Answer | None
    others: tuple[Answer, ...]


def standing(session: Session, record: Record, person_id: str) -> Mapping[str, Standing]:
    """Of each field that waits, by key."""
    found = {}
    for key, task in tasks.of_record(session, record.id).items():
        given = answers(session, task.id) if task.stage != Stage.FIRST else ()
        mine = [one for one in given if one.person_id == person_id]
        settles = task.stage == Stage.SETTLE and not mine
        found[key] = Standing(
            stage=Stage(task.stage),
            closed=person_id in (task.first_by, task.second_by),
            own=mine[-1] if mine else None,
            others=tuple(one for one in given if one.action != PASSED) if settles else (),
        )
    return found


def waiting_for_others(
    session: Session, record: Record, person_id: str, keys: Collection[str]
) -> list[str]:
    """Which of these fields the person has read and another has to read too."""
    there = tasks.of_record(session, record.id)
    return sorted(
        key
        for key in keys
        if key in there and person_id in (there[key].first_by, there[key].second_by)
    )
