"""The words that pages use for states, answers and roles, translated where they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from api.speak import N_, _


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its tone: "", "good", "warn", "bad" or "busy" (a class of the style sheet)."""

    english: str
    tone: str = ""

    @property
    def words(self) -> str:
        """In the language in force."""
        return _(self.english)


@dataclass(frozen=True, slots=True)
class Part:
    """A count with its words."""

    count: int
    words: str
    tone: str = ""


#: Document states in the order of a document's way.
DOCUMENT: Final[Mapping[str, Word]] = {
    "received": Word(N_("waiting to be read")),
    "processing": Word(N_("being read"), "busy"),
    "needs_review": Word(N_("waiting for review"), "warn"),
    "finished": Word(N_("finished"), "good"),
    "text_only": Word(N_("kept as text")),
    "rejected": Word(N_("could not be read"), "bad"),
    "quarantined": Word(N_("set aside after three failures"), "bad"),
}
#: Ends that nobody has to wait for any longer.
READ: Final = ("needs_review", "finished", "text_only", "rejected", "quarantined")

#: Answers to an upload that are not a document's state.
ANSWER: Final[Mapping[str, Word]] = {
    "announced": Word(N_("not here yet"), "warn"),
    "duplicate": Word(N_("came in before"), "warn"),
    "refused": Word(N_("rejected"), "bad"),
}

FIELD: Final[Mapping[str, Word]] = {
    "accepted": Word(N_("settled"), "good"),
    "review": Word(N_("in doubt"), "warn"),
    "empty": Word(N_("nothing written")),
    "illegible": Word(N_("cannot be read")),
    "not_applicable": Word(N_("does not apply")),
}

ACTION: Final[Mapping[str, str]] = {
    "confirm": N_("confirmed"),
    "correct": N_("corrected"),
    "illegible": N_("marked as not readable"),
    "empty": N_("marked as empty"),
    "not_applicable": N_("marked as not applying"),
    "undo": N_("took back the last change"),
}

ROLE: Final[Mapping[str, str]] = {
    "uploader": N_("Uploads scans and follows them. Sees no record."),
    "checker": N_("Checks single fields cut from their pages. Sees no page and no record."),
    "reviewer": N_("Also reads, corrects and finishes records."),
    "manager": N_("Also retries documents and sees the audit."),
    "administrator": N_("Manages people and tokens. Sees no record."),
}

SCOPE: Final[Mapping[str, str]] = {
    "documents:write": N_("send files"),
    "documents:read": N_("follow files and fetch page images"),
    "records:read": N_("fetch records"),
    "records:write": N_("correct and finish records"),
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


def actor_name(label: str) -> str:
    """The name in an actor's label.

    >>> actor_name("person:dara")
    'dara'
    """
    kind, name = label.partition(":")[::2]
    if kind == "token":
        return _("machine {name}").format(name=name[:8])
    return name if kind == "person" else label
