"""Engine, transactions and migrations. The one place that knows SQLite from PostgreSQL."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import NullPool, QueuePool

if TYPE_CHECKING:
    from alembic.config import Config


def now() -> datetime:
    """UTC, naive, to the microsecond."""
    return datetime.now(UTC).replace(tzinfo=None)


def new_id() -> str:
    """A random 128-bit identifier, 32 hex digits."""
    return secrets.token_hex(16)


def open_engine(address: str, *, pooled: bool = True) -> Engine:
    """An engine for a SQLAlchemy address. `pooled=False` for processes that fork."""
    if address.startswith("sqlite"):
        Path(address.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        # A write waits for the one before it; 60 s is far beyond any honest transaction here.
        engine = create_engine(address, connect_args={"timeout": 60}, **_sqlite_pool(pooled=pooled))
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
        return engine
    address = address.replace("postgresql://", "postgresql+psycopg://", 1)
    if not pooled:
        return create_engine(address, poolclass=NullPool)
    return create_engine(address, pool_pre_ping=True, pool_size=10, max_overflow=20)


def _sqlite_pool(*, pooled: bool) -> dict[str, Any]:
    # Opening one costs more than most of what is asked: it reads every table's description anew.
    # There is no most: who waits for the write before it must not keep a reader from one. They
    # are opened anew now and then, since what ANALYZE found is read with the descriptions.
    if not pooled:
        return {"poolclass": NullPool}
    return {"poolclass": QueuePool, "pool_size": 10, "max_overflow": -1, "pool_recycle": 300}


def _sqlite_connect(connection: object, _record: object) -> None:
    # SQLAlchemy begins transactions itself (below), so that updates cannot be lost between a
    # read and a write: a deferred transaction that upgrades its lock silently loses them.
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


class Database:
    """Transactions over one engine."""

    def __init__(self, address: str, *, pooled: bool = True) -> None:
        self.address = address
        self.engine = open_engine(address, pooled=pooled)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        # On PostgreSQL each statement else sees what was committed by then: a record would be
        # read with the fields of its next version. SQLite keeps one view by itself.
        steady = {} if address.startswith("sqlite") else {"isolation_level": "REPEATABLE READ"}
        self._readers = sessionmaker(
            self.engine.execution_options(reading=True, **steady), expire_on_commit=False
        )

    def before_commit(self, call: Callable[[Session], None]) -> None:
        """Have `call` run inside every transaction that writes, just before it commits."""

        def outermost(session: Session) -> None:
            if not session.in_nested_transaction():
                call(session)

        event.listen(self._sessions, "before_commit", outermost)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that commits at its end or leaves nothing."""
        with self._sessions.begin() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """What its first query saw all others see; whatever is changed in it is rolled back."""
        with self._readers() as session:
            yield session

    def clock(self) -> datetime:
        """What time it is (UTC, naive) where the database runs."""
        if self.engine.dialect.name == "sqlite":
            return now()
        with self.engine.connect() as connection:
            query = text("select clock_timestamp() at time zone 'utc'")
            found: datetime = connection.execute(query).scalar_one()
            return found

    def close(self) -> None:
        self.engine.dispose()


# Alembic is imported where it is used: it takes longer than everything else here, and only a
# start needs it.


def _config(database: Database) -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["engine"] = database.engine
    return config


def migrate(database: Database) -> None:
    """Bring the tables to the newest revision; safe to run from several processes at once."""
    from alembic import command  # noqa: PLC0415

    command.upgrade(_config(database), "head")


def revision(database: Database) -> tuple[str | None, str | None]:
    """The revision the database is at, and the newest there is."""
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    with database.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current, ScriptDirectory.from_config(_config(database)).get_current_head()
