"""The application over SQLite and a directory store, with two offices in it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api import logs
from api.app import create_app
from api.state import AppState
from ingest.settings import Settings
from ingest.storage import open_store
from models.database import Database, migrate
from tests.api.world import FORM, OfficeSet, add_office


@dataclass(frozen=True)
class World:
    """A running application and two offices that must not see each other."""

    app: FastAPI
    state: AppState
    here: OfficeSet
    there: OfficeSet

    def client(self, who: str = "", office: OfficeSet | None = None) -> TestClient:
        """A client of a role or a token's scope; nobody by default. Defects are answers too."""
        headers = (office or self.here).headers(who)
        return TestClient(
            self.app, base_url="https://testserver", headers=headers, raise_server_exceptions=False
        )


@pytest.fixture
def state(tmp_path: Path) -> Iterator[AppState]:
    logs.configure("error")
    settings = Settings(data=tmp_path)
    database = Database(settings.database_address)
    migrate(database)
    made = AppState(settings, database, open_store(settings), (FORM,))
    yield made
    made.close()


@pytest.fixture
def world(state: AppState) -> World:
    here = add_office(state, "Here", "Sreymom-7731")
    there = add_office(state, "There", "Malee-9954")
    return World(create_app(state), state, here, there)


@dataclass(frozen=True)
class Live:
    """The application behind a real socket."""

    url: str
    port: int
    world: World


@pytest.fixture
def live(world: World) -> Iterator[Live]:
    config = uvicorn.Config(world.app, port=0, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    yield Live(f"http://127.0.0.1:{port}", port, world)
    server.should_exit = True
    thread.join(timeout=20)
    listener.close()
