"""The forms there are, and the page on which a definition is drawn over its blank."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from fastapi import Depends, Response

from api.actor import Actor
from api.policy import DRAFTERS, PolicedRouter, Policy, current_actor
from api.speak import N_, _
from api.state import AppState, state
from api.v1.shapes import Id
from api.web.render import page
from extract.forms.load import shipped_folder
from extract.library import library
from ingest import drafts
from models.forms import Form, Kind, Writing

router = PolicedRouter(include_in_schema=False)
DRAW: Final = Policy.people(*DRAFTERS)
_LANGUAGES: Final = {
    "km": N_("Khmer"),
    "th": N_("Thai"),
    "id": N_("Indonesian"),
    "en": N_("English"),
}
#: Kinds and ways of writing in words, in the order in which they are offered.
KINDS: Final[dict[str, str]] = {
    Kind.TEXT: N_("words"),
    Kind.LONGTEXT: N_("long text"),
    Kind.NAME: N_("name"),
    Kind.DATE: N_("date"),
    Kind.NUMBER: N_("number"),
    Kind.CHOICE: N_("one answer of several"),
    Kind.MULTI: N_("any number of answers"),
    Kind.NATIONAL_ID: N_("national ID number"),
    Kind.PASSPORT: N_("passport number"),
    Kind.CASE_CODE: N_("case number"),
    Kind.PHONE: N_("telephone"),
    Kind.MONEY: N_("money"),
    Kind.PLACE: N_("place"),
    Kind.SIGNATURE: N_("signature or thumbprint"),
    Kind.PHOTO: N_("photograph"),
    Kind.TABLE: N_("table"),
}
WRITINGS: Final[dict[str, str]] = {
    Writing.DOTS: N_("a line, or bare paper"),
    Writing.FRAME: N_("a frame"),
    Writing.BOXES: N_("one box a letter"),
    Writing.TICKS: N_("tick boxes"),
    Writing.WORDS: N_("printed words to ring"),
    Writing.TABLE: N_("rows and columns"),
}


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form in the list; `ours` tells that it came with Lontar."""

    form: Form
    title: str
    language: str
    ours: bool


@dataclass(frozen=True, slots=True)
class DraftRow:
    id: str
    name: str
    state: str
    title: str
    fields: int
    saved: str
    made: datetime


@router.get("/forms", policy=DRAW)
def forms_page(actor: Actor = Depends(current_actor), state: AppState = Depends(state)) -> Response:
    rows = [_form_row(form) for form in state.forms]
    begun = [_draft_row(draft) for draft in drafts.drafts(state.drafts, actor.office_id)]
    limit = state.settings.limit.file_bytes
    return page(
        "forms.html",
        actor,
        "/forms",
        forms=sorted(rows, key=lambda row: (row.ours, row.form.id, row.form.version)),
        drafts=begun,
        languages=_LANGUAGES,
        limit_bytes=limit,
    )


def _form_row(form: Form) -> FormRow:
    language = form.languages[0]
    ours = form.folder.startswith(str(shipped_folder()))
    return FormRow(form, form.titles.get(language, form.id), language, ours)


def _draft_row(draft: drafts.Draft) -> DraftRow:
    form = draft.form or {}
    titles: dict[str, str] = dict(form.get("titles") or {})
    return DraftRow(
        draft.id,
        draft.name,
        draft.state,
        next(iter(titles.values()), ""),
        len(form.get("fields") or ()),
        draft.saved,
        datetime.fromtimestamp(draft.made, UTC).replace(tzinfo=None),
    )


@router.get("/forms/draft/{draft_id}", policy=DRAW)
def draft_page(
    draft_id: Id, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    draft, _ = drafts.get(state.drafts, actor.office_id, draft_id)
    return page(
        "draft.html",
        actor,
        "/forms",
        draft=draft,
        words=json.dumps(_words(), ensure_ascii=False).replace("<", "\\u003c"),
        limit_bytes=state.settings.limit.file_bytes,
    )


def _words() -> dict[str, Any]:
    """What the page offers to choose from."""
    return {
        "kinds": {kind: _(words) for kind, words in KINDS.items()},
        "writings": {writing: _(words) for writing, words in WRITINGS.items()},
        "languages": {code: _(words) for code, words in _LANGUAGES.items()},
        "library": [
            {
                "key": field.key,
                "kind": field.kind.value,
                "personal": field.personal,
                "labels": {code: label.text for code, label in field.labels.items()},
            }
            for field in library().fields
        ],
    }
