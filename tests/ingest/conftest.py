from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from models.database import Database, migrate


@pytest.fixture(scope="session")
def empty_postgres(postgres_address: str) -> str:
    """The name of a database with every table and nothing in it, to be copied."""
    name = f"t{secrets.token_hex(6)}"
    _create(postgres_address, name)
    database = Database(_address(postgres_address, name))
    migrate(database)
    database.close()
    return name


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated database: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("empty_sqlite"), tmp_path)
        address = f"sqlite:///{tmp_path / 'lontar.sqlite3'}"
    else:
        server: str = request.getfixturevalue("postgres_address")
        name = f"t{secrets.token_hex(6)}"
        _create(server, name, request.getfixturevalue("empty_postgres"))
        address = _address(server, name)
    opened = Database(address)
    yield opened
    opened.close()


def _create(server: str, name: str, like: str = "template1") -> None:
    psycopg = server.replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(psycopg, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like}"))
    engine.dispose()


def _address(server: str, name: str) -> str:
    return server.rsplit("/", 1)[0] + f"/{name}"
