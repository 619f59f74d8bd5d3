"""A copy of one machine's data that is itself a data directory, taken while Lontar works.

The database is copied first, in one moment, and the files after it: a file is stored before the
database speaks of it and is never changed, so all that the copy speaks of is there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.settings import Settings
from ingest.storage import Store, original_key
from models.database import Database
from models.errors import BadRequest, EnvironmentProblem
from models.repositories import stored

#: Beside database and store: what an office drew, and what its own readings taught.
FOLDERS: Final = ("forms", "drafts", "calibration")
#: A copy gives out numbers that the original has not: whoever follows the feed misses nothing
#: that is finished after an older copy has been put in its place.
AHEAD: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Copied:
    """Files that were new in the copy, and those that lay there already."""

    files: int
    known: int


@dataclass(frozen=True, slots=True)
class Held:
    """What a database speaks of, and the keys of what its store lacks."""

    offices: int
    people: int
    documents: int
    records: int
    pictures: int
    missing: tuple[str, ...]


def back_up(settings: Settings, target: Path) -> Copied:
    """Copy database, store and the office's own definitions; what lies there is brought up to date.

    Raises EnvironmentProblem unless database and store lie in the data directory, BadRequest for a
    folder that holds something else or lies in the data directory itself.
    """
    source = settings.data.absolute()
    if settings.database or settings.store != "directory":
        raise EnvironmentProblem(
            "Database or file store lie outside the data directory.",
            remedy="Back them up with their own means: docs/backup.md.",
        )
    if not (source / "lontar.sqlite3").exists():
        raise EnvironmentProblem(f"There is no database in {source}.", remedy="Name it by --data.")
    target = target.absolute()
    if target.is_relative_to(source) or source.is_relative_to(target):
        raise BadRequest(
            "A backup lies outside the data directory.", remedy="Name a folder on another disk."
        )
    if target.exists() and any(target.iterdir()) and not (target / "lontar.sqlite3").exists():
        raise BadRequest(
            "The folder holds something that is no backup.", remedy="Name an empty folder."
        )
    try:
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        _copy_database(source / "lontar.sqlite3", target / "lontar.sqlite3")
        done = [_copy(source / name, target / name) for name in ("store", *FOLDERS)]
    except OSError as error:
        raise EnvironmentProblem(
            f"The backup cannot be written: {error.strerror}.",
            remedy="Look at the room and the rights of its folder, and run it again: it goes on.",
        ) from error
    return Copied(sum(one.files for one in done), sum(one.known for one in done))


def _copy_database(source: Path, target: Path) -> None:
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(part)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")  # one file, whatever it is copied with later
        with new:
            new.execute("UPDATE counter SET value = value + ?", (AHEAD,))
    with part.open("rb") as written:
        os.fsync(written.fileno())
    for ending in ("-wal", "-shm"):  # of a copy that was opened: they belong to the old file
        target.with_name(target.name + ending).unlink(missing_ok=True)
    part.replace(target)


def _copy(source: Path, target: Path) -> Copied:
    """Bring a folder up to date. Nothing is removed: what was kept once may be wanted."""
    files = known = 0
    for path in _files(source):
        there = target / path.relative_to(source)
        if _same(path, there):
            known += 1
            continue
        there.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = there.with_name(f".{there.name}.part")
        shutil.copyfile(path, part)
        shutil.copystat(path, part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(there)
        files += 1
    return Copied(files, known)


def _files(folder: Path) -> Iterator[Path]:
    """Files below a folder, but those that are being written."""
    for path in folder.rglob("*") if folder.is_dir() else ():
        if path.is_file() and not path.name.startswith("."):
            yield path


def _same(one: Path, other: Path) -> bool:
    if not other.exists():
        return False
    mine, its = one.stat(), other.stat()
    return (mine.st_size, mine.st_mtime_ns) == (its.st_size, its.st_mtime_ns)


def held(database: Database, store: Store) -> Held:
    """Count what the database speaks of, and look whether the store has every file of it."""
    there = {*store.keys("originals/"), *store.keys("pages/")}
    with database.read() as session:
        counts = stored.counts(session)
        wanted = [original_key(*one) for one in stored.originals(session)]
        pictures = stored.pictures(session)
    missing = tuple(key for key in (*wanted, *pictures) if key not in there)
    return Held(*counts, pictures=len(pictures), missing=missing)


def unsound(store: Store, keys: Iterator[str]) -> Iterator[str]:
    """The originals whose bytes are not those that came in: their key ends with their hash."""
    for key in keys:
        digest = hashlib.sha256()
        for piece in store.open(key):
            digest.update(piece)
        if digest.hexdigest() != key.rpartition("/")[2]:
            yield key
