"""What every request needs, opened once: settings, database, store and forms."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

from fastapi import Request

from api.glance import Glance
from ingest import shelf
from ingest.settings import Settings
from ingest.storage import Store, open_store
from models.database import Database, migrate
from models.forms import Form

#: A spooled file that old belongs to a request whose process was killed.
SPOOL_SECONDS: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class AppState:
    """The parts of one running API. It holds no request's data."""

    settings: Settings
    database: Database
    store: Store
    opened: tuple[Form, ...]  # the forms that were known when it was opened
    wake: Callable[[], None] = lambda: None  # tells the relay that work has been promised
    glance: Glance = field(default_factory=Glance)

    @property
    def forms(self) -> tuple[Form, ...]:
        """Every form, also one that was saved a moment ago."""
        return shelf.with_new(self.opened, self.settings)

    @property
    def drafts(self) -> Path:
        """Where definitions lie while they are being made."""
        return self.settings.data.absolute() / "drafts"

    @property
    def spool(self) -> Path:
        """Where an upload waits on its way to the store."""
        return self.settings.data / "spool"

    @property
    def uploads(self) -> Path:
        """Where files that arrive in pieces wait for their end, however long that takes."""
        return self.settings.data / "uploads"

    def close(self) -> None:
        self.database.close()


def open_state(settings: Settings, *, migrated: bool = False) -> AppState:
    """Open everything the settings name and bring the tables up to date unless `migrated`.

    Raises StorageFailed when the store does not answer, BadFormDefinition for a
    folder of forms that is not there.
    """
    database = Database(settings.database_address)
    if not migrated:
        migrate(database)
    forms = shelf.forms_now(settings)
    opened = AppState(settings, database, open_store(settings), forms)
    _sweep(opened.spool)
    return opened


def _sweep(spool: Path) -> None:
    oldest = time.time() - SPOOL_SECONDS
    for path in spool.iterdir() if spool.is_dir() else ():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def state(request: Request) -> AppState:
    """The state, as a FastAPI dependency."""
    return cast(AppState, request.app.state.lontar)
