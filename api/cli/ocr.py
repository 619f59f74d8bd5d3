"""`lontar ocr`: files to text, without any service. Results to stdout, messages to stderr."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Final, Literal

import typer
from rich.console import Console
from rich.progress import Progress, TextColumn

from api.cli.side_by_side import FileText, processes_here, read_all
from api.cli.walk import files_under
from ingest.settings import load
from ingest.texts import Wish, hints
from models.languages import ENGINE_LANGUAGES
from ocr.engines import tesseract
from ocr.output import FORMATS

Name = Literal["txt", "json", "hocr", "alto", "pdf"]
_JOINED: Final = ("txt", "json")  # of these, several results can follow each other
_STOPPED: Final = 130  # exit code of a program that Ctrl-C ended


def ocr(
    files: Annotated[list[Path], typer.Argument(help="Files, or folders of files.")],
    lang: Annotated[
        str, typer.Option("--lang", help="Languages, the main one first, joined by +.")
    ] = "khm+tha+ind+eng",
    format_: Annotated[Name, typer.Option("--format", help="What is written.")] = "txt",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="File, or folder for several; else stdout."),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=0, help="Pages read at once; 0: as many as cores.")
    ] = None,
) -> None:
    """Read the text of PDF, TIFF, JPEG, PNG and WebP files.

    Each line is read in those of the languages whose script it shows. Exit code 1 tells that a
    file or a page could not be read; each is named, the others go on.
    """
    paths = files_under(files)
    _check_output(paths, output, format_)
    settings = load()
    wish = Wish(_languages(lang), settings.engines_off, pictures=FORMATS[format_].with_pictures)
    count = (settings.jobs if jobs is None else jobs) or processes_here()
    failed, told = 0, set[str]()
    with _progress(len(paths), shown=output is not None) as (advance, on_page):
        reading = read_all(paths, wish, settings.limit, count, on_page=on_page)
        try:
            with closing(reading), _heeding_ctrl_c() as heeded:
                for item in reading:
                    heeded()
                    failed += not _written(item, format_, _target(item, paths, output, format_))
                    _tell_faults(item, told)
                    advance()
                heeded()
        except KeyboardInterrupt:
            typer.echo("Stopped. What was written until now is whole.", err=True)
            raise typer.Exit(_STOPPED) from None
    if failed:
        typer.echo(f"{failed} of {len(paths)} files were not read, or not wholly.", err=True)
        raise typer.Exit(1)


@contextmanager
def _heeding_ctrl_c() -> Iterator[Callable[[], None]]:
    """Call what it gives between files: Python drops an interrupt that comes while it cleans up
    an object, and a batch would go on for hours."""
    seen = threading.Event()

    def note(signum: int, frame: object) -> None:
        seen.set()
        raise KeyboardInterrupt

    def heeded() -> None:
        if seen.is_set():
            raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield heeded
        return
    before = signal.signal(signal.SIGINT, note)
    try:
        yield heeded
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress(
    count: int, *, shown: bool
) -> Iterator[tuple[Callable[[], None], Callable[[Path, int], None]]]:
    """A bar on stderr over the files, with the page that was read last.

    Not where results and bar would go to one terminal.
    """
    console = Console(stderr=True)
    columns = (*Progress.get_default_columns(), TextColumn("{task.completed}/{task.total} files"))
    hidden = not console.is_terminal or (not shown and sys.stdout.isatty())
    with Progress(*columns, console=console, disable=hidden, transient=True) as progress:
        bar = progress.add_task("reading", total=count)

        def on_page(path: Path, number: int) -> None:
            progress.update(bar, description=f"{path.name} page {number}")

        yield lambda: progress.advance(bar), on_page


def _written(item: FileText, format_: Name, target: Path | None) -> bool:
    """Write one file's result; False, and a message, when anything of it is missing."""
    if item.error:
        typer.echo(f"{item.path}: {item.error}", err=True)
    for problem in item.problems:
        typer.echo(
            f"{item.path}, page {problem.number}: {problem.detail} {problem.remedy}", err=True
        )
    if not item.pages:
        return False
    for page in item.pages:
        for hint in hints(page.page):
            typer.echo(f"{item.path}, page {page.page.number}: {hint}", err=True)
    read = [page.page for page in item.pages]
    result = FORMATS[format_].write(item.path.name, read, [page.picture for page in item.pages])
    try:
        if target is None:
            sys.stdout.buffer.write(result)
            sys.stdout.buffer.flush()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(result)
    except BrokenPipeError:
        raise
    except OSError as error:
        typer.echo(f"{item.path}: the result cannot be written: {error.strerror}.", err=True)
        return False
    return not (item.error or item.problems)


def _tell_faults(item: FileText, told: set[str]) -> None:
    """Engines that could not be asked, each once."""
    for fault in (fault for page in item.pages for fault in page.faults):
        if fault.engine not in told:
            told.add(fault.engine)
            typer.echo(f"{fault.engine} did not read: {fault.detail} {fault.remedy}", err=True)


def _languages(lang: str) -> tuple[str, ...]:
    """The languages asked for. Raises EnvironmentProblem for one that is not installed."""
    names = tuple(dict.fromkeys(name for name in lang.split("+") if name))
    if not names:
        raise typer.BadParameter("name at least one language, such as khm+eng")
    if any(not name.replace("_", "").isalnum() for name in names):
        raise typer.BadParameter("languages are names such as khm, tha, ind, eng, joined by +")
    if not set(names) <= set(ENGINE_LANGUAGES):  # our own reader knows those
        tesseract.require(names)
    return names


def _check_output(paths: Sequence[Path], output: Path | None, format_: Name) -> None:
    several = len(paths) > 1
    if several and output is None and format_ not in _JOINED:
        raise typer.BadParameter(f"several files as {format_} need a folder: -o FOLDER")
    if several and output is not None and output.is_file():
        raise typer.BadParameter(f"{output} is a file; several results need a folder")
    if output is None and format_ == "pdf" and sys.stdout.isatty():
        raise typer.BadParameter("a PDF is nothing for a terminal: -o FILE")


def _target(
    item: FileText, paths: Sequence[Path], output: Path | None, format_: Name
) -> Path | None:
    """Where a file's result goes; files of one name in several folders stay apart."""
    if output is None:
        return None
    if len(paths) == 1 and not output.is_dir():
        return output
    same = [path for path in paths if path.name == item.path.name]
    name = item.path.name
    stem = name if len(same) == 1 else f"{name}-{same.index(item.path) + 1}"
    return output / f"{stem}.{FORMATS[format_].ending}"
