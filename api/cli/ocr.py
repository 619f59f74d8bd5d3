"""`lontar ocr`: files to text, without any service. Results to stdout, messages to stderr."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final, Literal

import typer
from rich.console import Console

from api.cli.walk import files_under
from ingest.settings import load
from models.errors import EmptyFile, EnvironmentProblem, LontarError, UnknownType
from models.limits import Limits
from models.values import PageImage, PageProblem, ReadPage
from ocr.engines import tesseract
from ocr.inspect import HEAD_BYTES, sniff
from ocr.output import FORMATS
from ocr.output.pdf import jpeg
from ocr.split import pages
from ocr.straighten import straighten
from ocr.text import orient_by, read_page

Name = Literal["txt", "json", "hocr", "alto", "pdf"]
_ENDINGS: Final = {"alto": "alto.xml"}
_JOINED: Final = ("txt", "json")  # of these, several results can follow each other


def ocr(
    files: Annotated[list[Path], typer.Argument(help="Files, or folders of files.")],
    lang: Annotated[
        str, typer.Option("--lang", help="Languages, the main one first, joined by +.")
    ] = "khm+tha+eng",
    format_: Annotated[Name, typer.Option("--format", help="What is written.")] = "txt",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="File, or folder for several; else stdout."),
    ] = None,
) -> None:
    """Read the text of PDF, TIFF, JPEG, PNG and WebP files.

    Exit code 1 tells that a file or a page could not be read; each is named, the others go on.
    """
    paths = files_under(files)
    languages = _languages(lang)
    _check_output(paths, output, format_)
    limits = load().limit
    failed = 0
    console = Console(stderr=True)
    for number, path in enumerate(paths, 1):
        if len(paths) > 1 and console.is_terminal:
            console.print(f"{number}/{len(paths)} {path.name}", style="dim")
        failed += not _one(path, languages, limits, format_, _target(path, paths, output, format_))
    if failed:
        typer.echo(f"{failed} of {len(paths)} files were not read, or not wholly.", err=True)
        raise typer.Exit(1)


def _one(
    path: Path, languages: tuple[str, ...], limits: Limits, format_: Name, target: Path | None
) -> bool:
    """Read and write one file; False, and a message, when anything of it is missing."""
    try:
        form = FORMATS[format_]
        read, pictures, problems = _read(path, languages, limits, keep=form.with_pictures)
        result = form.write(path.name, read, pictures)
        if target is None:
            sys.stdout.buffer.write(result)
            sys.stdout.buffer.flush()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(result)
    except EnvironmentProblem:
        raise  # no other file will fare better
    except LontarError as error:
        typer.echo(f"{path}: {error}", err=True)
        return False
    except BrokenPipeError:
        raise
    except OSError as error:
        typer.echo(f"{path}: {error.strerror or error}.", err=True)
        return False
    for problem in problems:
        typer.echo(f"{path}, page {problem.number}: {problem.detail} {problem.remedy}", err=True)
    return not problems


def _read(
    path: Path, languages: tuple[str, ...], limits: Limits, *, keep: bool
) -> tuple[list[ReadPage], list[bytes], list[PageProblem]]:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise EmptyFile
    media_type = sniff(head)
    if media_type is None:
        raise UnknownType
    read: list[ReadPage] = []
    pictures: list[bytes] = []
    problems: list[PageProblem] = []
    for page in pages(path, media_type, limits):
        if isinstance(page, PageProblem):
            problems.append(page)
        else:
            read.append(_page(page, languages))
            if keep:
                pictures.append(jpeg(page.image))
    return read, pictures, problems


def _page(page: PageImage, languages: tuple[str, ...]) -> ReadPage:
    clean = straighten(page, orient=orient_by(languages))
    return ReadPage(
        number=page.number,
        width=clean.scan_width,
        height=clean.scan_height,
        dpi=page.dpi,
        rotation=clean.rotation,
        quality=clean.quality,
        lines=read_page(clean, languages),
    )


def _languages(lang: str) -> tuple[str, ...]:
    """The languages asked for. Raises EnvironmentProblem for one that is not installed."""
    names = tuple(name for name in lang.split("+") if name)
    if not names:
        raise typer.BadParameter("name at least one language, such as khm+eng")
    if any(not name.replace("_", "").isalnum() for name in names):
        raise typer.BadParameter("languages are names such as khm, tha, ind, eng, joined by +")
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


def _target(path: Path, paths: Sequence[Path], output: Path | None, format_: Name) -> Path | None:
    """Where a file's result goes; files of one name in several folders stay apart."""
    if output is None:
        return None
    if len(paths) == 1 and not output.is_dir():
        return output
    same = [p for p in paths if p.name == path.name]
    stem = path.name if len(same) == 1 else f"{path.name}-{same.index(path) + 1}"
    return output / f"{stem}.{_ENDINGS.get(format_, format_)}"
