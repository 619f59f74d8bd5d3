"""The search page: a line to type into, where to look, and what was found with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Form, Header, Response

from api import speak
from api.actor import Actor
from api.policy import REVIEWERS, PolicedRouter, Policy, current_actor
from api.searching import Searched, field_keys, search
from api.speak import N_, _
from api.state import AppState, state
from api.web.fields import Label, titles_of
from api.web.render import fragment, page
from api.web.words import DOCUMENT, Word
from api.why import Reason, Shown
from extract.library.load import field as library_field
from extract.search.marks import Marked
from extract.search.matching import How
from models import forms
from models.values import RecordState

router = PolicedRouter(include_in_schema=False)
SEARCH: Final = Policy.people(*REVIEWERS)
SHOWN: Final = 50

#: Why something matched, in words. `term` is what was sought, `page` a number.
_HOW: Final = {
    How.WHOLE: N_("exactly what you look for"),
    How.WORD: N_("“{term}” is a word of it"),
    How.DATE: N_("the same as “{term}”, written otherwise"),
    How.PART: N_("“{term}” is a part of it"),
    How.SOUND: N_("sounds like “{term}”"),
    How.PAGE: N_("“{term}” stands on page {page}"),
}
_STATE: Final = {
    RecordState.NEEDS_REVIEW: Word(N_("waiting for review"), "warn"),
    RecordState.FINISHED: Word(N_("finished"), "good"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to look: a field's key, "fields", "pages" or ""."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Why:
    """A reason: the name of the field, the text with what matched, and how."""

    label: str
    text: Marked
    how: str


@dataclass(frozen=True, slots=True)
class Row:
    """Something found. `address` is its page."""

    address: str
    titles: tuple[Label, ...]
    state: Word
    told: tuple[tuple[str, str], ...]
    why: tuple[Why, ...]


@router.get("/search", policy=SEARCH)
def search_page(
    actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    return page("search.html", actor, "/search", text="", within="", **_choices(state), result=None)


# A search is posted: what is looked for may be a name, and names do not go into addresses.
@router.post("/search", policy=SEARCH)
def found_page(
    text: Annotated[str, Form(max_length=300)] = "",
    within: Annotated[str, Form(max_length=60)] = "",
    x_part: Annotated[str, Header(max_length=10)] = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """The page with what was found; with `X-Part: found` only that, for the page's script."""
    searched = search(state, actor, text, within, limit=SHOWN)
    given: dict[str, Any] = {"result": searched, "rows": _rows(searched, state.forms), "text": text}
    if x_part == "found":
        return fragment("_found.html", **given)
    return page("search.html", actor, "/search", within=within, **{**_choices(state), **given})


def _choices(state: AppState) -> dict[str, Any]:
    """Where one may look: fields by their names in the reader's language."""
    named = [Place(key, field_name(key, state.forms)) for key in field_keys(state.forms)]
    known = [one for one in named if library_field(one.value) is not None]
    own = [one for one in named if library_field(one.value) is None]
    return {"fields": sorted(known, key=_by_words), "own": sorted(own, key=_by_words), "rows": ()}


def _by_words(place: Place) -> str:
    return place.words.casefold()


def field_name(key: str, known: Sequence[forms.Form]) -> str:
    """A field's name in the reader's language, or as a form prints it."""
    field = library_field(key)
    if field is not None:
        return field.labels[speak.language()].text
    for form in known:
        for one in form.fields:
            if one.key == key and one.labels:
                return one.labels.get(speak.language()) or next(iter(one.labels.values()))
    return key.replace("_", " ")


def _rows(searched: Searched, known: Sequence[forms.Form]) -> tuple[Row, ...]:
    return tuple(_row(one, known) for one in searched.shown)


def _row(one: Shown, known: Sequence[forms.Form]) -> Row:
    told = tuple((field_name(t.key, known), t.text) for t in one.told)
    why = tuple(_why(reason, known) for reason in one.reasons)
    titles: tuple[Label, ...]
    if one.record is None:
        word = DOCUMENT.get(one.document.state, Word(one.document.state))
        titles = (Label(speak.language(), _("Paper of unknown form")),)
        return Row(f"/documents/{one.hit.document_id}", titles, word, told, why)
    version = (one.record.form, one.record.form_version)
    form = next((f for f in known if (f.id, f.version) == version), None)
    titles = titles_of(form, one.record.form or _("Unknown form"))
    return Row(f"/records/{one.record.id}", titles, _STATE[one.record.state], told, why)


def _why(reason: Reason, known: Sequence[forms.Form]) -> Why:
    label = (
        field_name(reason.key, known) if reason.key else _("Page {page}").format(page=reason.page)
    )
    return Why(label, reason.text, _(_HOW[reason.how]).format(term=reason.term, page=reason.page))
