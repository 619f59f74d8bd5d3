"""A file into its pages, one at a time, decoded in a child process that may fail.

Parsing foreign files is the risky part of reading: a few hundred bytes can ask for gigabytes. The
child (`ocr.decoder`) works under limits on memory and CPU; whatever becomes of it, the caller
gets pages, problems or an error of the `InputProblem` family.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from models.errors import (
    DamagedFile,
    EmptyFile,
    LontarError,
    TooHard,
    TooLarge,
    UnknownType,
)
from models.limits import Limits
from models.values import PageImage, PageProblem
from ocr import inspect
from ocr.bounded import ERRORS, Broken, Decoder, Total

MEDIA_TYPES: Final = (inspect.PDF, inspect.TIFF, inspect.JPEG, inspect.PNG, inspect.WEBP)
_CRASHES: Final = 3  # after so many dead children the rest of the file is given up


def pages(path: Path, media_type: str, limits: Limits) -> Iterator[PageImage | PageProblem]:
    """Yield the pages of a file in order, holding one decoded page at most.

    A page that cannot be had is a `PageProblem`; the others go on. Raises an `InputProblem` when
    the file as a whole is unusable, which includes that not one page could be had.
    """
    _check_file(path, media_type, limits)
    held: list[PageProblem] = []
    good = False
    for page in _decoded(path, media_type, limits):
        if isinstance(page, PageProblem) and not good:
            held.append(page)
            continue
        if not good:
            good = True
            yield from held
        yield page
    if not good:
        raise _whole(held)


def _check_file(path: Path, media_type: str, limits: Limits) -> None:
    size = path.stat().st_size
    if size == 0:
        raise EmptyFile
    if size > limits.file_bytes:
        raise TooLarge(
            f"The file has {size / 1e6:.0f} MB; the limit is {limits.file_bytes / 1e6:.0f} MB."
        )
    if media_type not in MEDIA_TYPES:
        raise UnknownType


def _decoded(path: Path, media_type: str, limits: Limits) -> Iterator[PageImage | PageProblem]:
    """Pages from as many children as it takes: a child that dies costs its page, not the file."""
    number, total, crashes = 1, 0, 0
    while True:
        broken: Broken | None = None
        with Decoder(path, media_type, limits, first=number) as decoder:
            for item in decoder.items():
                if isinstance(item, Total):
                    total = item.pages
                elif isinstance(item, Broken):
                    broken = item
                else:
                    yield item
                    number = item.number + 1
        if broken is None:
            return
        if broken.whole or total == 0:
            raise broken.error
        crashes += 1
        last = number if crashes < _CRASHES else total
        yield from (_problem(n, broken.error) for n in range(number, last + 1))
        number = last + 1
        if number > total:
            return


def _problem(number: int, error: LontarError) -> PageProblem:
    return PageProblem(number, error.code, error.detail, error.remedy)


def _whole(problems: list[PageProblem]) -> LontarError:
    """The error of a file without one usable page: that of its first page."""
    if not problems:
        return DamagedFile("The file holds no page.")
    first = problems[0]
    kind = ERRORS.get(first.code, TooHard)
    return kind(first.detail, remedy=first.remedy)
