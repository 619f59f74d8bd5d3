"""The words that pages use for states, answers, roles and times: the place to translate them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from models.database import now


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its tone: "", "good", "warn", "bad" or "busy" (a class of the style sheet)."""

    words: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A count with its words."""

    count: int
    words: str
    tone: str = ""


#: Document states in the order of a document's way.
DOCUMENT: Final[Mapping[str, Word]] = {
    "received": Word("waiting to be read"),
    "processing": Word("being read", "busy"),
    "needs_review": Word("waiting for review", "warn"),
    "finished": Word("finished", "good"),
    "text_only": Word("kept as text"),
    "rejected": Word("cannot be read", "bad"),
    "quarantined": Word("set aside after three failures", "bad"),
}
#: Ends that nobody has to wait for any longer.
READ: Final = ("needs_review", "finished", "text_only", "rejected", "quarantined")

#: Answers to an upload that are not a document's state.
ANSWER: Final[Mapping[str, Word]] = {
    "duplicate": Word("came in before", "warn"),
    "refused": Word("rejected", "bad"),
}

FIELD: Final[Mapping[str, Word]] = {
    "accepted": Word("settled", "good"),
    "review": Word("in doubt", "warn"),
    "empty": Word("nothing written"),
    "illegible": Word("cannot be read"),
    "not_applicable": Word("does not apply"),
}

ACTION: Final[Mapping[str, str]] = {
    "confirm": "confirmed",
    "correct": "corrected",
    "illegible": "marked as not readable",
    "empty": "marked as empty",
    "not_applicable": "marked as not applying",
    "undo": "took back the last change",
}

ROLE: Final[Mapping[str, str]] = {
    "uploader": "Uploads scans and follows them. Sees no record.",
    "checker": "Checks single fields cut from their pages. Sees no page and no record.",
    "reviewer": "Also reads, corrects and finishes records.",
    "manager": "Also retries documents and sees the audit.",
    "administrator": "Manages people and tokens. Sees no record.",
}

SCOPE: Final[Mapping[str, str]] = {
    "documents:write": "send files",
    "documents:read": "follow files and fetch page images",
    "records:read": "fetch records",
    "records:write": "correct and finish records",
}


def parts(counts: Mapping[str, int]) -> tuple[Part, ...]:
    """Counts of documents and answers in the order of the way, without zeros.

    >>> parts({"finished": 2, "received": 1})[0].words
    'waiting to be read'
    """
    known = {**DOCUMENT, **ANSWER}
    return tuple(
        Part(counts[state], word.words, word.tone)
        for state, word in known.items()
        if counts.get(state)
    )


def size(count: int) -> str:
    """Bytes for people.

    >>> size(52428800), size(1500)
    ('50 MB', '1 kB')
    """
    if count >= 1024**2:
        return f"{count / 1024**2:.0f} MB"
    return f"{max(1, count // 1024)} kB"


def moment(time: datetime | None) -> str:
    """A time of the database (naive, UTC) as words; a script puts it into the reader's zone.

    >>> moment(datetime(2026, 11, 3, 4, 5))
    '3 Nov 2026, 04:05 UTC'
    """
    return f"{time.day} {time:%b %Y, %H:%M} UTC" if time else ""


def age(time: datetime, at: datetime | None = None) -> str:
    """How long ago, roughly.

    >>> age(datetime(2026, 11, 3), datetime(2026, 11, 5, 7))
    '2 days'
    """
    passed = (at or now()) - time
    for unit, length in (
        ("day", timedelta(days=1)),
        ("hour", timedelta(hours=1)),
        ("minute", timedelta(minutes=1)),
    ):
        count = passed // length
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return "just now"


def actor_name(label: str) -> str:
    """The name in an actor's label.

    >>> actor_name("person:dara")
    'dara'
    """
    kind, _, name = label.partition(":")
    return name if kind == "person" else f"machine {name[:8]}" if kind == "token" else label
