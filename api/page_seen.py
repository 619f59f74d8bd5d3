"""Who has looked at which page: written into the audit once in a while, not with every tile."""

from __future__ import annotations

import time
from typing import Final

from api.actor import Actor
from api.audited import note
from api.state import AppState

_AGAIN: Final = 600.0  # seconds until looking at the same page is written down again
_MOST_REMEMBERED: Final = 20_000
_noted: Final[dict[tuple[str, str, str, int], float]] = {}


def note_page(state: AppState, actor: Actor, document_id: str, number: int) -> None:
    """Keep that this actor looks at the page, before anything of it is sent."""
    key = (state.database.address, actor.id, document_id, number)
    moment = time.monotonic()
    if moment - _noted.get(key, -_AGAIN) < _AGAIN:
        return
    with state.database.write() as session:
        note(session, actor, "page.seen", document_id, page=number)
    if len(_noted) > _MOST_REMEMBERED:
        _noted.clear()
    _noted[key] = moment
