"""A folder that scanners write into: which files are finished, and where they go when sent."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from api.cli.sending import ENDINGS

#: Names under which programs write what is not finished yet.
_UNFINISHED: Final = re.compile(r"^[.~]|\.(tmp|part|partial|crdownload)$", re.IGNORECASE)
#: Many programs make a file first and fill it when the last page is through.
EMPTY_TIMES: Final = 12


@dataclass(frozen=True, slots=True)
class Look:
    """What a file was like: size in bytes, time of its last change in nanoseconds."""

    size: int
    changed: int

    @staticmethod
    def at(path: Path) -> Look | None:
        """None when it is not there, or not a file that may be read."""
        try:
            found = path.stat()
        except OSError:
            return None
        return Look(found.st_size, found.st_mtime_ns)


class Folder:
    """The files below a folder that have stayed as they are for `settle` seconds.

    Measured by our own clock: those of scanners and shares are often wrong. An empty one is waited
    for longer, and one that a program here is writing to however long it takes. Below `done` and
    `failed` nothing is looked at.
    """

    def __init__(
        self,
        root: Path,
        *,
        settle: float,
        done: Path | None = None,
        failed: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.root = root
        self.done = done
        self.failed = failed
        self._settle = settle
        self._clock = clock
        self._seen: dict[Path, tuple[Look, float]] = {}

    def finished(self) -> list[Path]:
        """The files that nobody is writing to any more, in the order of their names."""
        moment = self._clock()
        seen: dict[Path, tuple[Look, float]] = {}
        for path in self._files(self.root):
            look = Look.at(path)
            if look is None:
                continue
            before = self._seen.get(path)
            since = before[1] if before and before[0] == look else moment
            seen[path] = (look, since)
        self._seen = seen
        return sorted(
            path
            for path, (look, since) in seen.items()
            if moment - since >= self._settle * (1 if look.size else EMPTY_TIMES)
            and not _written_to(path)
        )

    def waiting(self) -> int:
        """How many files there were when it was looked at last."""
        return len(self._seen)

    def _files(self, folder: Path) -> Iterator[Path]:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            return
        for entry in entries:
            path = Path(entry.path)
            if _UNFINISHED.search(entry.name) or path in (self.done, self.failed):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from self._files(path)
            elif entry.is_file() and path.suffix.lower() in ENDINGS:
                yield path

    def put_away(self, path: Path, *, why: str = "") -> Path | None:
        """Move a file that was answered: to `done`, or with `why` to `failed`, the reason beside.

        None where files are left in their place. No file there is ever overwritten.
        """
        target = self.failed if why else self.done
        if target is None:
            return None
        place = target / path.relative_to(self.root)
        if not os.access(path.parent, os.W_OK):  # else a copy would be made that cannot be moved
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        place.parent.mkdir(parents=True, exist_ok=True)
        place = _free(place)
        shutil.move(path, place)
        if why:
            place.with_name(f"{place.name}.why.txt").write_text(why + "\n", encoding="utf-8")
        return place


def _written_to(path: Path) -> bool:
    """Whether a program of this machine has it open for writing; False where nobody can tell.

    Linux gives a lease for reading to nobody while somebody writes. Held for no time at all.
    """
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        with path.open("rb") as handle:
            fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _free(place: Path) -> Path:
    """A name that nothing has: `scan.pdf`, else `scan (2).pdf` and so on."""
    number, free = 1, place
    while free.exists():
        number += 1
        free = place.with_name(f"{place.stem} ({number}){place.suffix}")
    return free
