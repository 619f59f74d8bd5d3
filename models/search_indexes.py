"""The indexes of what is searched, which each database makes in its own way.

SQLite: FTS5 tables over the columns, kept by triggers; `trigram` finds any piece of three and more
letters, also of Thai and Khmer, which have no spaces between words. PostgreSQL: GIN indexes, with
the trigrams of its extension pg_trgm, which an installation may lack: then only the newest records
are searched (docs/search.md), until somebody installs it and runs `lontar reindex`.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

#: FTS5 table → the table and column it covers, its tokenizer and how much it keeps of positions.
_FTS: Final = (
    ("search_fields", "searchable", "fields", "trigram case_sensitive 1", "full"),
    ("search_tokens", "searchable", "tokens", "ascii", "none"),
    ("search_pages", "searchable_page", "text", "trigram case_sensitive 1", "none"),
)
#: GIN indexes that need no extension, and those that do.
_PLAIN: Final = (
    "CREATE INDEX IF NOT EXISTS searchable_tokens ON searchable "
    "USING gin (string_to_array(tokens, ' '))",
)
_TRIGRAMS: Final = (
    "CREATE INDEX IF NOT EXISTS searchable_fields ON searchable USING gin (fields gin_trgm_ops)",
    "CREATE INDEX IF NOT EXISTS searchable_page_text ON searchable_page "
    "USING gin (text gin_trgm_ops)",
)
_GIN: Final = ("searchable_tokens", "searchable_fields", "searchable_page_text")


def make(connection: Connection) -> None:
    """Make the indexes over whatever stands in the tables; none of them may be there."""
    if connection.dialect.name == "sqlite":
        for statement in _fts_made():
            connection.execute(text(statement))
        return
    for statement in _PLAIN:
        connection.execute(text(statement))
    if _has_trigrams(connection):
        for statement in _TRIGRAMS:
            connection.execute(text(statement))


def drop(connection: Connection) -> None:
    """Take them away, so that very many rows are written fast."""
    if connection.dialect.name == "sqlite":
        for name, *_ in _FTS:
            for when in ("insert", "delete", "update"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {name}_{when}"))
            connection.execute(text(f"DROP TABLE IF EXISTS {name}"))
        return
    for name in _GIN:
        connection.execute(text(f"DROP INDEX IF EXISTS {name}"))


def complete(connection: Connection) -> bool:
    """Whether any piece of text can be found; not while all is made anew, nor without pg_trgm."""
    last = "searchable_page_text"
    if connection.dialect.name == "sqlite":
        last = "search_pages"
        query = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = :last)"
    else:
        query = "SELECT to_regclass(:last) IS NOT NULL"
    return bool(connection.scalar(text(query), {"last": last}))


def _has_trigrams(connection: Connection) -> bool:
    """Whether the extension is there, or could be put there with our rights."""
    try:
        with connection.begin_nested():
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
    except DBAPIError:
        return False
    return True


def _fts_made() -> list[str]:
    made = []
    for name, table, column, tokenizer, detail in _FTS:
        # Names of our own, written above: nothing in these statements comes from outside.
        gone = f"INSERT INTO {name}({name}, rowid, {column}) " + (
            f"VALUES ('delete', old.id, old.{column})"
        )
        come = f"INSERT INTO {name}(rowid, {column}) VALUES (new.id, new.{column})"  # noqa: S608
        made += [
            f"CREATE VIRTUAL TABLE {name} USING fts5({column}, content='{table}', "
            f"content_rowid='id', tokenize='{tokenizer}', detail='{detail}')",
            f"INSERT INTO {name}({name}) VALUES ('rebuild')",  # noqa: S608
            f"CREATE TRIGGER {name}_insert AFTER INSERT ON {table} BEGIN {come}; END",
            f"CREATE TRIGGER {name}_delete AFTER DELETE ON {table} BEGIN {gone}; END",
            f"CREATE TRIGGER {name}_update AFTER UPDATE OF {column} ON {table} "
            f"BEGIN {gone}; {come}; END",
        ]
    return made
