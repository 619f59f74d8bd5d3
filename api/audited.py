"""Writing what an actor did into the book of its office."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from api.actor import Actor
from models.repositories import audit


def note(session: Session, actor: Actor, action: str, object_: str = "", **detail: Any) -> None:
    """Write a line; `detail` holds ids, counts and words of ours, never a value from a form."""
    audit.note(
        session,
        office_id=actor.office_id,
        actor=actor.label,
        action=action,
        object_=object_,
        **detail,
    )
