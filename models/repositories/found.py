"""Looking into what is searched: few candidates, the newest first, never a walk through all.

What comes back are candidates in folded text; whether they are what was meant, and may be seen, is
for the caller to say (`api.finding`).
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Final

from sqlalchemy import RowMapping, func, select, union
from sqlalchemy.orm import Session

from models import search_indexes
from models.repositories import found_postgres, found_sqlite
from models.searching import Among, Candidates, Inside, Wanted
from models.tables import Office, Page, Record, Searchable, SearchablePage

_RECORD: Final = "s.id, s.record_id, s.document_id, s.form, s.keys, s.fields, s.heard"
_PAGE: Final = "s.id, s.document_id, s.number, s.form"
_ROW: Final = (
    Searchable.id,
    Searchable.record_id,
    Searchable.document_id,
    Searchable.form,
    Searchable.keys,
    Searchable.fields,
    Searchable.heard,
)


def inside(session: Session, office_id: str, fence: str) -> Inside:
    """Where an office looks. Its fence is used where there is another office to keep out.

    One for each search, in its transaction: PostgreSQL is told here how to plan what follows.
    """
    if _dialect(session) is found_postgres:
        found_postgres.prepare(session)
    two = select(Office.id).limit(2).subquery()
    several = (session.scalar(select(func.count()).select_from(two)) or 0) > 1
    return Inside(office_id, fence if several else "", complete(session))


def records_with(session: Session, within: Inside, wanted: Wanted, *, most: int) -> Candidates:
    """Rows (id, record_id, document_id, form, keys, fields, heard) with everything wanted."""
    return _dialect(session).records(session, _RECORD, within, wanted, most=most)  # type: ignore[no-any-return]


def pages_with(
    session: Session, within: Inside, wanted: Wanted, among: Among, *, most: int
) -> Candidates:
    """Rows (id, document_id, number, form) of pages with all pieces; they have no tokens."""
    return _dialect(session).pages(session, _PAGE, within, wanted, among, most=most)  # type: ignore[no-any-return]


def newest(session: Session, office_id: str, *, most: int) -> Sequence[RowMapping]:
    """The newest records as `records_with` gives them."""
    query = select(*_ROW).where(Searchable.office_id == office_id)
    return session.execute(query.order_by(Searchable.id.desc()).limit(most)).mappings().all()


def records_on(session: Session, document_ids: Sequence[str]) -> Sequence[RowMapping]:
    """The records of these documents as `records_with` gives them, with their `pages`."""
    query = (
        select(*_ROW, Record.pages)
        .join(Record, Record.id == Searchable.record_id)
        .where(Record.document_id.in_(document_ids))
    )
    return session.execute(query).mappings().all()


def forms_of(session: Session, document_ids: Sequence[str]) -> dict[str, set[str]]:
    """By document, the forms of its pages and records ("" is an unknown form)."""
    pages = select(SearchablePage.document_id, SearchablePage.form).where(
        SearchablePage.document_id.in_(document_ids)
    )
    records = select(Record.document_id, Record.form).where(Record.document_id.in_(document_ids))
    found: dict[str, set[str]] = {}
    for document_id, form in session.execute(union(pages, records)):
        found.setdefault(document_id, set()).add(form)
    return found


def page_texts(session: Session, document_ids: Sequence[str]) -> Sequence[RowMapping]:
    """The pages of these documents: rows (document_id, number, form, text), folded."""
    query = select(
        SearchablePage.document_id,
        SearchablePage.number,
        SearchablePage.form,
        SearchablePage.text,
    ).where(SearchablePage.document_id.in_(document_ids))
    return session.execute(query.order_by(SearchablePage.number)).mappings().all()


def written_on(session: Session, places: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The text of pages as it was read, by document and number."""
    query = (
        select(Page.document_id, Page.number, Page.text)
        .join(SearchablePage, SearchablePage.page_id == Page.id)
        .where(SearchablePage.document_id.in_({document for document, _ in places}))
    )
    rows = session.execute(query)
    wanted = set(places)
    return {(d, number): text for d, number, text in rows if (d, number) in wanted}


def complete(session: Session) -> bool:
    """Whether any piece of text can be found, or in the newest records alone."""
    return search_indexes.complete(session.connection())


def _dialect(session: Session) -> ModuleType:
    return found_sqlite if session.get_bind().dialect.name == "sqlite" else found_postgres
