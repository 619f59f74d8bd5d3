"""An upload: stream to a spool file while hashing, store, verify, one transaction, then yes."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from ingest.storage import Store, original_key
from models.database import Database
from models.errors import EmptyFile, InputProblem, StorageFailed, UnknownType
from models.limits import Limits
from models.repositories import batches, documents
from models.repositories.uploads import Announced, too_large
from models.values import Source
from ocr.inspect import HEAD_BYTES, sniff

#: Bidirectional and other format controls: they can make a name look like another one.
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
#: ZWSP, ZWNJ and ZWJ are part of how Khmer and other scripts are written.
_KEPT = {"\u200b", "\u200c", "\u200d"}

FOLDER_CHARACTERS: Final = 300  # folders are kept to this length


@dataclass(frozen=True, slots=True)
class Answer:
    """What one file of an upload came to."""

    name: str
    outcome: str  # accepted, duplicate, rejected
    document_id: str | None
    code: str = ""
    detail: str = ""
    remedy: str = ""
    first_name: str = ""  # of a duplicate: the name it first came under


def without_hidden(text: str) -> str:
    """NFC, without the characters that hide or reorder others; stripped.

    >>> without_hidden(" box\u202e 12\x00 ")
    'box 12'
    """
    kept = unicodedata.normalize("NFC", text)
    kept = "".join(c for c in kept if c in _KEPT or unicodedata.category(c) not in _HIDDEN)
    return kept.strip()


def shown_name(name: str, limit: int) -> str:
    """A file's name fit to be stored and shown: no path, no controls, NFC, at most `limit` long.

    The ending is kept when the name is cut.

    >>> shown_name("../../etc/pass\\u202ewd\\x00.pdf", 200)
    'passwd.pdf'
    """
    base = without_hidden(re.split(r"[/\\]", name)[-1]) or "unnamed"
    if len(base) <= limit:
        return base
    stem, dot, ending = base.rpartition(".")
    if not dot or len(ending) > 8:
        return base[:limit]
    return stem[: limit - len(ending) - 1] + "." + ending


def receive(
    pieces: Iterable[bytes],
    name: str,
    *,
    batch_id: str,
    office_id: str,
    actor: str,
    database: Database,
    store: Store,
    spool: Path,
    limits: Limits,
) -> Answer:
    """Take one file in. An InputProblem becomes a kept refusal; StorageFailed goes to the caller.

    When this returns `accepted`, the bytes are in the store, have been read back, and the
    document with its promise of work is committed.
    """
    shown = shown_name(name, limits.name_characters)
    spool.mkdir(parents=True, exist_ok=True)
    path = spool / secrets.token_hex(16)
    try:
        try:
            source = _spool(pieces, path, limits)
        except InputProblem as error:
            return _refuse(database, office_id, batch_id, shown, error)
        key = original_key(office_id, source.sha256)
        if not store.exists(key):
            store.put(key, path, source.sha256)
        with database.write() as session:
            batch = batches.get(session, office_id, batch_id)
            accepted = documents.accept(session, batch, source, shown, actor)
        return Answer(
            shown, accepted.outcome, accepted.document.id, first_name=accepted.document.name
        )
    finally:
        path.unlink(missing_ok=True)


def shown_folder(path: str, limit: int) -> str:
    """Where a file lay in its sender's folder, fit to be shown; no way up, no controls.

    >>> shown_folder("/box 3/../2019/", 300)
    'box 3/2019'
    """
    parts = [without_hidden(part) for part in re.split(r"[/\\]", path)]
    return "/".join(part for part in parts if part not in ("", ".", ".."))[:limit]


def announced(name: str, folder: str, size: int, modified: int, limits: Limits) -> Announced:
    """A file as its sender names it, fit to be shown, and told from any other of that folder."""
    shown = shown_name(name, limits.name_characters), shown_folder(folder, FOLDER_CHARACTERS)
    whole = shown_name(name, len(name) + 7), shown_folder(folder, len(folder))
    return Announced(*shown, size, modified, "/".join(whole[::-1]) if whole != shown else "")


def measured(path: Path, limits: Limits) -> Source:
    """What a file is that lies here whole. Raises InputProblem for one that cannot be used."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        size = file.tell()
        file.seek(0)
        head = file.read(HEAD_BYTES)
    return _judged(digest.hexdigest(), size, head, limits)


def _judged(sha256: str, size: int, head: bytes, limits: Limits) -> Source:
    if size > limits.file_bytes:
        raise too_large(limits)
    if size == 0:
        raise EmptyFile
    media_type = sniff(head)
    if media_type is None:
        raise UnknownType
    return Source(sha256, media_type, size)


def _spool(pieces: Iterable[bytes], path: Path, limits: Limits) -> Source:
    digest, size, head = hashlib.sha256(), 0, b""
    with _opened(path) as out:
        # Errors of the sender pass through; only those of our own disk are the store's failure.
        for piece in pieces:
            size += len(piece)
            if size > limits.file_bytes:
                raise too_large(limits)
            if len(head) < HEAD_BYTES:
                head += piece[: HEAD_BYTES - len(head)]
            digest.update(piece)
            _write(out, piece)
    return _judged(digest.hexdigest(), size, head, limits)


def _opened(path: Path) -> IO[bytes]:
    try:
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", 0)
    except OSError as error:
        raise StorageFailed(f"The spool cannot be written: {error.strerror}.") from error


def _write(out: IO[bytes], piece: bytes) -> None:
    try:
        out.write(piece)
    except OSError as error:
        raise StorageFailed(f"The spool cannot be written: {error.strerror}.") from error


def _refuse(
    database: Database, office_id: str, batch_id: str, name: str, error: InputProblem
) -> Answer:
    with database.write() as session:
        batch = batches.get(session, office_id, batch_id)
        batches.note_rejected(session, batch, name, error)
    return Answer(name, "rejected", None, error.code, error.detail, error.remedy)
