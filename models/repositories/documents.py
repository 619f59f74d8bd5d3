"""Documents: accepted once, claimed by one worker at a time, finished once.

The ledger behind the promise about uploads (docs/architecture.md). A claim raises the document's
fence; whatever carries an older fence afterwards changes nothing. All of it holds however often
the queue delivers the same id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Final, Literal

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.database import new_id, now
from models.errors import Conflict, NotFound
from models.repositories import audit
from models.tables import Batch, Document, Outbox, Page, Submission
from models.values import DocumentState, Source


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer to an upload."""

    outcome: Literal["accepted", "duplicate"]
    document: Document


def accept(
    session: Session,
    batch: Batch,
    source: Source,
    name: str,
    actor: str,
    *,
    announced: Submission | None = None,
) -> Accepted:
    """Document, submission, outbox and audit in one transaction, or a duplicate's answer.

    Safe when the same bytes arrive many times at once: one insert wins, the others see it.
    `announced` is the submission that waits for these bytes, where there is one.
    """
    moment = now()
    document_id = new_id()
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    added = session.execute(
        insert(Document)
        .values(
            id=document_id,
            office_id=batch.office_id,
            batch_id=batch.id,
            **asdict(source),
            name=name,
            state=DocumentState.RECEIVED,
            problem_code="",
            problem="",
            remedy="",
            attempts=0,
            fence=0,
            page_count=0,
            pipeline="",
            created=moment,
            updated=moment,
        )
        .on_conflict_do_nothing(index_elements=["office_id", "sha256"])
        .returning(Document.id)
    ).scalar()
    document = session.scalars(
        select(Document).where(
            Document.office_id == batch.office_id, Document.sha256 == source.sha256
        )
    ).one()
    outcome: Literal["accepted", "duplicate"] = "accepted" if added else "duplicate"
    submission = announced or Submission(
        id=new_id(), batch_id=batch.id, office_id=batch.office_id, name=name, created=moment
    )
    submission.outcome, submission.document_id = outcome, document.id
    session.add(submission)
    if added:
        session.add(Outbox(document_id=document.id, created=moment))
    audit.note(
        session,
        office_id=batch.office_id,
        actor=actor,
        action=f"document.{outcome}",
        object_=document.id,
        batch=batch.id,
    )
    return Accepted(outcome, document)


def get(session: Session, office_id: str, document_id: str) -> Document:
    """Raises NotFound, also for a document of another office."""
    document = session.get(Document, document_id)
    if document is None or document.office_id != office_id:
        raise NotFound
    return document


def newest(
    session: Session, office_id: str, *, state: str = "", limit: int = 100, after: str = ""
) -> Sequence[Document]:
    """Documents of an office, newest first, those in `state` alone where one is given.

    `after` is the id of the last document of the page before. Raises NotFound for a strange one.
    """
    query = select(Document).where(Document.office_id == office_id)
    if state:
        query = query.where(Document.state == state)
    if after:
        last = get(session, office_id, after)
        query = query.where(
            (Document.created < last.created)
            | ((Document.created == last.created) & (Document.id < last.id))
        )
    order = (Document.created.desc(), Document.id.desc())
    return session.scalars(query.order_by(*order).limit(limit)).all()


def pages(session: Session, document: Document) -> Sequence[Page]:
    """The pages of the pipeline version that the document was last read with."""
    query = select(Page).where(Page.document_id == document.id, Page.pipeline == document.pipeline)
    return session.scalars(query.order_by(Page.number)).all()


def counts(session: Session, office_id: str) -> dict[str, int]:
    """Documents of an office by state."""
    query = (
        select(Document.state, func.count())
        .where(Document.office_id == office_id)
        .group_by(Document.state)
    )
    return dict(session.execute(query).all())


def claim(session: Session, document_id: str, *, lease_seconds: int) -> Document | None:
    """Take a document that waits or whose worker has fallen silent; None when it is not free."""
    moment = now()
    taken = session.execute(
        update(Document)
        .where(
            Document.id == document_id,
            or_(
                Document.state == DocumentState.RECEIVED,
                (Document.state == DocumentState.PROCESSING) & (Document.lease_until < moment),
            ),
        )
        .values(
            state=DocumentState.PROCESSING,
            fence=Document.fence + 1,
            attempts=Document.attempts + 1,
            lease_until=moment + timedelta(seconds=lease_seconds),
            updated=moment,
        )
        .returning(Document.id)
    ).scalar()
    if taken is None:
        return None
    document = session.get(Document, document_id, populate_existing=True)
    return document


