from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from models.database import Database, migrate


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated database: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'lontar.sqlite3'}"
    else:
        server: str = request.getfixturevalue("postgres_address")
        name = f"t{secrets.token_hex(6)}"
        psycopg = server.replace("postgresql://", "postgresql+psycopg://")
        engine = create_engine(psycopg, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        address = server.rsplit("/", 1)[0] + f"/{name}"
    opened = Database(address)
    migrate(opened)
    yield opened
    opened.close()
