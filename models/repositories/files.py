"""The files of a batch as people follow them: what is missing, what failed, and settling it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from models.database import now
from models.errors import BadRequest, Conflict, NotFound
from models.repositories import audit, batches, documents
from models.tables import Document, Submission
from models.values import DocumentState

UNDER_WAY: Final = (DocumentState.RECEIVED, DocumentState.PROCESSING)
FAILED: Final = (DocumentState.REJECTED, DocumentState.QUARANTINED)

#: Why a file may be written off. A closed set, so that it can be counted and stands in the audit.
REASONS: Final = (
    "not_a_case",
    "blank",
    "copy",
    "unreadable_paper",
    "scanned_again",
    "paper_lost",
    "other",
)
WHY_CHARACTERS: Final = 500

_OPEN = Submission.settled == ""
#: What may be asked for, and which files that is. `failed` and `missing` wait for a person.
SHOWN: Final[Mapping[str, ColumnElement[bool]]] = {
    "missing": and_(_OPEN, Submission.outcome == "announced"),
    "failed": and_(
        _OPEN,
        or_(
            Submission.outcome == "rejected",
            and_(Submission.outcome == "accepted", Document.state.in_(FAILED)),
        ),
    ),
    "under_way": and_(_OPEN, Submission.outcome == "accepted", Document.state.in_(UNDER_WAY)),
    "read": and_(
        _OPEN,
        Submission.outcome == "accepted",
        Document.state.not_in((*UNDER_WAY, *FAILED)),
    ),
    "duplicate": and_(_OPEN, Submission.outcome == "duplicate"),
    "settled": Submission.settled != "",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """The files of a batch by what they came to. Each file is in exactly one of the counts."""

    missing: int = 0  # announced, and not here yet
    failed: int = 0  # refused, or could not be read
    under_way: int = 0
    read: int = 0
    duplicate: int = 0
    settled: int = 0  # replaced, written off or withdrawn

    @property
    def all(self) -> int:
        return sum(self.by_kind.values())

    @property
    def by_kind(self) -> dict[str, int]:
        return {kind: getattr(self, kind) for kind in SHOWN}


def tally(session: Session, office_id: str, batch_id: str) -> Tally:
    """One look at every file of a batch. Raises NotFound."""
    batches.get(session, office_id, batch_id)
    rows = session.execute(
        select(Submission.outcome, Submission.settled, Document.state, func.count())
        .outerjoin(Document, Document.id == Submission.document_id)
        .where(Submission.batch_id == batch_id)
        .group_by(Submission.outcome, Submission.settled, Document.state)
    )
    counts = dict.fromkeys(SHOWN, 0)
    for outcome, settled, state, count in rows:
        counts[_kind(outcome, settled, state)] += count
    return Tally(**counts)


def _kind(outcome: str, settled: str, state: str | None) -> str:
    """Which of `SHOWN` a file is.

    >>> _kind("accepted", "", "quarantined"), _kind("announced", "written_off", None)
    ('failed', 'settled')
    """
    if settled:
        return "settled"
    if outcome == "accepted":
        return "failed" if state in FAILED else "under_way" if state in UNDER_WAY else "read"
    return {"announced": "missing", "rejected": "failed"}.get(outcome, "duplicate")


def listing(
    session: Session,
    office_id: str,
    batch_id: str,
    *,
    kind: str = "",
    limit: int,
    after: str = "",
) -> Sequence[tuple[Submission, Document | None]]:
    """Files of one kind, or all, in the order they were named.

    `after` is the id of the last file of the page before. Raises NotFound, BadRequest.
    """
    if kind and kind not in SHOWN:
        raise BadRequest(f"There is no such kind of files; there are: {', '.join(SHOWN)}.")
    batches.get(session, office_id, batch_id)
    query = (
        select(Submission, Document)
        .outerjoin(Document, Submission.document_id == Document.id)
        .where(Submission.batch_id == batch_id)
    )
    if kind:
        query = query.where(SHOWN[kind])
    if after:
        last = get(session, office_id, after)
        query = query.where(
            or_(
                Submission.created > last.created,
                and_(Submission.created == last.created, Submission.id > last.id),
            )
        )
    rows = session.execute(query.order_by(Submission.created, Submission.id).limit(limit))
    return [(submission, document) for submission, document in rows]


def get(session: Session, office_id: str, submission_id: str) -> Submission:
    """Raises NotFound, also for a file of another office."""
    submission = session.get(Submission, submission_id)
    if submission is None or submission.office_id != office_id:
        raise NotFound
    return submission


def write_off(session: Session, submission: Submission, reason: str, why: str, actor: str) -> None:
    """Settle a file that is missing or failed: it is accounted for, and nobody waits for it.

    `reason` is one of REASONS, `why` a person's own words, which stay in this row alone. Raises
    BadRequest for an unknown reason or none, Conflict for a file that is fine or settled.
    """
    if reason not in REASONS or (reason == "other" and not why.strip()):
        raise BadRequest("Writing off a file needs a reason.", remedy="Choose one, or say it.")
    _must_wait(session, submission)
    submission.settled, submission.settled_code = "written_off", reason
    submission.settled_why = why.strip()[:WHY_CHARACTERS]
    _sign(session, submission, actor, "file.written_off", reason=reason)


def withdraw(session: Session, submission: Submission, actor: str) -> None:
    """Its sender will not send it. Raises Conflict once it has been answered or settled."""
    if submission.outcome != "announced" or submission.settled:
        raise Conflict(
            "The file has been answered already.",
            remedy="What was taken in stays; a file that failed can be written off.",
        )
    submission.settled = "withdrawn"
    _sign(session, submission, actor, "file.withdrawn")


def reopen(session: Session, submission: Submission, actor: str) -> None:
    """Take a write-off back. Raises Conflict for a file that is not written off."""
    if submission.settled != "written_off":
        raise Conflict("The file is not written off.", remedy="Load the list again.")
    submission.settled = submission.settled_code = submission.settled_why = ""
    _sign(session, submission, actor, "file.reopened")


def retry(session: Session, submission: Submission, actor: str) -> None:
    """Have a file that could not be read be read again.

    Raises Conflict for any other: bytes that were refused are not kept.
    """
    document = (
        session.get(Document, submission.document_id)
        if submission.document_id and submission.outcome == "accepted"
        else None
    )
    if document is None or document.state not in FAILED or submission.settled:
        raise Conflict(
            "This file is not one that can be read again.",
            remedy="A file that was refused must be sent again, or replaced by another.",
        )
    documents.retry(session, document, actor)


def failed_to_read(session: Session, batch_id: str, limit: int = 10_000) -> Sequence[Submission]:
    """The files of a batch that are kept and could not be read."""
    query = (
        select(Submission)
        .join(Document, Submission.document_id == Document.id)
        .where(
            Submission.batch_id == batch_id,
            Submission.outcome == "accepted",
            _OPEN,
            Document.state.in_(FAILED),
        )
    )
    return session.scalars(query.limit(limit)).all()


def missing(session: Session, batch_id: str, limit: int = 10_000) -> Sequence[Submission]:
    """The files of a batch that were announced and are not here."""
    query = select(Submission).where(Submission.batch_id == batch_id, SHOWN["missing"])
    return session.scalars(query.limit(limit)).all()


def _must_wait(session: Session, submission: Submission) -> None:
    document = session.get(Document, submission.document_id) if submission.document_id else None
    state = document.state if document else None
    if _kind(submission.outcome, submission.settled, state) not in ("missing", "failed"):
        raise Conflict(
            "The file is here and well, or has been settled already.",
            remedy="Only files that are missing or failed can be written off.",
        )


def _sign(session: Session, submission: Submission, actor: str, action: str, **detail: str) -> None:
    submission.settled_by, submission.settled_at = actor, now()
    audit.note(
        session,
        office_id=submission.office_id,
        actor=actor,
        action=action,
        object_=submission.id,
        batch=submission.batch_id,
        **detail,
    )
