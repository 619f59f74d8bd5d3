"""The queue: what waits, in the order it is taken, narrowed down; managers say what is urgent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from api import priorities
from api.actor import Actor
from api.policy import MANAGERS, REVIEWERS, PolicedRouter, Policy, current_actor
from api.queueing import FILTERS, PRIORITIES, PRIORITY_WORD, UNKNOWN, as_query, wanted_of
from api.speak import N_, _, ngettext
from api.state import AppState, state
from api.web.fields import Label, form_of, form_titles, titles_of
from api.web.render import page
from models.database import now
from models.errors import BadRequest
from models.forms import Form as Definition
from models.queueing import Priority
from models.repositories import batches, fieldwork, queues, rules, unread
from models.tables import Record

router = PolicedRouter(include_in_schema=False)
REVIEW: Final = Policy.people(*REVIEWERS)
MANAGE: Final = Policy.people(*MANAGERS)
A_PAGE: Final = 50
_COUNTED: Final = 1000  # more are not counted: nobody needs the number
_BATCHES: Final = 60  # the newest to choose from

PRIORITY_NAMES: Final = {
    Priority.URGENT: N_("urgent"),
    Priority.SOON: N_("soon"),
    Priority.NORMAL: N_("normal"),
    Priority.LATER: N_("later"),
}
_TONES: Final[dict[int, str]] = {Priority.URGENT: "bad", Priority.SOON: "warn"}
_LANGUAGES: Final = (("km", "ខ្មែរ"), ("th", "ไทย"), ("id", "Indonesia"), ("en", "English"))
_DAYS: Final = (1, 3, 7, 14, 30)
_STAGES: Final = (
    ("first", N_("not read by anybody")),
    ("second", N_("a second reader")),
    ("settle", N_("two readers differ")),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record in the queue: no names, nothing that was read."""

    id: str
    titles: tuple[Label, ...]
    created: datetime
    fields: int
    stage: str  # "", "second", "settle": what it waits for beyond a first reader
    priority: str  # in words; "" where it is normal
    tone: str
    held: str  # "", "you", "somebody"


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a list to choose from."""

    value: str
    words: str
    language: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """One list above the queue."""

    name: str
    words: str
    choices: tuple[Choice, ...]


@router.get("/queue", policy=REVIEW)
def queue_page(
    request: Request,
    after: str = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    asked = {name: request.query_params.get(name, "") for name in FILTERS}
    wanted = wanted_of(asked, state.forms)
    with state.database.read() as session:
        found, more = queues.waiting(session, actor.office_id, wanted, limit=A_PAGE, after=after)
        count = queues.count_waiting(session, actor.office_id, wanted, most=_COUNTED)
        filters = _filters(session, state.forms, actor, asked)
        shown = [_waiting(session, one, state.forms, actor) for one in found]
        manages = actor.role in MANAGERS
        alone = unread.count(session, actor.office_id, most=_COUNTED) if manages else 0
        urgencies = rules.form_priorities(session, actor.office_id)
    query = as_query(asked)
    return page(
        "queue.html",
        actor,
        "/queue",
        waiting=shown,
        count=_counted(count),
        any=count > 0,
        filters=filters,
        filtered=bool(query),
        query=query,
        after=f"{query}&after={found[-1].id}".lstrip("&") if more else "",
        manages=manages,
        unread=alone,
        asked=asked,
        priorities=[Choice(w, _(PRIORITY_NAMES[p])) for w, p in PRIORITIES.items()],
        form_urgency=[
            (
                titles_of(_newest(state.forms, form), form or _("Unknown form"))[0],
                _(PRIORITY_NAMES[Priority(one)]),
            )
            for form, one in urgencies.items()
        ],
    )


def _counted(count: int) -> str:
    if count >= _COUNTED:
        return _("More than {count} records wait for a person.").format(count=_COUNTED - 1)
    return ngettext(
        "{count} record waits for a person.", "{count} records wait for a person.", count
    ).format(count=count)


def _newest(forms: Sequence[Definition], form_id: str) -> Definition | None:
    return next((form for form in reversed(forms) if form.id == form_id), None)


def _waiting(
    session: Session, record: Record, forms: Sequence[Definition], actor: Actor
) -> Waiting:
    moment = now()
    whole = record.claimed_until is not None and record.claimed_until >= moment
    single = record.fields_until is not None and record.fields_until >= moment
    holder = record.claimed_by if whole else record.fields_by if single else None
    stages = fieldwork.stages_of(session, record.id)
    late = "settle" if "settle" in stages else "second" if stages == {"second"} else ""
    normal = record.priority == Priority.NORMAL
    return Waiting(
        record.id,
        form_titles(form_of(forms, record), record),
        record.created,
        sum(field.status == "review" for field in record.fields),
        late,
        "" if normal else _(PRIORITY_NAMES[Priority(record.priority)]),
        _TONES.get(record.priority, ""),
        "" if holder is None else "you" if holder == actor.id else "somebody",
    )


def _filters(
    session: Session, forms: Sequence[Definition], actor: Actor, asked: dict[str, str]
) -> tuple[Filter, ...]:
    """The lists to choose from, with what is chosen in each."""
    ids = list(dict.fromkeys(form.id for form in forms))
    named = [(one, titles_of(_newest(forms, one), one)[0]) for one in ids]
    newest = batches.newest(session, actor.office_id, limit=_BATCHES)

    def listed(name: str, words: str, every: str, choices: Sequence[Choice]) -> Filter:
        chosen = asked[name]
        marked = [Choice(c.value, c.words, c.language, c.value == chosen) for c in choices]
        return Filter(name, words, (Choice("", every, "", not chosen), *marked))

    return (
        listed(
            "form",
            _("Form"),
            _("every form"),
            [
                *(Choice(one, label.words, label.language) for one, label in named),
                Choice(UNKNOWN, _("Unknown form")),
            ],
        ),
        listed(
            "language",
            _("Language"),
            _("every language"),
            [Choice(code, words, code) for code, words in _LANGUAGES],
        ),
        listed(
            "batch",
            _("Batch"),
            _("every batch"),
            [Choice(batch.id, batch.name) for batch in newest],
        ),
        listed(
            "older",
            _("Age"),
            _("of any age"),
            [
                Choice(
                    str(days),
                    ngettext(
                        "waiting for {count} day or more", "waiting for {count} days or more", days
                    ).format(count=days),
                )
                for days in _DAYS
            ],
        ),
        listed(
            "priority",
            _("Urgency"),
            _("of any urgency"),
            [Choice(word, _(PRIORITY_NAMES[one])) for one, word in PRIORITY_WORD.items()],
        ),
        listed(
            "stage",
            _("Waits for"),
            _("anybody"),
            [Choice(value, _(words)) for value, words in _STAGES],
        ),
    )


@router.post("/queue/priority", policy=MANAGE)
def prioritise(
    *,
    priority: Annotated[str, Form(max_length=20)],
    batch: Annotated[str, Form(max_length=32)] = "",
    form: Annotated[str, Form(max_length=80)] = "",
    record: Annotated[str, Form(max_length=32)] = "",
    then: Annotated[str, Form(max_length=500)] = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """Say how urgent a record, a batch or a form is: the first of these that is named."""
    if priority not in PRIORITIES:
        raise BadRequest("That is no urgency.", remedy="Take one of the list.")
    chosen = PRIORITIES[priority]
    if record:
        priorities.of_record(state.database, actor, record, chosen)
    elif batch:
        priorities.of_batch(state.database, actor, batch, chosen)
    elif form:
        priorities.of_form(state.database, actor, "" if form == UNKNOWN else form, chosen)
    else:
        raise BadRequest("Nothing is named to be urgent.", remedy="Choose a batch or a form.")
    return RedirectResponse(f"/queue?{then}" if then else "/queue", 303)
