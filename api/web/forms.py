"""The forms there are, and the page on which a definition is drawn over its blank."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from fastapi import Depends, Response

from api.actor import Actor
from api.policy import DRAFTERS, PolicedRouter, Policy, current_actor
from api.state import AppState, state
from api.v1.shapes import Id
from api.web.render import page
from extract.forms.load import shipped_folder
from extract.library import library
from ingest import drafts
from models.forms import Form, Kind, Writing

router = PolicedRouter(include_in_schema=False)
DRAW: Final = Policy.people(*DRAFTERS)
_LANGUAGES: Final = {"km": "Khmer", "th": "Thai", "id": "Indonesian", "en": "English"}
#: Kinds and ways of writing in words, in the order in which they are offered.
KINDS: Final[dict[str, str]] = {
    Kind.TEXT: "words",
    Kind.LONGTEXT: "long text",
    Kind.NAME: "name",
    Kind.DATE: "date",
    Kind.NUMBER: "number",
    Kind.CHOICE: "one answer of several",
    Kind.MULTI: "any number of answers",
    Kind.NATIONAL_ID: "national ID number",
    Kind.PASSPORT: "passport number",
    Kind.CASE_CODE: "case number",
    Kind.PHONE: "telephone",
    Kind.MONEY: "money",
    Kind.PLACE: "place",
    Kind.SIGNATURE: "signature or thumbprint",
    Kind.PHOTO: "photograph",
    Kind.TABLE: "table",
}
WRITINGS: Final[dict[str, str]] = {
    Writing.DOTS: "a line, or bare paper",
    Writing.FRAME: "a frame",
    Writing.BOXES: "one box a letter",
    Writing.TICKS: "tick boxes",
    Writing.WORDS: "printed words to ring",
    Writing.TABLE: "rows and columns",
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
        "kinds": KINDS,
        "writings": WRITINGS,
        "languages": _LANGUAGES,
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
