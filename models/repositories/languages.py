"""The language that a person has chosen to read the pages in."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.errors import NotFound
from models.tables import Person


def keep_language(session: Session, person_id: str, language: str, *, own_digits: bool) -> None:
    """Remember a person's choice. Raises NotFound."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound
    person.language = language
    person.own_digits = own_digits
