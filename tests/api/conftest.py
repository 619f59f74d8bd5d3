"""The application over SQLite and a directory store, with two offices in it."""

from __future__ import annotations

import shutil
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
from models.database import Database, migrate, now
from models.tables import SignIn
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


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, OfficeSet, OfficeSet]:
    """A data directory with two offices, made once; every test gets a copy."""
    folder = tmp_path_factory.mktemp("world")
    database = Database(_settings(folder).database_address)
    migrate(database)
    state = AppState(_settings(folder), database, open_store(_settings(folder)), (FORM,))
    here = add_office(state, "Here", "Sreymom-7731")
    there = add_office(state, "There", "Malee-9954")
    state.close()
    return folder, here, there


def _settings(folder: Path) -> Settings:
    return Settings(data=folder)


@pytest.fixture
def state(tmp_path: Path, made: tuple[Path, OfficeSet, OfficeSet]) -> Iterator[AppState]:
    logs.configure("error")
    folder = tmp_path / "data"
    shutil.copytree(made[0], folder)
    settings = _settings(folder)
    opened = AppState(settings, Database(settings.database_address), open_store(settings), (FORM,))
    with opened.database.write() as session:
        # The copy may be older than a sign-in may idle.
        for sign_in in session.query(SignIn):
            sign_in.seen = sign_in.created = now()
    yield opened
    opened.close()


@pytest.fixture
def world(state: AppState, made: tuple[Path, OfficeSet, OfficeSet]) -> World:
    return World(create_app(state), state, made[1], made[2])


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
