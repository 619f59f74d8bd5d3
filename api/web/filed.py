"""The files of a batch in words: how each stands, and what a person can do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from api.speak import N_, _, said
from api.web.words import ANSWER, DOCUMENT, Word, actor_name
from models.repositories import files
from models.repositories.files import Tally
from models.tables import Document, Submission

#: The tabs over the files of a batch; `files.SHOWN` without a word here is not shown.
KINDS: Final[Mapping[str, str]] = {
    "": N_("All"),
    "failed": N_("Failed"),
    "missing": N_("Not here yet"),
    "under_way": N_("Waiting to be read"),
    "read": N_("Read"),
    "duplicate": N_("Came in before"),
    "settled": N_("Settled"),
}

#: Why files are written off, as people choose it.
REASONS: Final[Mapping[str, str]] = {
    "not_a_case": N_("It is not a case form"),
    "blank": N_("It is blank"),
    "copy": N_("It is a copy of another file"),
    "unreadable_paper": N_("The paper itself cannot be read"),
    "scanned_again": N_("The paper was scanned again"),
    "paper_lost": N_("The paper is lost"),
    "other": N_("Another reason, written below"),
}
_SETTLED: Final[Mapping[str, Word]] = {
    "replaced": Word(N_("replaced"), "good"),
    "written_off": Word(N_("written off")),
    "withdrawn": Word(N_("withdrawn")),
}
MISSING: Final = Word(N_("not here yet"), "warn")


@dataclass(frozen=True, slots=True)
class Tab:
    """A kind of files to look at, and how many there are."""

    kind: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file of a batch with its answer or its document's state, in words.

    `by` and `at`: who settled it, when. `may` are the things that can be done about it: `retry`,
    `replace`, `write_off`, `reopen`.
    """

    id: str
    name: str
    folder: str
    state: str
    tone: str
    pages: int
    words: str
    remedy: str
    address: str
    link: str
    may: tuple[str, ...]
    by: str = ""
    at: datetime | None = None


def tabs(tally: Tally) -> tuple[Tab, ...]:
    """Those with files in them, and all."""
    counts = {"": tally.all, **tally.by_kind}
    return tuple(
        Tab(kind, _(words), counts[kind])
        for kind, words in KINDS.items()
        if counts[kind] or not kind
    )


def file_row(submission: Submission, document: Document | None) -> FileRow:
    """A file as its line in the list."""
    word, words, remedy = _stands(submission, document)
    return FileRow(
        id=submission.id,
        name=submission.name,
        folder=submission.folder,
        state=word.words,
        tone=word.tone,
        pages=document.page_count if document else 0,
        words=words,
        remedy=remedy,
        address=f"/documents/{document.id}" if document else "",
        link=_("See the first copy") if submission.outcome == "duplicate" else "",
        may=_may(submission, document),
        by=actor_name(submission.settled_by) if submission.settled else "",
        at=submission.settled_at if submission.settled else None,
    )


def _stands(submission: Submission, document: Document | None) -> tuple[Word, str, str]:
    if submission.settled:
        return _SETTLED.get(submission.settled, Word(submission.settled)), _why(submission), ""
    if submission.outcome == "announced":
        return MISSING, "", _("Drop the same folder below: what is here is not sent again.")
    if document is None:
        return ANSWER["refused"], said(submission.problem), said(submission.remedy)
    word = DOCUMENT.get(document.state, Word(document.state))
    problem, remedy = said(document.problem), said(document.remedy)
    if submission.outcome == "duplicate":
        return ANSWER["duplicate"], _first(submission, document), problem
    return word, problem, remedy


def _first(submission: Submission, document: Document) -> str:
    if document.name == submission.name:
        return _("The same file came in before; it is not read twice.")
    return _("The same file came in before as “{name}”; it is not read twice.").format(
        name=document.name
    )


def _why(submission: Submission) -> str:
    if submission.settled != "written_off":
        return ""
    reason = _(REASONS.get(submission.settled_code, submission.settled_code))
    if submission.settled_code == "other":
        return submission.settled_why
    return f"{reason}. {submission.settled_why}" if submission.settled_why else f"{reason}."


def _may(submission: Submission, document: Document | None) -> tuple[str, ...]:
    if submission.settled:
        return ("reopen",) if submission.settled == "written_off" else ()
    if submission.outcome == "announced":
        return ("write_off",)
    if submission.outcome == "rejected":
        return ("replace", "write_off")
    if submission.outcome == "accepted" and document and document.state in files.FAILED:
        return ("retry", "replace", "write_off")
    return ()
