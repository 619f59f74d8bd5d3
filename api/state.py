"""What every request needs, opened once: settings, database, store and forms."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from fastapi import Request

from extract.forms.load import load_forms
from ingest.settings import Settings
from ingest.storage import Store, open_store
from models.database import Database, migrate
from models.forms import Form


@dataclass(frozen=True, slots=True)
class AppState:
    """The parts of one running API. It holds no request's data."""

    settings: Settings
    database: Database
    store: Store
    forms: tuple[Form, ...]

    @property
    def spool(self) -> Path:
        """Where an upload waits on its way to the store."""
        return self.settings.data / "spool"

    def close(self) -> None:
        self.database.close()


def open_state(settings: Settings, *, migrated: bool = False) -> AppState:
    """Open everything the settings name and bring the tables up to date unless `migrated`.

    Raises StorageFailed when the store does not answer, BadFormDefinition for a wrong form.
    """
    database = Database(settings.database_address)
    if not migrated:
        migrate(database)
    folders = (settings.forms,) if settings.forms else ()
    return AppState(settings, database, open_store(settings), load_forms(folders))


def state(request: Request) -> AppState:
    """The state, as a FastAPI dependency."""
    return cast(AppState, request.app.state.lontar)
