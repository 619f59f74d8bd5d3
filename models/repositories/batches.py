"""Batches, the answers given to their files, and how far they are."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.database import new_id, now
from models.errors import LontarError, NotFound
from models.tables import Batch, Document, Submission


def create(
    session: Session, office_id: str, name: str, actor: str, *, pages_per_case: int = 0
) -> Batch:
    """`pages_per_case`: so many pages of each file are one case; 0: as the pages show."""
    batch = Batch(
        id=new_id(),
        office_id=office_id,
        name=name,
        created=now(),
        created_by=actor,
        pages_per_case=pages_per_case,
    )
    session.add(batch)
    session.flush()
    return batch


def get(session: Session, office_id: str, batch_id: str) -> Batch:
    """Raises NotFound, also for a batch of another office."""
    batch = session.get(Batch, batch_id)
    if batch is None or batch.office_id != office_id:
        raise NotFound
    return batch


def newest(
    session: Session, office_id: str, *, limit: int = 100, after: str = ""
) -> Sequence[Batch]:
    """Newest first; `after` is the id of the last batch of the page before."""
    query = select(Batch).where(Batch.office_id == office_id)
    if after:
        last = get(session, office_id, after)
        query = query.where(
            (Batch.created < last.created)
            | ((Batch.created == last.created) & (Batch.id < last.id))
        )
    return session.scalars(query.order_by(Batch.created.desc(), Batch.id.desc()).limit(limit)).all()


def note_rejected(session: Session, batch: Batch, name: str, error: LontarError) -> Submission:
    """Keep the refusal of a file that never became a document."""
    submission = Submission(
        id=new_id(),
        batch_id=batch.id,
        office_id=batch.office_id,
        name=name,
        outcome="rejected",
        document_id=None,
        problem_code=error.code,
        problem=error.detail,
        remedy=error.remedy,
        created=now(),
    )
    session.add(submission)
    return submission


def submissions(
    session: Session, office_id: str, batch_id: str, *, limit: int = 1000, after: str = ""
) -> Sequence[tuple[Submission, Document | None]]:
    """The files of a batch with their documents, in the order they came.

    `after` is the id of the last submission of the page before. Raises NotFound.
    """
    get(session, office_id, batch_id)
    query = (
        select(Submission, Document)
        .outerjoin(Document, Submission.document_id == Document.id)
        .where(Submission.batch_id == batch_id)
        .order_by(Submission.created, Submission.id)
    )
    if after:
        last = session.get(Submission, after)
        if last is None or last.batch_id != batch_id:
            raise NotFound
        query = query.where(
            (Submission.created > last.created)
            | ((Submission.created == last.created) & (Submission.id > last.id))
        )
    rows = session.execute(query.limit(limit)).all()
    return [(submission, document) for submission, document in rows]


def counts(session: Session, office_id: str, batch_id: str) -> dict[str, int]:
    """Files by answer and documents by state.

    Answers: `announced` (not here yet), `accepted`, `duplicate`, `refused`, and `settled` for those
    of the first and the last of which a person has said that nobody need wait for them.
    """
    get(session, office_id, batch_id)
    return counts_of(session, [batch_id])[batch_id]


def counts_of(session: Session, batch_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """The same for many batches at once, by batch."""
    answers = session.execute(
        select(Submission.batch_id, Submission.outcome, Submission.settled, func.count())
        .where(Submission.batch_id.in_(batch_ids))
        .group_by(Submission.batch_id, Submission.outcome, Submission.settled)
    )
    states = session.execute(
        select(Document.batch_id, Document.state, func.count())
        .where(Document.batch_id.in_(batch_ids))
        .group_by(Document.batch_id, Document.state)
    )
    found: dict[str, dict[str, int]] = {batch_id: {} for batch_id in batch_ids}
    for batch_id, outcome, settled, count in answers:
        answer = {"rejected": "refused"}.get(outcome, outcome)
        if settled and answer in ("announced", "refused"):
            answer = "settled"
        found[batch_id][answer] = found[batch_id].get(answer, 0) + count
    for batch_id, state, count in states:
        found[batch_id][state] = count
    return found
