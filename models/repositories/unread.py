"""Fields that nobody in the office can settle, because everybody who may read them has read them.

A field that two people read needs a second, and a third where the two differ. In an office of one
or two it then waits for ever, and no queue shows it to anybody.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from models.tables import Guest, Person, Task

_WHOLE: Final = ("reviewer", "manager")
_SINGLE: Final = "checker"
#: a field remembers that many who have read it: with more people somebody is always left
_REMEMBERED: Final = 2


def readers(session: Session, office_id: str) -> tuple[frozenset[str], frozenset[str]]:
    """Ids of who may read whole records here, guests among them, and of who checks crops alone."""
    own = select(Person.id, Person.role).where(Person.office_id == office_id, Person.active)
    guests = (
        select(Person.id, Guest.role)
        .join(Guest, Guest.person_id == Person.id)
        .where(Guest.office_id == office_id, Person.active)
    )
    found = [(row.id, row.role) for query in (own, guests) for row in session.execute(query)]
    whole = frozenset(person for person, role in found if role in _WHOLE)
    return whole, frozenset(person for person, role in found if role == _SINGLE)


def count(session: Session, office_id: str, *, most: int = 1000) -> int:
    """How many fields wait for somebody who is not there, counted no further than `most`."""
    whole, single = readers(session, office_id)
    if not whole or len(whole) > _REMEMBERED:
        return 0
    # Fields without a picture never reach those who check crops alone.
    crops = and_(Task.alone, _read_by(whole | single))
    nobody = or_(and_(~Task.alone, _read_by(whole)), crops)
    some = select(Task.id).where(Task.office_id == office_id, nobody).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _read_by(people: Collection[str]) -> ColumnElement[bool]:
    """Fields that every one of these has read: never of more than a field remembers."""
    each = [or_(Task.first_by == one, Task.second_by == one) for one in sorted(people)]
    return and_(*each)
