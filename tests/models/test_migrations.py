"""An older database is brought up to date with what is in it, and ends as the tables say."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from models.database import Database, _config, migrate
from models.tables import Base


def test_offices_of_before_routing_get_a_secret_each(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    command.upgrade(_config(database), "0001")
    with database.engine.begin() as connection:
        for name in ("one", "two"):
            row = (
                f"insert into office (id, name, created) values ('{name}', '{name}', '2026-01-01')"
            )
            connection.execute(text(row))
    migrate(database)
    with database.engine.connect() as connection:
        keys = connection.execute(text("select sampling_key from office")).scalars().all()
    assert [len(key) for key in keys] == [64, 64]
    assert keys[0] != keys[1]
    database.close()


def test_the_migrations_end_where_the_tables_are(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    migrate(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _ours})
        assert compare_metadata(context, Base.metadata) == []
    database.close()


def _ours(_object: object, name: str | None, kind: str, *_more: object) -> bool:
    """All but the tables that SQLite's full-text search keeps for itself."""
    kept = ("search_fields", "search_tokens", "search_pages")
    return kind != "table" or not (name or "").startswith(kept)
