"""Candidates of a search from PostgreSQL.

A GIN index collects everything that it finds before it gives any, in no order. So the newest rows
are looked through first, which is enough for what is common, and the index is asked for what is
rare among them.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from models.repositories.found_like import like, of_forms
from models.searching import FENCE, Among, Candidates, Inside, Wanted

#: How many of the newest rows are looked through: before an index is asked, and where there is
#: none (pg_trgm is missing). Texts of pages are long, and lie packed outside their rows.
_NEWEST: Final = {"searchable": (2_000, 20_000), "searchable_page": (400, 3_000)}
#: Rows that are taken from an index, in its order.
_MANY: Final = 3_000


#: The planner takes a piece of text for commoner than it is, and then walks the table; of words
#: that it is not told, as in a statement prepared for all, it knows nothing at all. With too little
#: memory for what an index found, every row of its pages is compared.
_PREPARED: Final = {
    "enable_seqscan": "off",
    "jit": "off",
    "plan_cache_mode": "force_custom_plan",
    "work_mem": "32MB",
}


def prepare(session: Session) -> None:
    """How the searches of this transaction are planned."""
    told = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in _PREPARED.items())
    session.execute(text(f"SELECT {told}"))


def records(
    session: Session, columns: str, inside: Inside, wanted: Wanted, *, most: int
) -> Candidates:
    where, values = like("s.fields", wanted.pieces)
    fences = ((f"{FENCE}{inside.fence}",),) if inside.fence and wanted.tokens else ()
    groups = (*wanted.tokens, *fences)
    for n in range(len(groups)):
        where += f" AND string_to_array(s.tokens, ' ') && CAST(:t{n} AS text[])"
    tokens = {f"t{n}": list(group) for n, group in enumerate(groups)}
    fenced = "s.fields LIKE :fence" if inside.fence and wanted.pieces else "TRUE"
    return _Search("searchable", columns, where, {**values, **tokens}, fenced).ask(
        session, inside, most
    )


def pages(
    session: Session, columns: str, inside: Inside, wanted: Wanted, among: Among, *, most: int
) -> Candidates:
    where, values = like("s.text", wanted.pieces)
    forms, named = of_forms(among)
    fenced = "s.text LIKE :fence" if inside.fence else "TRUE"
    return _Search(
        "searchable_page", columns, f"{where} AND {forms}", {**values, **named}, fenced
    ).ask(session, inside, most)


class _Search:
    """One condition, asked of the newest rows and of an index."""

    def __init__(
        self, table: str, columns: str, where: str, values: dict[str, Any], fenced: str
    ) -> None:
        self._near = (
            f"SELECT {columns} FROM (SELECT * FROM {table} WHERE office_id = :office "  # noqa: S608
            f"ORDER BY id DESC LIMIT :newest) s WHERE {where} ORDER BY s.id DESC LIMIT :most"
        )
        # Whole rows are fetched of the newest alone. The office is compared last: inside, it would
        # have the planner walk the office's rows instead of the index of what is sought.
        self._far = (
            f"SELECT {columns}, f.many FROM (SELECT id, count(*) OVER () AS many FROM "  # noqa: S608
            f"(SELECT s.id FROM {table} s WHERE {where} AND {fenced} LIMIT {_MANY + 1}) a "
            f"ORDER BY id DESC LIMIT :most) f JOIN {table} s ON s.id = f.id "
            "WHERE s.office_id = :office"
        )
        self._newest = _NEWEST[table]
        self._values = values

    def ask(self, session: Session, inside: Inside, most: int) -> Candidates:
        newest = self._newest[0] if inside.complete else self._newest[1]
        values = {**self._values, "office": inside.office_id, "most": most + 1, "newest": newest}
        rows = list(session.execute(text(self._near), values).mappings())
        if len(rows) > most or not inside.complete:
            return Candidates.of(rows, most, all_=False)
        values["fence"] = f"%{inside.fence}%"
        far = list(session.execute(text(self._far), values).mappings())
        both = {int(row["id"]): row for row in (*rows, *far)}
        ordered = [both[number] for number in sorted(both, reverse=True)]
        return Candidates.of(ordered, most, all_=not far or int(far[0]["many"]) <= most)
