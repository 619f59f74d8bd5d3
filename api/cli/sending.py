"""Sending files in handfuls, through lost connections and restarts."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from api.cli.journal import Journal, Sent
from api.cli.service import WAITS, Counted, Refused, Service, Unreachable, say
from models.errors import LontarError

#: What a folder is searched for; a file that is named is sent whatever its ending.
ENDINGS: Final = (".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png", ".webp")
HANDFUL_FILES: Final = 20
HANDFUL_BYTES: Final = 32 * 1024**2
_PIECE: Final = 1024**2


@dataclass(frozen=True, slots=True)
class Found:
    """A file to send. `key` is a hash of its content and its path."""

    path: Path
    size: int
    key: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that came to nothing, and why."""

    path: Path
    detail: str
    remedy: str


def walk(paths: Iterable[Path]) -> tuple[list[Path], int]:
    """The files to send, folders searched to the bottom, and how many were passed over there."""
    found: dict[Path, None] = {}
    passed = 0
    for path in paths:
        if not path.is_dir():
            found[path] = None
            continue
        for below in sorted(path.rglob("*")):
            if not below.is_file() or any(p.startswith(".") for p in below.parts[-2:]):
                continue
            if below.suffix.lower() in ENDINGS:
                found[below] = None
            else:
                passed += 1
    return list(found), passed


def hashed(path: Path) -> Found | Failed:
    """A file with its hash, or why it cannot be read."""
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
                size += len(piece)
    except OSError as error:
        return Failed(path, f"The file cannot be read: {error.strerror}.", "Check its rights.")
    digest.update(b"\0" + str(path.resolve()).encode("utf-8", "surrogateescape"))
    return Found(path, size, digest.hexdigest())


def handfuls(files: Iterable[Found]) -> Iterator[list[Found]]:
    """Files in groups that one request takes."""
    group: list[Found] = []
    size = 0
    for file in files:
        if group and (len(group) >= HANDFUL_FILES or size + file.size > HANDFUL_BYTES):
            yield group
            group, size = [], 0
        group.append(file)
        size += file.size
    if group:
        yield group


def send(
    service: Service, journal: Journal, group: Sequence[Found], tell: Callable[[int], None]
) -> None:
    """Send a handful until every file of it has its answer in the journal.

    Raises Unreachable when the service stays away, Refused when it says no to the whole.
    """
    left = list(group)
    unsure = False  # whether an answer may have been lost on its way
    waits = iter(WAITS)
    while left:
        before = len(left)
        try:
            told = _post(service, journal.batch, left, tell)
            _keep(journal, left, told["files"], unsure)
            return
        except LontarError as error:
            taken = error.files if isinstance(error, Refused) else []
            left = _keep(journal, left, taken, unsure)
            unsure = unsure or isinstance(error, Unreachable)
            if not left:
                return
            if len(left) < before:
                waits = iter(WAITS)  # it goes on: be patient again
            elif not service.may_try_again(error):
                raise
            if service.may_try_again(error):
                _wait(waits, error)


def _wait(waits: Iterator[float], error: LontarError) -> None:
    wait = next(waits, None)
    if wait is None:
        raise Unreachable(error.detail) from error
    if wait >= 4:
        say(f"{error.detail} Trying again in {wait:.0f} s.")
    time.sleep(wait)


def _post(
    service: Service, batch: str, files: Sequence[Found], tell: Callable[[int], None]
) -> dict[str, Any]:
    read = 0

    def count(size: int) -> None:
        nonlocal read
        read += size
        tell(size)

    with ExitStack() as stack:
        named = [
            ("files", (sayable(file.path.name), stack.enter_context(Counted(file.path, count))))
            for file in files
        ]
        try:
            return service.once("POST", f"/batches/{batch}/documents", files=named)
        except LontarError:
            tell(-read)
            raise


def sayable(name: str) -> str:
    """A name that can be written: of old discs some are in old alphabets, and no UTF-8."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _keep(
    journal: Journal, files: Sequence[Found], answers: Sequence[dict[str, Any]], unsure: bool
) -> list[Found]:
    """Note the answers, which come in the order of the files; what got none is returned."""
    for file, answer in zip(files, answers, strict=False):
        outcome = str(answer["outcome"])
        if unsure and outcome == "duplicate" and answer["first_name"] == answer["name"]:
            outcome = "accepted"  # our own, from the try whose answer was lost
        journal.note(
            Sent(
                file.key,
                outcome,
                answer["document_id"],
                str(answer["detail"]),
                str(answer["remedy"]),
            )
        )
    return list(files[len(answers) :])
