"""Exports: which file of finished records is wanted. The API makes it."""

from __future__ import annotations

from typing import Final

from fastapi import Depends, Response

from api.actor import Actor
from api.policy import MANAGERS, PolicedRouter, Policy, current_actor
from api.speak import N_
from api.state import AppState, state
from api.web.fields import titles_of
from api.web.render import page

router = PolicedRouter(include_in_schema=False)
EXPORT: Final = Policy.people(*MANAGERS)

#: What kinds of file there are, and what each is for.
KINDS: Final = (
    ("xlsx", N_("Excel workbook"), N_("A sheet for each form, and the data dictionary.")),
    ("tables", N_("CSV tables"), N_("A table for each form, with the data dictionary, in a ZIP.")),
    ("csv", N_("One CSV table"), N_("All forms in one table; a column for every field.")),
    (
        "htcds",
        N_("HTCDS columns"),
        N_("One table in the words of the Human Trafficking Case Data Standard, in a ZIP."),
    ),
    ("jsonl", N_("JSON Lines"), N_("Whole records with all readings, for programs.")),
)


@router.get("/exports", policy=EXPORT)
def export_page(
    actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    forms = {form.id: titles_of(form, form.id)[0] for form in state.forms}
    shown = sorted(forms.items(), key=lambda item: item[1].words)
    return page("exports.html", actor, "/exports", kinds=KINDS, forms=shown)
