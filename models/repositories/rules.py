"""What an office has chosen for its queue: how many people read a field, what is urgent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.database import now
from models.errors import BadRequest
from models.queueing import Priority
from models.repositories import audit
from models.tables import Batch, FormPriority, ReadingRule

#: field key -> what is chosen for it; "" stands for every field of the form
Chosen = Mapping[str, "Rule"]


@dataclass(frozen=True, slots=True)
class Rule:
    """How many people must agree (1 or 2); `always`: also where nobody would have had to look."""

    readers: int = 1
    always: bool = False


ONE: Final = Rule()


def rule_for(chosen: Chosen, key: str) -> Rule:
    """The field's own rule, its form's, or the common one."""
    return chosen.get(key, chosen.get("", ONE))


def of_form(session: Session, office_id: str, form: str) -> Chosen:
    query = select(ReadingRule).where(ReadingRule.office_id == office_id, ReadingRule.form == form)
    return {row.key: Rule(row.readers, row.always) for row in session.scalars(query)}


def all_rules(session: Session, office_id: str) -> Sequence[ReadingRule]:
    """Everything chosen, by form and field."""
    query = select(ReadingRule).where(ReadingRule.office_id == office_id)
    return session.scalars(query.order_by(ReadingRule.form, ReadingRule.key)).all()


def choose(
    session: Session, office_id: str, *, form: str, key: str, rule: Rule | None, actor: str
) -> None:
    """Keep how a field is read, with `key` "" every field of the form; None: as the wider rule.

    It holds for fields that come to wait from now on, and is written into the audit. Raises
    BadRequest for a number of readers other than 1 or 2.
    """
    if rule is not None and rule.readers not in (1, 2):
        raise BadRequest("A field is read by one person or by two.")
    session.execute(
        delete(ReadingRule).where(
            ReadingRule.office_id == office_id, ReadingRule.form == form, ReadingRule.key == key
        )
    )
    if rule is not None:
        session.add(
            ReadingRule(
                office_id=office_id,
                form=form,
                key=key,
                readers=rule.readers,
                always=rule.always,
                by=actor,
                at=now(),
            )
        )
    audit.note(
        session,
        office_id=office_id,
        actor=actor,
        action="readers.chosen",
        object_=f"{form}:{key}"[:80],
        readers=rule.readers if rule else None,
        always=rule.always if rule else None,
    )


def form_priorities(session: Session, office_id: str) -> dict[str, int]:
    """By form id, where it is not just normal."""
    query = select(FormPriority).where(FormPriority.office_id == office_id)
    return {row.form: row.priority for row in session.scalars(query)}


def priority_of(session: Session, office_id: str, batch_id: str, form: str) -> int:
    """The more urgent of a batch's and a form's."""
    batch = session.get(Batch, batch_id)
    own = session.get(FormPriority, (office_id, form))
    return urgent(batch.priority if batch else Priority.NORMAL, own.priority if own else None)


def urgent(batch: int, form: int | None) -> int:
    """What a record's priority follows from: the batch's, unless the form's says more.

    >>> urgent(Priority.LATER, None), urgent(Priority.NORMAL, Priority.URGENT)
    (4, 1)
    >>> urgent(Priority.LATER, Priority.SOON), urgent(Priority.NORMAL, Priority.LATER)
    (2, 4)
    """
    if form is None:
        return int(batch)
    # "Later" for one and nothing said of the other means later.
    if Priority.NORMAL in (batch, form):
        return int(form if batch == Priority.NORMAL else batch)
    return int(min(batch, form))
