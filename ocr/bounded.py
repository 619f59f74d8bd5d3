"""The parent's side of a decoding child: start it, read its pages, end it whatever happens.

The child writes one JSON line per item to its stdout, a page's pixels raw behind its line, and
waits for a line on its stdin before the next page, so that one page at a time is decoded. It
ends by itself when its stdin closes, that is also when the parent is killed.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Final

import numpy as np

from models.errors import DamagedFile, EnvironmentProblem, InputProblem, LontarError, TooHard
from models.limits import Limits
from models.values import Colour, Grey, PageImage, PageProblem

_KINDS: Final[tuple[type[LontarError], ...]] = (
    EnvironmentProblem,
    InputProblem,
    *InputProblem.__subclasses__(),
)
ERRORS: Final = {kind.code: kind for kind in _KINDS}
_CHUNK: Final = 1 << 20
_WALL: Final = 3  # a child on a busy machine gets this many wall seconds for a CPU second
# A child that ends by these was stopped by its limits, or by a library that ran out of memory.
_LIMIT_SIGNALS: Final = (signal.SIGXCPU, signal.SIGKILL, signal.SIGABRT, signal.SIGXFSZ)


@dataclass(frozen=True, slots=True)
class Total:
    """How many pages the file says it has."""

    pages: int


@dataclass(frozen=True, slots=True)
class Broken:
    """The child ended before the file did; `whole` tells whether it judged the file itself."""

    error: LontarError
    whole: bool


Item = PageImage | PageProblem | Total | Broken


class Decoder:
    """A child process that decodes one file from page `first` on. A context manager."""

    def __init__(self, path: Path, media_type: str, limits: Limits, *, first: int) -> None:
        self._job = json.dumps(
            {
                "path": str(path.absolute()),
                "media_type": media_type,
                "first": first,
                "limits": asdict(limits),
            }
        )
        self._seconds = limits.parse_seconds * _WALL
        self._deadline = 0.0

    def __enter__(self) -> Decoder:
        self._folder = tempfile.TemporaryDirectory(prefix="lontar-decode-")
        self._child = subprocess.Popen(
            [sys.executable, "-m", "ocr.decoder", self._job],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,
            env=_environment(self._folder.name),
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._kill()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        self._folder.cleanup()

    def items(self) -> Iterator[Item]:
        """What the child has to say, in order; ends after the last page or a `Broken`."""
        while True:
            self._deadline = time.monotonic() + self._seconds
            try:
                head = self._line()
                if head is None:
                    yield self._dead()
                    return
                item = self._item(head)
            except TimeoutError:
                self._kill()
                yield Broken(TooHard(), whole=False)
                return
            except EOFError:
                yield self._dead()
                return
            if item is None:
                return
            yield item
            if isinstance(item, Broken):
                return
            self._go_on()

    def _item(self, head: dict[str, Any]) -> Item | None:
        kind = head.pop("kind")
        if kind == "page":
            pixels = self._pixels(tuple(head["shape"]))
            return PageImage(head["number"], pixels, head["dpi"])
        if kind == "problem":
            return PageProblem(**head)
        if kind == "total":
            return Total(head["pages"])
        if kind == "error":
            return Broken(ERRORS[head["code"]](head["detail"], remedy=head["remedy"]), whole=True)
        return None

    def _dead(self) -> Broken:
        code = self._child.wait()
        if -code in _LIMIT_SIGNALS or code == os.EX_OSERR:
            return Broken(TooHard(), whole=False)
        return Broken(DamagedFile(), whole=False)

    def _go_on(self) -> None:
        with suppress(BrokenPipeError):  # a dead child shows itself at the next read
            _open(self._child.stdin).write(b"\n")

    def _line(self) -> dict[str, Any] | None:
        """The next header, byte by byte: pixels follow it in the same stream."""
        line = bytearray()
        while not line.endswith(b"\n"):
            self._wait()
            byte = _open(self._child.stdout).read(1)
            if not byte:
                return None
            line += byte
        head: dict[str, Any] = json.loads(line)
        return head

    def _pixels(self, shape: tuple[int, ...]) -> Grey | Colour:
        pixels = np.empty(shape, np.uint8)
        view = pixels.reshape(-1).data
        done = 0
        while done < len(view):
            self._wait()
            chunk = _open(self._child.stdout).read(min(_CHUNK, len(view) - done))
            if not chunk:
                raise EOFError
            view[done : done + len(chunk)] = chunk
            done += len(chunk)
        return pixels

    def _wait(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0 or not select.select([_open(self._child.stdout)], [], [], left)[0]:
            raise TimeoutError

    def _kill(self) -> None:
        """End the child and what it started: they are a process group of their own."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101 - both were asked for as pipes
    return pipe


def _environment(folder: str) -> dict[str, str]:
    """One thread each, our packages on the path, and a folder of its own for temporary files."""
    root = str(Path(__file__).resolve().parent.parent)
    known = os.environ.get("PYTHONPATH")
    return os.environ | {
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": f"{root}{os.pathsep}{known}" if known else root,
        "TMPDIR": folder,
    }
