"""Candidates of a search from SQLite's FTS5 tables, which give the newest first and then stop."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from models.repositories.found_like import like, of_forms
from models.searching import FENCE, Among, Candidates, Inside, Wanted

#: Pages that are compared with their text, since their index keeps no places of letters.
_COMPARED: Final = 5_000
#: Rows that are looked through while their index is being made.
_NEWEST: Final = {"searchable": 20_000, "searchable_page": 3_000}
_TOKENS: Final = "SELECT rowid FROM search_tokens WHERE search_tokens MATCH :t"


def records(
    session: Session, columns: str, inside: Inside, wanted: Wanted, *, most: int
) -> Candidates:
    if not inside.complete:
        pieces, values = like("s.fields", wanted.pieces)
        tokens, words = _words(wanted)
        where = f"{pieces} AND {tokens}"
        return _looked(session, "searchable", columns, inside, where, {**values, **words}, most)
    inner, values = _matched("search_fields", wanted, inside.fence, _phrase)
    query = (
        f"SELECT {columns} FROM ({inner} ORDER BY rowid DESC LIMIT :most) f "  # noqa: S608
        "JOIN searchable s ON s.id = f.rowid WHERE s.office_id = :office ORDER BY s.id DESC"
    )
    return _ask(session, query, {**values, "office": inside.office_id}, most)


def pages(
    session: Session, columns: str, inside: Inside, wanted: Wanted, among: Among, *, most: int
) -> Candidates:
    where, texts = like("s.text", wanted.pieces)
    forms, named = of_forms(among)
    if not inside.complete:
        where, values = f"{where} AND {forms}", {**texts, **named}
        return _looked(session, "searchable_page", columns, inside, where, values, most)
    inner, values = _matched("search_pages", wanted, inside.fence, _trigrams)
    query = (
        f"SELECT {columns} FROM ({inner} ORDER BY rowid DESC LIMIT {_COMPARED}) f "  # noqa: S608
        f"JOIN searchable_page s ON s.id = f.rowid WHERE s.office_id = :office AND {forms} "
        f"AND {where} ORDER BY s.id DESC LIMIT :most"
    )
    return _ask(session, query, {**values, **texts, **named, "office": inside.office_id}, most)


def _matched(table: str, wanted: Wanted, fence: str, said: Any) -> tuple[str, dict[str, str]]:
    """The rows of an FTS5 table with everything wanted, as a query that lacks its order."""
    groups = [*wanted.pieces, *([(fence,)] if fence and wanted.pieces else [])]
    match = " AND ".join(f"({' OR '.join(map(said, group))})" for group in groups)
    marked = [*wanted.tokens, *([(f"{FENCE}{fence}",)] if fence and wanted.tokens else [])]
    tokens = " AND ".join(f"({' OR '.join(map(_phrase, group))})" for group in marked)
    if not match:
        return _TOKENS, {"t": tokens}
    query = f"SELECT rowid FROM {table} WHERE {table} MATCH :m"  # noqa: S608
    if not tokens:
        return query, {"m": match}
    # The plus keeps SQLite from asking the second index once for every row of the first.
    return f"{query} AND +rowid IN ({_TOKENS})", {"m": match, "t": tokens}


def _words(wanted: Wanted) -> tuple[str, dict[str, str]]:
    """That of every group of tokens one stands there, without an index."""
    groups = [[f" {token} " for token in group] for group in wanted.tokens]
    where, values = like("(' ' || s.tokens || ' ')", groups)
    return where.replace(":p", ":t"), {f"t{name[1:]}": value for name, value in values.items()}


def _looked(  # noqa: PLR0917 - all of one query
    session: Session,
    table: str,
    columns: str,
    inside: Inside,
    where: str,
    values: dict[str, str],
    most: int,
) -> Candidates:
    """The newest rows, looked through one by one."""
    query = (
        f"SELECT {columns} FROM (SELECT * FROM {table} WHERE office_id = :office "  # noqa: S608
        f"ORDER BY id DESC LIMIT {_NEWEST[table]}) s WHERE {where} ORDER BY s.id DESC LIMIT :most"
    )
    found = _ask(session, query, {**values, "office": inside.office_id}, most)
    return Candidates(found.rows, all_=False)


def _phrase(piece: str) -> str:
    return '"' + piece.replace('"', "") + '"'


def _trigrams(piece: str) -> str:
    parts = dict.fromkeys(piece[n : n + 3] for n in range(len(piece) - 2))
    return "(" + " AND ".join(map(_phrase, parts)) + ")"


def _ask(session: Session, query: str, values: dict[str, Any], most: int) -> Candidates:
    rows = session.execute(text(query), {**values, "most": most + 1}).mappings().all()
    return Candidates.of(list(rows), most)
