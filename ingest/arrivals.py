"""Files that arrive in pieces: what has come is on the disk before it is said to have come.

The promise: `arrived` in the database never exceeds what lies synced in the spool; an upload is
answered only by the transaction that makes its document, after the store has been read back. A
process that is killed leaves a longer file than was promised: the rest is cut off and sent again.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from ingest.receive import measured
from ingest.storage import Store, original_key
from models.database import Database
from models.errors import (
    BodyTooLarge,
    ChecksumWrong,
    InputProblem,
    StorageFailed,
    UploadGone,
    UploadHeld,
    WrongOffset,
)
from models.limits import Limits
from models.repositories import batches, documents, uploads
from models.repositories.uploads import Standing

#: So many bytes come before the disk is synced and the database told; a killed process loses less.
SYNC_BYTES: Final = 8 * 1024 * 1024
#: How long a request waits for the one before it, of the same upload, to let go.
PATIENCE_SECONDS: Final = 5.0
ALGORITHMS: Final = ("sha1", "sha256", "md5")  # tus asks for sha1 at least

_HELD: dict[str, threading.Event] = {}  # upload → tells the request that writes it to end


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the bytes of one request must hash to."""

    algorithm: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The uploads of one office, on behalf of one actor; `folder` is their spool."""

    database: Database
    store: Store
    folder: Path
    limits: Limits
    days: int  # what has arrived of an unfinished file is kept so long
    office_id: str
    actor: str

    def standing(self, upload_id: str) -> Standing:
        """Raises NotFound, UploadGone for one that was withdrawn or waited too long."""
        with self.database.read() as session:
            found = uploads.get(session, self.office_id, upload_id)
        if not (found.answered or found.awaited):
            raise UploadGone
        return found

    def settle(self, upload_id: str) -> Standing:
        """How it stands, once no other request writes to it and all that came is taken in.

        A file whose bytes are all here but that could not be kept (the store was away) is tried
        again; it is never said to have arrived whole before it is kept. Raises StorageFailed then.
        """
        found = self.standing(upload_id)
        if found.answered:
            return found
        with self._held(upload_id, threading.Event()):
            found = self._believed(upload_id)
            if not found.answered and found.upload.arrived == found.upload.size:
                return self._take_in(found)
            return found

    def write(
        self,
        upload_id: str,
        offset: int,
        pieces: Iterable[bytes],
        *,
        stop: threading.Event,
        checksum: Checksum | None = None,
    ) -> Standing:
        """Append what comes, from `offset` on; take the file in when it is whole.

        `stop` is set when a later request wants to go on with the upload: `pieces` should end.
        What came before `pieces` ends, or fails, stays, except with a checksum, which is of
        everything. Raises WrongOffset, BodyTooLarge, ChecksumWrong, UploadHeld.
        """
        with self._held(upload_id, stop):
            found = self._believed(upload_id)
            if found.answered:
                return found
            begun = found.upload.arrived
            if offset != begun:
                raise WrongOffset(f"{begun} bytes have arrived, not {offset}.")
            with _opened(self._path(found)) as out:
                out.truncate(begun)
                out.seek(begun)
                place = self._append(found, out, pieces, checksum)
                if place == found.upload.size:
                    try:
                        return self._take_in(found)
                    except StorageFailed:
                        self._sync(upload_id, out, place)  # for when the store is back
                        raise
            return self.standing(upload_id)

    def start_over(self, upload_id: str) -> None:
        """Forget what has arrived of it."""
        with self._held(upload_id, threading.Event()):
            found = self.standing(upload_id)
            if found.upload.arrived:
                self._start_over(found)

    def remove(self, found: Standing) -> None:
        """Remove what has arrived of an upload that has ended."""
        with self._held(found.upload.id, threading.Event()):
            self._path(found).unlink(missing_ok=True)

    def _believed(self, upload_id: str) -> Standing:
        """How it stands, if what was promised lies in this spool; else it begins anew.

        It does not where another machine's spool has it, or a disk was replaced.
        """
        found = self.standing(upload_id)
        path = self._path(found)
        there = path.stat().st_size if path.exists() else 0
        if found.answered or there >= found.upload.arrived:
            return found
        self._start_over(found)
        return self.standing(upload_id)

    def _append(
        self, found: Standing, out: IO[bytes], pieces: Iterable[bytes], checksum: Checksum | None
    ) -> int:
        """Where the file ends now. Synced and promised, unless that is the end: it is kept next."""
        upload_id, size, place = found.upload.id, found.upload.size, found.upload.arrived
        digest = hashlib.new(checksum.algorithm, usedforsecurity=False) if checksum else None
        synced, ended = place, False
        try:
            for piece in pieces:
                if place + len(piece) > size:
                    raise BodyTooLarge(f"More than the {size} bytes came that were announced.")
                _write(out, piece)
                place += len(piece)
                if digest:
                    digest.update(piece)
                elif synced + SYNC_BYTES <= place < size:
                    synced = self._sync(upload_id, out, place)
            ended = True
        finally:
            if digest is None and synced < place and not (ended and place == size):
                self._sync(upload_id, out, place)
        if checksum and digest:
            if not hmac.compare_digest(digest.digest(), checksum.digest):
                raise ChecksumWrong
            if place < size:
                self._sync(upload_id, out, place)
        return place

    def _sync(self, upload_id: str, out: IO[bytes], place: int) -> int:
        """Promise what has come so far."""
        try:
            os.fsync(out.fileno())
        except OSError as error:
            raise _spool_failed(error) from error
        with self.database.write() as session:
            uploads.arrived(session, upload_id, place, days=self.days)
        return place

    def _take_in(self, found: Standing) -> Standing:
        """Every byte is here: keep the file, answer it, and only then remove it from the spool."""
        path = self._path(found)
        try:
            source = measured(path, self.limits)
        except InputProblem as error:
            with self.database.write() as session:
                standing = uploads.get(session, self.office_id, found.upload.id)
                uploads.refuse(session, standing, error, self.actor)
            path.unlink(missing_ok=True)
            return self.standing(found.upload.id)
        said = found.upload.sha256
        if source.size != found.upload.size or (said and said != source.sha256):
            self._start_over(found)
            raise ChecksumWrong
        key = original_key(self.office_id, source.sha256)
        if not self.store.exists(key):
            self.store.put(key, path, source.sha256)
        with self.database.write() as session:
            standing = uploads.get(session, self.office_id, found.upload.id)
            batch = batches.get(session, self.office_id, standing.upload.batch_id)
            accepted = documents.accept(
                session,
                batch,
                source,
                standing.submission.name,
                self.actor,
                announced=standing.submission,
            )
            standing.upload.sha256 = source.sha256
            uploads.replaced(session, standing, self.actor)
            taken = Standing(standing.submission, standing.upload, accepted.document)
        path.unlink(missing_ok=True)
        return taken

    def _start_over(self, found: Standing) -> None:
        with self.database.write() as session:
            uploads.start_over(session, found.upload.id, days=self.days)
        self._path(found).unlink(missing_ok=True)

    def _path(self, found: Standing) -> Path:
        return self.folder / f"{found.upload.id}.{found.upload.place}"

    @contextmanager
    def _held(self, upload_id: str, stop: threading.Event) -> Iterator[None]:
        """This upload, ours alone. A request that holds it is asked to end: the later one wins.

        Otherwise a connection that died without a word would block its upload for a minute.
        """
        with _locked(self.folder, upload_id) as ours:
            if not ours:
                raise UploadHeld
            _HELD[upload_id] = stop
            try:
                yield
            finally:
                if _HELD.get(upload_id) is stop:
                    del _HELD[upload_id]


@contextmanager
def _locked(folder: Path, upload_id: str) -> Iterator[bool]:
    """A lock on an upload, for this and every other process of the machine; False when held."""
    end = time.monotonic() + PATIENCE_SECONDS
    path = folder / upload_id
    while True:
        handle = _opened(path)
        with suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Its holder may have removed it meanwhile: then this is the lock of nothing.
            if _is_there(path, handle):
                break
        handle.close()
        if (holder := _HELD.get(upload_id)) is not None:
            holder.set()
        if time.monotonic() > end:
            yield False
            return
        time.sleep(0.05)
    try:
        yield True
    finally:
        path.unlink(missing_ok=True)
        handle.close()


def _opened(path: Path) -> IO[bytes]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b", 0)
    except OSError as error:
        raise _spool_failed(error) from error


def _is_there(path: Path, handle: IO[bytes]) -> bool:
    try:
        return path.stat().st_ino == os.fstat(handle.fileno()).st_ino
    except FileNotFoundError:
        return False


def _write(out: IO[bytes], piece: bytes) -> None:
    try:
        view = memoryview(piece)
        while view:
            view = view[out.write(view) :]
    except OSError as error:
        raise _spool_failed(error) from error


def _spool_failed(error: OSError) -> StorageFailed:
    return StorageFailed(f"The spool cannot be written: {error.strerror}.")


def sweep(database: Database, folder: Path) -> int:
    """Remove what belongs to no unfinished upload any more; how many files."""
    there = list(folder.iterdir()) if folder.is_dir() else []
    paths = [path for path in there if path.suffix]
    for lock in (path for path in there if not path.suffix):
        _drop_left(lock)
    removed = 0
    for start in range(0, len(paths), 500):
        some = paths[start : start + 500]
        with database.read() as session:
            kept = uploads.kept(session, [path.stem for path in some])
        for path in some:
            if kept.get(path.stem) == path.suffix[1:]:
                continue
            with _locked(folder, path.stem) as ours:
                if ours:
                    path.unlink(missing_ok=True)
                    removed += 1
    return removed


def _drop_left(lock: Path) -> None:
    """Remove the lock of a process that was killed. One that is held stays."""
    with suppress(OSError), lock.open("rb") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_there(lock, handle):
            lock.unlink()
