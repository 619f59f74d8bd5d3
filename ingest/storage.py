"""The file store: one small interface, a directory or an S3 server behind it.

Keys are made by `original_key` and `image_key` from hashes and ids alone: no name of a file and
no value of a form ever becomes part of a path.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol

from minio import Minio
from minio.error import MinioException, S3Error
from urllib3.exceptions import HTTPError

from ingest.settings import Settings
from models.errors import NotFound, StorageFailed

CHUNK = 1024 * 1024


def original_key(office_id: str, sha256: str) -> str:
    """Where an uploaded file lies: under its office and its hash."""
    return f"originals/{office_id}/{sha256[:2]}/{sha256}"


def image_key(office_id: str, document_id: str, pipeline: str, number: int) -> str:
    """Where the picture of a page lies."""
    return f"pages/{office_id}/{document_id}/{pipeline}/{number}.webp"


class Store(Protocol):
    """What Lontar asks of a store. Every method raises StorageFailed when it cannot be done."""

    def put(self, key: str, path: Path, sha256: str) -> None:
        """Keep the file, then read it back and compare its hash. Replaces an equal key."""

    def open(self, key: str) -> Iterator[bytes]:
        """Its bytes in pieces. Raises NotFound."""

    def exists(self, key: str) -> bool: ...

    def delete(self, key: str) -> None:
        """Remove it; no error when it is not there."""

    def keys(self, prefix: str) -> Iterator[str]:
        """Every key that begins so."""

    def check(self) -> None:
        """Raise StorageFailed unless something can be written, read and removed."""


def fetch(store: Store, key: str, target: Path) -> None:
    """Copy an object to a local file."""
    with target.open("wb") as out:
        for piece in store.open(key):
            out.write(piece)


def _hash(pieces: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(CHUNK):
            yield piece


def _check(store: Store, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"check-{secrets.token_hex(8)}"
    path.write_bytes(b"lontar")
    key = f"checks/{path.name}"
    try:
        store.put(key, path, hashlib.sha256(b"lontar").hexdigest())
        store.delete(key)
    finally:
        path.unlink()


class DirectoryStore:
    """Files under one folder. A file appears whole, under its final name, or not at all."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()

    def _path(self, key: str) -> Path:
        path = (self.root / key).resolve()
        if not path.is_relative_to(self.root.resolve()):
            raise StorageFailed("A key points outside the store.")
        return path

    def put(self, key: str, path: Path, sha256: str) -> None:
        target = self._path(key)
        waiting = target.parent / f".{secrets.token_hex(8)}.part"
        try:
            _make_folder(target.parent)
            with path.open("rb") as source, waiting.open("wb") as out:
                shutil.copyfileobj(source, out, CHUNK)
                out.flush()
                os.fsync(out.fileno())
            if _hash(_pieces(waiting.open("rb"))) != sha256:
                raise StorageFailed("What the store kept is not what was sent.")
            waiting.replace(target)
            _sync_folder(target.parent)
        except OSError as error:
            raise StorageFailed(f"The store cannot write: {error.strerror}.") from error
        finally:
            # A full disk would be filled further by every try that failed.
            with suppress(OSError):
                waiting.unlink(missing_ok=True)

    def open(self, key: str) -> Iterator[bytes]:
        try:
            file = self._path(key).open("rb")
        except FileNotFoundError as error:
            raise NotFound("The store has no such file.") from error
        except OSError as error:
            raise StorageFailed(f"The store cannot read: {error.strerror}.") from error
        return _pieces(file)

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def keys(self, prefix: str) -> Iterator[str]:
        for path in sorted(self.root.rglob("*")):
            key = path.relative_to(self.root).as_posix()
            if path.is_file() and key.startswith(prefix) and not path.name.startswith("."):
                yield key

    def check(self) -> None:
        try:
            _check(self, self.root / ".scratch")
        except OSError as error:
            raise StorageFailed(f"The store cannot write: {error.strerror}.") from error


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it, each for certain in the one above."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    # Without this a power cut may keep the file and lose its name.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class S3Store:
    """Any S3 server, through the minio client."""

    def __init__(self, client: Minio, bucket: str, scratch: Path) -> None:
        self.client = client
        self.bucket = bucket
        self.scratch = scratch

    def make_bucket(self) -> None:
        """Make the bucket where it is missing."""
        try:
            if not self.client.bucket_exists(self.bucket):
                self.client.make_bucket(self.bucket)
        except (MinioException, HTTPError) as error:
            raise StorageFailed(f"The S3 server refuses: {_word(error)}.") from error

    def put(self, key: str, path: Path, sha256: str) -> None:
        try:
            self.client.fput_object(self.bucket, key, str(path))
        except (MinioException, HTTPError, OSError) as error:
            raise StorageFailed(f"The S3 server refuses: {_word(error)}.") from error
        if _hash(self.open(key)) != sha256:
            raise StorageFailed("What the store kept is not what was sent.")

    def open(self, key: str) -> Iterator[bytes]:
        try:
            response = self.client.get_object(self.bucket, key)
        except S3Error as error:
            if error.code in ("NoSuchKey", "NotFound"):
                raise NotFound("The store has no such file.") from error
            raise StorageFailed(f"The S3 server refuses: {_word(error)}.") from error
        except (MinioException, HTTPError) as error:
            raise StorageFailed(f"The S3 server refuses: {_word(error)}.") from error

        def pieces() -> Iterator[bytes]:
            try:
                yield from response.stream(CHUNK)
            except HTTPError as error:
                raise StorageFailed("The S3 server broke off.") from error
            finally:
                response.close()
                response.release_conn()

        return pieces()

    def exists(self, key: str) -> bool:
        try:
            self.client.stat_object(self.bucket, key)
        except S3Error as error:
            if error.code in ("NoSuchKey", "NotFound"):
                return False
            raise StorageFailed(f"The S3 server refuses: {_word(error)}.") from error
        except (MinioException, HTTPError) as error:
            raise StorageFailed(f"The S3 server refuses: {_word(error)}.") from error
        return True

    def delete(self, key: str) -> None:
        try:
            self.client.remove_object(self.bucket, key)
        except (MinioException, HTTPError) as error:
            raise StorageFailed(f"The S3 server refuses: {_word(error)}.") from error

    def keys(self, prefix: str) -> Iterator[str]:
        try:
            for item in self.client.list_objects(self.bucket, prefix=prefix, recursive=True):
                yield str(item.object_name)
        except (MinioException, HTTPError) as error:
            raise StorageFailed(f"The S3 server refuses: {_word(error)}.") from error

    def check(self) -> None:
        _check(self, self.scratch)


def _word(error: Exception) -> str:
    # Never the whole message: it may hold the address and the key.
    return str(getattr(error, "code", "") or type(error).__name__)


def open_store(settings: Settings) -> Store:
    """The store that the settings name. Raises StorageFailed when S3 does not answer."""
    if settings.store == "directory":
        return DirectoryStore(settings.data / "store")
    client = Minio(
        settings.s3_endpoint,
        access_key=settings.s3_access_key.get_secret_value(),
        secret_key=settings.s3_secret_key.get_secret_value(),
        secure=settings.s3_secure,
        region=settings.s3_region,
    )
    store = S3Store(client, settings.s3_bucket, settings.data / "scratch")
    store.make_bucket()
    return store
