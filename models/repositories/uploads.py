"""Files on their way in: announced, arriving in pieces, answered once.

A sender announces what it is going to send, so that what never arrives is known by name. Every
announced file is a submission; its upload says how much of it has arrived.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database import new_id, now
from models.errors import Conflict, EmptyFile, InputProblem, NotFound, TooLarge
from models.limits import Limits
from models.repositories import audit
from models.tables import Batch, Document, Submission, Upload

#: Outcomes after which a file's bytes are kept and it is never sent again.
TAKEN = ("accepted", "duplicate")

_STANDINGS = (
    select(Submission, Upload, Document)
    .join(Upload, Upload.id == Submission.id)
    .outerjoin(Document, Document.id == Submission.document_id)
)


@dataclass(frozen=True, slots=True)
class Announced:
    """A file as its sender names it. `size` in bytes, `modified` in milliseconds since 1970.

    `name` and `folder` are fit to be shown already (`ingest.receive.shown_name`); `whole` is what
    both are where they were cut for that, so that it is told from others cut to the same.
    """

    name: str
    folder: str
    size: int
    modified: int = 0
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How an announced file stands; `first` is the document of an earlier copy or its own."""

    submission: Submission
    upload: Upload
    document: Document | None = None

    @property
    def taken(self) -> bool:
        return self.submission.outcome in TAKEN

    @property
    def closed(self) -> bool:
        """Settled, though nothing of it came in."""
        settled, outcome = self.submission.settled, self.submission.outcome
        return settled == "replaced" or (outcome == "rejected" and bool(settled))

    @property
    def answered(self) -> bool:
        return self.submission.outcome != "announced"

    @property
    def awaited(self) -> bool:
        """Whether it may still come: nobody has settled it, and it has not waited too long."""
        return not (self.answered or self.submission.settled) and self.upload.expires > now()


def mark_of(file: Announced, sha256: str = "") -> str:
    """What a file of one sender's folder is known by; with `sha256`, one whose content changed.

    >>> mark_of(Announced("a.pdf", "", 10)) == mark_of(Announced("a.pdf", "box", 10))
    False
    """
    words = (file.whole or file.folder, file.name, str(file.size), str(file.modified), sha256)
    return hashlib.sha256("\0".join(words).encode()).hexdigest()


def announce(
    session: Session,
    batch: Batch,
    files: Sequence[Announced],
    limits: Limits,
    *,
    actor: str,
    days: int,
) -> tuple[Standing, ...]:
    """Note the files that a sender is going to send; how each stands, in their order.

    A file that was announced before is the same one. One that was refused, or given up before it
    arrived, is expected again; a refused one that was settled stays so. What cannot be taken for
    its size is refused.
    """
    _lock(session, batch)
    marks = [mark_of(file) for file in files]
    known = _by_mark(session, batch, marks)
    new = 0
    for file, mark in zip(files, marks, strict=True):
        if mark not in known:
            known[mark] = _add(session, batch, file, mark, days)
            new += 1
        elif not (known[mark].taken or known[mark].closed):
            expect_again(known[mark], days)
        if not known[mark].answered:
            judge_size(session, known[mark], limits, actor)
    if new:
        audit.note(
            session,
            office_id=batch.office_id,
            actor=actor,
            action="batch.announced",
            object_=batch.id,
            files=new,
        )
    session.flush()
    return tuple(known[mark] for mark in marks)


def attach(
    session: Session,
    batch: Batch,
    file: Announced,
    sha256: str,
    replaces: str,
    *,
    actor: str,
    days: int,
) -> Standing:
    """The upload that this file is sent by: as announced, or a new one.

    A file that was taken before under the same name, size and time but with other bytes is a
    further file. Raises NotFound or Conflict where the file that it replaces cannot be replaced.
    """
    _lock(session, batch)
    mark = mark_of(file)
    found = _by_mark(session, batch, [mark]).get(mark)
    if found and found.taken and sha256 and found.upload.sha256 != sha256:
        mark = mark_of(file, sha256)
        found = _by_mark(session, batch, [mark]).get(mark)
    if found is None:
        found = _add(session, batch, file, mark, days)
    elif not found.taken:
        expect_again(found, days)
    if not found.taken:
        found.upload.sha256 = sha256
    if replaces:
        _replaceable(session, batch, replaces)
        found.upload.replaces = replaces
        if found.taken:
            replaced(session, found, actor)
    session.flush()
    return found


