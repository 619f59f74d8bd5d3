"""The child that decodes one file (`python -m ocr.decoder JOB`); `ocr.bounded` is its parent.

It sets its own limits before it looks at the file, says each page on stdout and waits for the
word to go on. Programs it starts (poppler) inherit the limits.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import numpy as np

from models.errors import EnvironmentProblem, InputProblem, LontarError
from models.limits import Limits
from models.values import PageImage, PageProblem
from ocr import inspect
from ocr.bounded import Total

_PR_SET_PDEATHSIG: Final = 1
_FILE_BYTES: Final = 200 * 1024**2  # the largest temporary file


def main(argv: list[str]) -> int:
    """Decode the job of `argv[1]`. Returns the exit status."""
    job = json.loads(argv[1])
    limits = Limits(**job["limits"])
    _bound(limits)
    try:
        for item in _items(Path(job["path"]), job["media_type"], limits, job["first"]):
            _say(item)
            if not sys.stdin.buffer.readline():
                return 0
            _more_time(limits)
        _line({"kind": "end"})
    except (InputProblem, EnvironmentProblem) as error:
        _line(_error(error))
    except MemoryError:
        return os.EX_OSERR
    return 0


def _items(
    path: Path, media_type: str, limits: Limits, first: int
) -> Iterator[Total | PageImage | PageProblem]:
    if media_type == inspect.PDF:
        from ocr import pdf  # noqa: PLC0415 - a raster file does not pay for pikepdf

        return pdf.pages(path, limits, first)
    from ocr import raster  # noqa: PLC0415

    return raster.pages(path, media_type, limits, first)


def _bound(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_BYTES, _FILE_BYTES))
    _more_time(limits)
    with suppress(OSError, AttributeError):  # Linux only; elsewhere the closed stdin must do
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _more_time(limits: Limits) -> None:
    """Each page has `parse_seconds` of CPU time of its own."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + limits.parse_seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))


def _say(item: Total | PageImage | PageProblem) -> None:
    if isinstance(item, Total):
        _line({"kind": "total", "pages": item.pages})
    elif isinstance(item, PageProblem):
        _line(
            {
                "kind": "problem",
                "number": item.number,
                "code": item.code,
                "detail": item.detail,
                "remedy": item.remedy,
            }
        )
    else:
        pixels = np.ascontiguousarray(item.image)
        head = {"kind": "page", "number": item.number, "shape": pixels.shape, "dpi": item.dpi}
        _line(head, pixels.reshape(-1).data)


def _error(error: LontarError) -> dict[str, Any]:
    return {
        "kind": "error",
        "code": error.code,
        "detail": error.detail,
        "remedy": error.remedy,
    }


def _line(head: dict[str, Any], body: memoryview | bytes = b"") -> None:
    out = sys.stdout.buffer
    out.write(json.dumps(head).encode() + b"\n")
    out.write(body)
    out.flush()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv))
    except BrokenPipeError:
        os._exit(0)  # the parent went away: nobody is left to tell
