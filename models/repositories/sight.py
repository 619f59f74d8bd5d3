"""What an office lets each role see of the fields of each form."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.sight import Sights


def sights(session: Session, office_id: str, role: str, form: str) -> Sights:
    """What `role` may see of the fields of `form` ("" is an unknown form)."""
    return Sights(role)