def get(session: Session, office_id: str, upload_id: str) -> Standing:
    """Raises NotFound, also for an upload of another office."""
    row = session.execute(
        _STANDINGS.where(Upload.id == upload_id, Upload.office_id == office_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Standing(*row)


def expect_again(standing: Standing, days: int) -> None:
    """Let a file that did not come in be sent."""
    submission, upload = standing.submission, standing.upload
    if submission.outcome == "rejected" or submission.settled or upload.expires < now():
        # What had arrived of it was removed, or was refused.
        upload.arrived, upload.place, upload.sha256 = 0, new_id(), ""
    submission.outcome = "announced"
    submission.problem_code = submission.problem = submission.remedy = ""
    submission.settled = submission.settled_code = submission.settled_why = ""
    submission.settled_by, submission.settled_at = "", None
    upload.expires = now() + timedelta(days=days)


def arrived(session: Session, upload_id: str, count: int, *, days: int) -> None:
    """So many bytes are on the disk for certain."""
    upload = session.get_one(Upload, upload_id)
    upload.arrived, upload.expires = count, now() + timedelta(days=days)


def start_over(session: Session, upload_id: str, *, days: int) -> None:
    """What had arrived of it is worth nothing: it begins anew, in another place."""
    arrived(session, upload_id, 0, days=days)
    session.get_one(Upload, upload_id).place = new_id()


def refuse(session: Session, standing: Standing, error: InputProblem, actor: str) -> None:
    """Keep that the file cannot be used, and why."""
    submission = standing.submission
    submission.outcome = "rejected"
    submission.problem_code, submission.problem = error.code, error.detail
    submission.remedy = error.remedy
    audit.note(
        session,
        office_id=submission.office_id,
        actor=actor,
        action="file.rejected",
        object_=submission.id,
        batch=submission.batch_id,
        code=error.code,
    )


def replaced(session: Session, standing: Standing, actor: str) -> None:
    """The file has come in: settle the one that it was sent to replace, where there is one.

    That one may have been sent in place of an earlier one, and been refused: it goes with it.
    """
    replaces, seen = standing.upload.replaces, {standing.submission.id}
    while replaces and replaces not in seen:
        seen.add(replaces)
        old, way_in = session.get(Submission, replaces), session.get(Upload, replaces)
        if old is None or old.settled:
            return
        old.settled, old.replaced_by = "replaced", standing.submission.id
        old.settled_by, old.settled_at = actor, now()
        audit.note(
            session,
            office_id=old.office_id,
            actor=actor,
            action="file.replaced",
            object_=old.id,
            batch=old.batch_id,
            by=standing.submission.id,
        )
        replaces = way_in.replaces if way_in else None


def kept(session: Session, upload_ids: Sequence[str]) -> dict[str, str]:
    """The places of those of these uploads that are unfinished and have not waited too long."""
    rows = session.execute(
        select(Upload.id, Upload.place)
        .join(Submission, Submission.id == Upload.id)
        .where(
            Upload.id.in_(upload_ids),
            Upload.expires > now(),
            Submission.outcome == "announced",
            Submission.settled == "",
        )
    )
    return {row.id: row.place for row in rows}


def _lock(session: Session, batch: Batch) -> None:
    # Two tabs may announce the same folder at once: one after the other.
    session.scalars(select(Batch.id).where(Batch.id == batch.id).with_for_update()).one()


def _by_mark(session: Session, batch: Batch, marks: Sequence[str]) -> dict[str, Standing]:
    rows = session.execute(_STANDINGS.where(Upload.batch_id == batch.id, Upload.mark.in_(marks)))
    return {u.mark: Standing(s, u, d) for s, u, d in rows}


def _add(session: Session, batch: Batch, file: Announced, mark: str, days: int) -> Standing:
    moment = now()
    submission = Submission(
        id=new_id(),
        batch_id=batch.id,
        office_id=batch.office_id,
        name=file.name,
        folder=file.folder,
        outcome="announced",
        document_id=None,
        problem_code="",
        problem="",
        remedy="",
        settled="",
        created=moment,
    )
    session.add(submission)
    session.flush()
    upload = Upload(
        id=submission.id,
        batch_id=batch.id,
        office_id=batch.office_id,
        mark=mark,
        size=file.size,
        modified=file.modified,
        arrived=0,
        place=new_id(),
        sha256="",
        expires=moment + timedelta(days=days),
    )
    session.add(upload)
    return Standing(submission, upload)


def judge_size(session: Session, standing: Standing, limits: Limits, actor: str) -> None:
    """Refuse a file that need not be sent: empty, or larger than any may be."""
    size = standing.upload.size
    if size == 0:
        refuse(session, standing, EmptyFile(), actor)
    elif size > limits.file_bytes:
        refuse(session, standing, too_large(limits), actor)


def too_large(limits: Limits) -> TooLarge:
    """The refusal of a file by its size."""
    return TooLarge(f"The file is larger than {limits.file_bytes / 1024**2:.0f} MB, the limit.")


def _replaceable(session: Session, batch: Batch, submission_id: str) -> None:
    old = session.get(Submission, submission_id)
    if old is None or old.batch_id != batch.id:
        raise NotFound("The file to be replaced is not in this batch.")
    if old.settled:
        raise Conflict("The file to be replaced has been settled meanwhile.")
