"""What several people said of one field: kept apart from it, compared, and never changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.database import now
from models.errors import BadRequest
from models.queueing import Stage
from models.repositories.changing import STATUS_AFTER, Change
from models.routing import same
from models.tables import Answer, Compared, Field, Task
from models.values import FieldStatus

#: whether two values of a kind mean the same: (kind, one, other)
Equal = Callable[[str, Any, Any], bool]
#: the action of an answer that leaves the field to the next
PASSED: Final = "pass"


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: the id of a person or token, and how the history names them."""

    id: str
    label: str


def alike(kind: str, one: Any, other: Any) -> bool:
    """The plainest equality; the doors bring one that knows names and dates."""
    return same(one, other)


def answers(session: Session, task_id: str) -> Sequence[Answer]:
    """What has been said of a task and not taken back, oldest first."""
    query = select(Answer).where(Answer.task_id == task_id, Answer.withdrawn.is_(False))
    return session.scalars(query.order_by(Answer.id)).all()


def said(session: Session, task_id: str) -> Sequence[Answer]:
    """The answers that say something, oldest first."""
    return [one for one in answers(session, task_id) if one.action != PASSED]


def note(session: Session, task: Task, field: Field, change: Change, voice: Voice) -> Answer:
    """Keep an answer. A confirmation is kept with what it confirms."""
    if change.action not in (*STATUS_AFTER, PASSED):
        raise BadRequest(f"“{change.action}” is not an action.")
    confirmed = change.action == "confirm"
    kept = Answer(
        task_id=task.id,
        record_id=task.record_id,
        key=task.key,
        person_id=voice.id,
        by=voice.label,
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
    if PASSED in (one.action, other.action):
        return False
    if STATUS_AFTER[one.action] != STATUS_AFTER[other.action]:
        return False
    if STATUS_AFTER[one.action] != FieldStatus.ACCEPTED:
        return True
    if one.value is None or other.value is None:  # nobody knows what it means: as it is written
        return one.value is other.value and same(one.raw, other.raw)
    return equal(kind, one.value, other.value)


def who_stood(kind: str, first: Answer, second: Answer, last: Answer, equal: Equal) -> str:
    """Whose answer the last word agrees with: "first", "second" or "neither"."""
    if equivalent(kind, first, last, equal):
        return "first"
    return "second" if equivalent(kind, second, last, equal) else "neither"


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


def compare(session: Session, task: Task, by: tuple[str, str], *, agree: bool) -> None:
    """Write down that two people read one field, and whether they said the same."""
    session.add(
        Compared(
            task_id=task.id,
            office_id=task.office_id,
            record_id=task.record_id,
            key=task.key,
            form=task.form,
            kind=task.kind,
            stage=Stage.AGAIN if task.stage == Stage.AGAIN else Stage.SECOND,
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