def renew(session: Session, document_id: str, fence: int, *, lease_seconds: int) -> bool:
    """Prolong the lease; False when the document is no longer ours."""
    moment = now()
    return bool(
        session.execute(
            update(Document)
            .where(
                Document.id == document_id,
                Document.fence == fence,
                Document.state == DocumentState.PROCESSING,
            )
            .values(lease_until=moment + timedelta(seconds=lease_seconds))
            .returning(Document.id)
        ).scalar()
    )


def owned(session: Session, document_id: str, fence: int) -> Document | None:
    """The document, locked, if this attempt still owns it."""
    return session.scalar(
        select(Document)
        .where(
            Document.id == document_id,
            Document.fence == fence,
            Document.state == DocumentState.PROCESSING,
        )
        .with_for_update()
    )


def give_back(session: Session, document: Document) -> None:
    """Let it be read again: state `received`, outbox anew."""
    document.state = DocumentState.RECEIVED
    document.lease_until = None
    document.enqueued = None
    document.updated = now()
    session.add(Outbox(document_id=document.id, created=now()))


def end(
    session: Session,
    document: Document,
    state: DocumentState,
    *,
    code: str = "",
    problem: str = "",
    remedy: str = "",
) -> None:
    """Put a document into an end state, with what is wrong and what to do."""
    document.state = state
    document.lease_until = None
    document.problem_code, document.problem, document.remedy = code, problem, remedy
    document.updated = now()
    audit.note(
        session,
        office_id=document.office_id,
        actor="worker",
        action=f"document.{state}",
        object_=document.id,
        code=code,
        attempts=document.attempts,
    )


def any_silent(session: Session) -> bool:
    """Whether some worker has let its lease run out; takes no lock."""
    query = select(Document.id).where(
        Document.state == DocumentState.PROCESSING, Document.lease_until < now()
    )
    return session.scalar(query.limit(1)) is not None


def silent(session: Session) -> Sequence[Document]:
    """Documents whose worker has let its lease run out."""
    query = select(Document).where(
        Document.state == DocumentState.PROCESSING, Document.lease_until < now()
    )
    return session.scalars(query.with_for_update(skip_locked=True)).all()


def promised(session: Session, *, limit: int) -> Sequence[Outbox]:
    """The oldest promises that have not been enqueued."""
    return session.scalars(select(Outbox).order_by(Outbox.id).limit(limit)).all()


def mark_enqueued(session: Session, outbox_ids: Sequence[int], document_ids: Sequence[str]) -> None:
    session.execute(delete(Outbox).where(Outbox.id.in_(outbox_ids)))
    session.execute(update(Document).where(Document.id.in_(document_ids)).values(enqueued=now()))


def waiting(session: Session, *, older_than_seconds: int, limit: int) -> Sequence[str]:
    """Ids that were enqueued a while ago and still wait: the queue may have lost them."""
    since = now() - timedelta(seconds=older_than_seconds)
    query = (
        select(Document.id)
        .where(Document.state == DocumentState.RECEIVED, Document.enqueued < since)
        .order_by(Document.enqueued)
        .limit(limit)
    )
    return session.scalars(query).all()


#: Ends that a further reading may change; a record that waits for a person is not thrown away.
RETRIED: Final = (DocumentState.REJECTED, DocumentState.QUARANTINED, DocumentState.TEXT_ONLY)


def retry(session: Session, document: Document, actor: str) -> None:
    """Read a rejected, quarantined or text-only document again, with fresh attempts.

    Raises Conflict in any other state.
    """
    if document.state not in RETRIED:
        raise Conflict(
            f"The document is in state “{document.state}”.",
            remedy=f"Only documents in state {', '.join(RETRIED)} can be read again.",
        )
    document.attempts = 0
    document.problem_code = document.problem = document.remedy = ""
    give_back(session, document)
    audit.note(
        session,
        office_id=document.office_id,
        actor=actor,
        action="document.retry",
        object_=document.id,
    )
