"""Search: records and pages by anything that stands on them."""

from __future__ import annotations

from typing import Final

from fastapi import Depends

from api.actor import Actor
from api.policy import REVIEWERS, PolicedRouter, Policy, current_actor
from api.searching import search
from api.state import AppState, state
from api.v1.search_shapes import SearchAnswer, Sought

router = PolicedRouter(tags=["search"])

SEARCH: Final = Policy.people_and_tokens(roles=REVIEWERS, scopes=("documents:read", "records:read"))


@router.post("/search", policy=SEARCH)
def search_everything(
    sought: Sought, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> SearchAnswer:
    """Records and pages of your office on which all words stand, and why each was found.

    Words are found as pieces of text, in Khmer and Thai too; names and places also by how they
    sound, across scripts and spellings; days and years in either era. Nothing is found in a field
    that you may not see. The audit keeps that you searched and what you were shown, not the words.
    A token without `records:read` finds pages alone.
    """
    searched = search(state, actor, sought.text, sought.within, limit=sought.limit)
    return SearchAnswer.of(searched.found, searched.shown)
