"""What the lines of the audit say in words, and the kinds by which they are narrowed down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from api.speak import N_, _, number

#: What can be done, by kind. Whoever adds a line with a new action adds its words here.
KINDS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "seen": (
        N_("Looked at"),
        {
            "record.seen": N_("looked at a record"),
            "page.seen": N_("looked at a page"),
            "page.opened": N_("opened the whole page of a field"),
            "field.seen": N_("was given a single field"),
            "search.made": N_("searched"),
            "document.original_fetched": N_("fetched an original file"),
            "document.text_fetched": N_("fetched the text of a document"),
            "audit.seen": N_("looked at the audit"),
        },
    ),
    "out": (
        N_("Handed out"),
        {
            "records.pulled": N_("fetched finished records"),
            "records.exported": N_("exported records"),
            "audit.exported": N_("exported the audit"),
        },
    ),
    "work": (
        N_("Reviewed"),
        {
            "record.finished": N_("finished a record"),
            "record.revised": N_("corrected a finished record"),
            "record.noted": N_("wrote a note"),
            "field.handed_on": N_("sent a field to a second reader"),
            "field.referred": N_("sent a single field to a reviewer"),
            "queue.prioritised": N_("changed what is urgent"),
            "lease.given_back": N_("gave back what somebody held"),
        },
    ),
    "in": (
        N_("Came in"),
        {
            "batch.created": N_("made a batch"),
            "batch.announced": N_("announced files"),
            "document.accepted": N_("sent a file"),
            "document.duplicate": N_("sent a file that had come in before"),
            "document.finished": N_("read a document: nothing is in doubt"),
            "document.needs_review": N_("read a document: a person must look"),
            "document.text_only": N_("read a document of no known form"),
            "document.rejected": N_("could not read a document"),
            "document.quarantined": N_("set a document aside after failures"),
            "document.retry": N_("had a document read again"),
            "file.rejected": N_("sent a file that was rejected"),
            "file.replaced": N_("replaced a file"),
            "file.written_off": N_("wrote a file off"),
            "file.withdrawn": N_("took a file out"),
            "file.reopened": N_("took the end of a file back"),
        },
    ),
    "people": (
        N_("People and machines"),
        {
            "session.opened": N_("signed in"),
            "office.left": N_("went on in another office"),
            "person.added": N_("added a person"),
            "person.changed": N_("changed what a person may do"),
            "person.password_changed": N_("changed their own password"),
            "person.password_reset": N_("gave a person a new password"),
            "guest.invited": N_("gave a person of another office a role"),
            "guest.dismissed": N_("took the role of a guest away"),
            "token.added": N_("made a token"),
            "token.revoked": N_("ended a token"),
        },
    ),
    "rules": (
        N_("How we work"),
        {
            "sight.chosen": N_("changed who sees what"),
            "readers.chosen": N_("changed how many people must agree"),
            "routing.tolerated": N_("changed the tolerated errors"),
            "form.drafted": N_("began to draw a form"),
            "form.tried": N_("tried a form with scans"),
            "form.saved": N_("saved a form"),
            "webhook.added": N_("added a webhook"),
            "webhook.changed": N_("changed a webhook"),
            "webhook.removed": N_("removed a webhook"),
            "webhook.secret_replaced": N_("replaced a webhook's secret"),
            "webhook.tested": N_("tested a webhook"),
            "webhook.resent": N_("sent a webhook's message again"),
        },
    ),
}
WORDS: Final = {action: words for _name, kind in KINDS.values() for action, words in kind.items()}
#: Why a whole page was opened, or a field given to a reviewer.
WHY: Final = {
    "cut_badly": N_("A part of the writing is cut off"),
    "not_this_field": N_("This is not the field it should be"),
    "needs_page": N_("It can only be told from the rest of the page"),
}
#: Details that are told by the object already, or that are lists of ids.
_LEFT_OUT: Final = frozenset({"batch", "records", "documents", "why"})


def in_words(action: str) -> str:
    """What was done; the action itself where it has no words yet."""
    return _(WORDS[action]) if action in WORDS else action


def reason(detail: Mapping[str, Any]) -> str:
    """Why something was opened, where somebody was asked; "" elsewhere."""
    why = str(detail.get("why", ""))
    return _(WHY[why]) if why in WHY else why


def facts(detail: Mapping[str, Any]) -> str:
    """The rest of a line: counts, pages and codes by their names.

    >>> facts({"page": 2, "batch": "0a", "key": "dob", "why": "needs_page", "error": None})
    'page 2 · key dob'
    """
    return " · ".join(
        f"{name} {_plain(value)}"
        for name, value in detail.items()
        if name not in _LEFT_OUT and value not in (None, "", [])
    )


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return number(value, places=4) if isinstance(value, int | float) else str(value)
