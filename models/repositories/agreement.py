"""How often two people who read one field said the same: by field and by person."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from models.database import now
from models.tables import Compared, Person

#: 95 % of a normal distribution lies within so many deviations of its mean
_DEVIATIONS: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something was so: `hits` of `count`, and the interval (0..1) that 95 of 100 such
    counts would put the true share into (Wilson, 1927)."""

    hits: int
    count: int

    @property
    def share(self) -> float | None:
        """0..1; None of nothing."""
        return self.hits / self.count if self.count else None

    @property
    def interval(self) -> tuple[float, float]:
        """
        >>> low, high = Rate(9, 10).interval
        >>> round(low, 3), round(high, 3)
        (0.596, 0.982)
        >>> Rate(0, 0).interval
        (0.0, 1.0)
        """
        if not self.count:
            return 0.0, 1.0
        share, z2 = self.hits / self.count, _DEVIATIONS**2
        middle = share + z2 / (2 * self.count)
        spread = _DEVIATIONS * math.sqrt(
            share * (1 - share) / self.count + z2 / (4 * self.count**2)
        )
        whole = 1 + z2 / self.count
        return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


@dataclass(frozen=True, slots=True)
class OfField:
    """One field of a form: two readers said the same, and read again the value stood."""

    form: str
    key: str
    kind: str
    same: Rate
    again: Rate


@dataclass(frozen=True, slots=True)
class OfPerson:
    """One person among the readers: agreed with the other, and stood where a third settled."""

    login: str
    same: Rate
    stood: Rate


@dataclass(frozen=True, slots=True)
class Agreement:
    """Everything since `since`; fields by form and key, people by name: nobody is ranked."""

    since: datetime
    all: Rate
    fields: tuple[OfField, ...]
    people: tuple[OfPerson, ...]


def agreement(session: Session, office_id: str, *, days: int = 90) -> Agreement:
    """How often people of an office agreed in the last `days`."""
    since = now() - timedelta(days=days)
    here = (Compared.office_id == office_id, Compared.at >= since)
    fields = _fields(session, here)
    hits = sum(one.same.hits + one.again.hits for one in fields)
    count = sum(one.same.count + one.again.count for one in fields)
    return Agreement(since, Rate(hits, count), fields, _people(session, here))


def _sum(what: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((what, 1), else_=0))


def _fields(session: Session, here: tuple[ColumnElement[bool], ...]) -> tuple[OfField, ...]:
    again = Compared.stage == "again"
    query = (
        select(
            Compared.form,
            Compared.key,
            func.max(Compared.kind),
            _sum(~again & Compared.same),
            _sum(~again),
            # A value read again stood when the other said the same, or a third said so.
            _sum(again & (Compared.same | (Compared.stood == "first"))),
            _sum(again & (Compared.stood != "")),
        )
        .where(*here)
        .group_by(Compared.form, Compared.key)
        .order_by(Compared.form, Compared.key)
    )
    return tuple(
        OfField(form, key, kind, Rate(same, two), Rate(stood, read))
        for form, key, kind, same, two, stood, read in session.execute(query)
    )


def _people(session: Session, here: tuple[ColumnElement[bool], ...]) -> tuple[OfPerson, ...]:
    counts: dict[str, list[int]] = {}
    for column, place in ((Compared.first_by, "first"), (Compared.second_by, "second")):
        settled = ~Compared.same & (Compared.stood != "")
        query = (
            select(
                column,
                _sum(Compared.same.is_(True)),
                func.count(),
                _sum(settled & (Compared.stood == place)),
                _sum(settled),
            )
            .where(*here)
            .group_by(column)
        )
        for person_id, *rest in session.execute(query):
            kept = counts.setdefault(person_id, [0, 0, 0, 0])
            counts[person_id] = [a + b for a, b in zip(kept, rest, strict=True)]
    names = _names(session, list(counts))
    found = [
        OfPerson(names[who], Rate(same, count), Rate(stood, settled))
        for who, (same, count, stood, settled) in counts.items()
        if who in names
    ]
    return tuple(sorted(found, key=lambda one: one.login))


def _names(session: Session, ids: list[str]) -> Mapping[str, str]:
    query = select(Person.id, Person.login).where(Person.id.in_(ids))
    return dict(session.execute(query).all())
