"""What the overview of an office says, in words, lines and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from markupsafe import Markup
from sqlalchemy.orm import Session

from api import speak
from api.actor import Actor
from api.policy import REVIEWERS, UPLOADERS
from api.speak import N_, _, ngettext
from api.state import AppState
from api.web import batches as batch_pages
from api.web import charts
from api.web.batches import BatchRow
from api.web.charts import Column, Piece
from api.web.fields import Label, titles_of
from api.web.written import age
from ingest.overview import FormFar, Overview, Share, overview
from models.database import now as moment_now
from models.forms import Form
from models.repositories import batches, documents, guests, progress, records

NEWEST_BATCHES: Final = 10
#: Widths of the chart of days, and how many days fit: a screen's, a phone's.
_WIDE, _NARROW, _FEW_DAYS = 1080, 340, 10
#: Seconds between two looks of an open page.
_AGAIN: Final = 10
#: What takes longer is not worth counting in days.
_MANY_DAYS: Final = 1000
#: Shares of fewer than so many say little: the page shows them with their numbers alone.
_FEW: Final = 20

_WORTH_A_WORD: Final = timedelta(hours=1)

_LANGUAGES: Final = {
    "km": N_("Khmer"),
    "th": N_("Thai"),
    "id": N_("Indonesian"),
    "en": N_("English"),
    "": N_("Unknown"),
}
#: Document states in the order of the bar: its class, and its words.
_WAY: Final = (
    (("finished",), "done", N_("finished")),
    (("needs_review",), "doubt", N_("waiting for review")),
    (("processing",), "busy", N_("being read")),
    (("received",), "wait", N_("waiting to be read")),
    (("text_only",), "text", N_("kept as text")),
    (("rejected", "quarantined"), "wrong", N_("could not be read")),
)


@dataclass(frozen=True, slots=True)
class Named:
    """A piece of the bar with its words."""

    count: int
    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: records of a form or of a language."""

    titles: tuple[Label, ...]
    waiting: int
    finished: int
    picture: Markup
    straight: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Oldest:
    """For how long something has been waiting, in words, and its page; "" where it is not told."""

    words: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the page shows; `seconds` is when it looks again."""

    now: Overview
    way: tuple[Named, ...]
    picture: Markup
    columns: tuple[Markup, ...]
    pace: str
    forms: tuple[Line, ...]
    languages: tuple[Line, ...]
    offices: tuple[Line, ...]
    batches: tuple[BatchRow, ...]
    oldest_unread: Oldest
    oldest_waiting: Oldest
    error: str
    low: str
    high: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Files and records of an office by state."""

    papers: Mapping[str, int]
    records: Mapping[str, int]


def glance(actor: Actor, state: AppState) -> Overview:
    """The overview of the actor's office."""

    def count() -> Overview:
        with state.database.read() as session:
            return overview(session, actor.office_id, state.forms, state.settings)

    return state.glance.of("overview", actor.office_id, count)


def counts(office_id: str, state: AppState) -> Counts:
    """How many files and records of each state an office has: less to count than the overview."""

    def count() -> Counts:
        with state.database.read() as session:
            papers = documents.counts(session, office_id)
            return Counts(papers, records.counts(session, office_id))

    return state.glance.of("counts", office_id, count)


def _offices(actor: Actor, state: AppState) -> tuple[Line, ...]:
    """The offices that somebody works in, where they are several."""
    if not actor.offices:
        return ()
    with state.database.read() as session:
        found = guests.offices_of(session, actor.id)
    return tuple(
        _line((Label(speak.language(), one.name),), counts(one.office_id, state).records)
        for one in found
        if one.role in UPLOADERS
    )


