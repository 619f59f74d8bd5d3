"""Many pages read side by side by processes, and given back file by file, in order.

The parent decodes (in a bounded child of its own), a few pages ahead and no more, so that memory
does not grow with the number of files. Processes are spawned, not forked: each opens its engines'
networks itself, when its first page asks for them.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final

from api.cli.walk import media_type_of
from ingest.texts import TextPage, Wish, read_text
from models.errors import EnvironmentProblem, LontarError
from models.limits import Limits
from models.values import PageImage, PageProblem
from ocr.split import pages

_AHEAD: Final = 1  # pages decoded beyond those that are being read
_MEMORY: Final = 1024**3  # bytes that a reading process may come to need


@dataclass(slots=True)
class FileText:
    """What one file came to; `read_all` puts it together. `error`: what ended it before its end."""

    path: Path
    pages: list[TextPage] = field(default_factory=list)
    problems: list[PageProblem] = field(default_factory=list)
    error: str = ""


#: What becomes of one page: a result that is there or comes, with the page in case it must be
#: read again; or the end of a file, with the error that ended it, if any.
_Coming = tuple[PageImage, "Future[TextPage]"] | PageProblem | str


def processes_here() -> int:
    """As many as there are cores for us and memory for."""
    cores = len(os.sched_getaffinity(0))
    try:
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return cores
    return max(1, min(cores, free // _MEMORY))


def read_all(
    paths: Sequence[Path],
    wish: Wish,
    limits: Limits,
    jobs: int,
    *,
    on_page: Callable[[Path, int], None] = lambda path, number: None,
) -> Generator[FileText, None, None]:
    """Every file's text, in the order of `paths`; a bad one is told and does not stop the others.

    `on_page` is called with each page that has been read. Raises EnvironmentProblem when no page
    could be read here at all. Close it to end the processes.
    """
    stream = _pages(paths, limits)
    first = [item for item in (next(stream, None), next(stream, None), next(stream, None)) if item]
    alone = sum(isinstance(item, PageImage) for _, item in first) < 2
    readers = _Readers(wish, 1 if alone else jobs)
    coming: deque[tuple[Path, _Coming]] = deque()
    current = FileText(Path())

    def settle() -> FileText | None:
        nonlocal current
        path, item = coming.popleft()
        if isinstance(item, str):
            done, current = current, FileText(Path())
            done.path, done.error = path, item
            return done
        result = item if isinstance(item, PageProblem) else readers.result(*item)
        if isinstance(result, PageProblem):
            current.problems.append(result)
        else:
            current.pages.append(result)
            on_page(path, result.page.number)
        return None

    try:
        for path, item in chain(first, stream):
            coming.append((path, readers.submit(item) if isinstance(item, PageImage) else item))
            while coming and (len(coming) > jobs + _AHEAD or isinstance(coming[0][1], str)):
                if (done := settle()) is not None:
                    yield done
        while coming:
            if (done := settle()) is not None:
                yield done
    finally:
        readers.close()


def _pages(
    paths: Sequence[Path], limits: Limits
) -> Iterator[tuple[Path, PageImage | PageProblem | str]]:
    """Pages of all files; after those of each, the error that ended it, or an empty one."""
    for path in paths:
        error = ""
        try:
            for page in pages(path, media_type_of(path, limits), limits):
                yield path, page
        except EnvironmentProblem:
            raise
        except LontarError as problem:
            error = str(problem)
        except OSError as problem:
            error = f"cannot be read: {problem.strerror}. Check the name and your permissions."
        yield path, error


class _Readers:
    """The processes that read; with one job, this process reads itself."""

    def __init__(self, wish: Wish, jobs: int) -> None:
        self._wish, self._jobs = wish, jobs
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, image: PageImage) -> tuple[PageImage, Future[TextPage]]:
        if self._jobs > 1:
            return image, self._submitted(image)
        future: Future[TextPage] = Future()
        try:
            future.set_result(read_text(image, self._wish))
        except Exception as error:
            future.set_exception(error)
        return image, future

    def result(self, image: PageImage, future: Future[TextPage]) -> TextPage | PageProblem:
        """The page, or why it could not be read. A page whose process died is tried once more."""
        for last in (False, True):
            try:
                return future.result()
            except EnvironmentProblem:
                raise
            except BrokenProcessPool:
                self.close()
                if last:
                    return _problem(image, "The process that read this page was ended.")
                future = self._submitted(image)
            except LontarError as error:
                return PageProblem(image.number, error.code, error.detail, error.remedy)
            except Exception as error:
                return _problem(image, f"Reading this page failed ({_place(error)}).")
        raise AssertionError("unreachable")

    def _submitted(self, image: PageImage) -> Future[TextPage]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._jobs, multiprocessing.get_context("spawn"), initializer=_begin
            )
        # A process is born with what its parent holds back: Ctrl-C must not reach one that is
        # still starting, before `_begin` has said that it is not for it.
        held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return self._pool.submit(read_text, image, self._wish)
        except BrokenProcessPool as error:
            broken: Future[TextPage] = Future()
            broken.set_exception(error)
            return broken
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)

    def close(self) -> None:
        """End the processes, also in the middle of a page.

        The pool's own thread is waited for: one that closes its pipe while the interpreter ends
        makes Python print a traceback.
        """
        pool, self._pool = self._pool, None
        if pool is not None:
            for child in multiprocessing.active_children():
                child.terminate()
            pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """Ctrl-C reaches every process of a terminal; only the parent answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _problem(image: PageImage, detail: str) -> PageProblem:
    remedy = "Read the file again on its own; if it fails again, report it."
    return PageProblem(image.number, LontarError.code, detail, remedy)


def _place(error: Exception) -> str:
    """A defect's kind and place: its message may quote what stands on the page."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