def shown(actor: Actor, state: AppState) -> Shown:
    now = glance(actor, state)
    with state.database.read() as session:
        newest = batches.newest(session, actor.office_id, limit=NEWEST_BATCHES)
        rows = batch_pages.rows(session, newest)
        unread = _unread(session, actor, now.oldest_unread)
        waiting = _waiting(session, actor, now.oldest_waiting)
    way = _way(now.documents)
    days = tuple(Column(one.day, one.came_in, one.finished, one.untouched) for one in now.days)
    return Shown(
        now,
        way,
        charts.bar([Piece(one.count, one.tone) for one in way]),
        (
            charts.columns(days, _WIDE, "wide"),
            charts.columns(days[-_FEW_DAYS:], _NARROW, "narrow"),
        ),
        pace(now),
        tuple(_of_form(one, state.forms) for one in now.forms),
        tuple(_of_language(code, counts) for code, counts in sorted(now.by_language.items())),
        _offices(actor, state),
        rows,
        unread,
        waiting,
        *_error(now.wrong),
        max(_AGAIN, round(state.glance.seconds("overview", actor.office_id))),
    )


def _old(since: datetime | None) -> str:
    """How long something has been waiting, where it is long enough to be worth a word."""
    if since is None or moment_now() - since < _WORTH_A_WORD:
        return ""
    return _("the oldest for {age}").format(age=age(since))


def _unread(session: Session, actor: Actor, since: datetime | None) -> Oldest:
    words = _old(since)
    batch = progress.unread_since(session, actor.office_id, since) if since and words else ""
    return Oldest(words, f"/batches/{batch}" if batch else "")


def _waiting(session: Session, actor: Actor, since: datetime | None) -> Oldest:
    words = _old(since)
    if since is None or not words or actor.role not in REVIEWERS:
        return Oldest(words)
    record = progress.waiting_since(session, actor.office_id, since)
    return Oldest(words, f"/review/{record}" if record else "")


def _error(wrong: Share) -> tuple[str, str, str]:
    """The share of errors and where the true one lies, as percentages."""
    low, high = wrong.interval
    value, least, most = (
        speak.percent(one, places=places(one)) for one in (wrong.value, low, high)
    )
    return value, least, most


def _way(documents: Mapping[str, int]) -> tuple[Named, ...]:
    counted = (
        Named(sum(documents.get(state, 0) for state in states), tone, _(words))
        for states, tone, words in _WAY
    )
    return tuple(one for one in counted if one.count)


def pace(now: Overview) -> str:
    """How long people will be at what waits, in words; "" where nothing waits."""
    if not now.waiting:
        return ""
    days = now.days_left
    if days is None:
        return _("Nobody has finished a record in the last seven days.")
    if days > _MANY_DAYS:
        return _("At the pace of the last seven days, what waits will take years.")
    whole = max(1, round(days))
    return ngettext(
        "At the pace of the last seven days, what waits is settled in about {count} day.",
        "At the pace of the last seven days, what waits is settled in about {count} days.",
        whole,
    ).format(count=whole)


def _of_form(one: FormFar, forms: Sequence[Form]) -> Line:
    known = next((f for f in forms if (f.id, f.version) == (one.form, one.version)), None)
    titles = titles_of(known, one.form or _("Documents of no known form"))
    mine = speak.language()
    return _line(
        tuple(sorted(titles, key=lambda label: label.language != mine)),
        one.records,
        share(one.straight),
        share(one.wrong) if one.trusted else "",
    )


def _of_language(code: str, counts: Mapping[str, int]) -> Line:
    return _line((Label(speak.language(), _(_LANGUAGES.get(code, code))),), counts)


def _line(
    titles: tuple[Label, ...], cases: Mapping[str, int], straight: str = "", wrong: str = ""
) -> Line:
    waiting, finished = cases.get("needs_review", 0), cases.get("finished", 0)
    picture = charts.bar([Piece(finished, "done"), Piece(waiting, "doubt")])
    return Line(titles, waiting, finished, picture, straight, wrong)


def share(one: Share) -> str:
    """A share in words, with its numbers; "" of nothing.

    >>> share(Share(3, 600)), share(Share(2, 3)), share(Share())
    ('0.5 % (3 of 600)', '2 of 3', '')
    """
    if not one.whole:
        return ""
    if one.whole < _FEW:
        return _("{part} of {whole}").format(part=one.part, whole=one.whole)
    return _("{percent} ({part} of {whole})").format(
        percent=speak.percent(one.value, places=places(one.value)),
        part=one.part,
        whole=one.whole,
    )


def places(value: float) -> int:
    """How many decimal places a share needs as a percentage: the fewer, the larger it is."""
    return 0 if value >= 0.1 or not value else 1 if value >= 0.01 else 2
