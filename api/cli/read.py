"""`lontar read`: files to fields, without any service."""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import Progress, TextColumn

from api.cli.walk import files_under, media_type_of
from api.exports.cells import harmless
from ingest.settings import Settings, load
from models.errors import InputProblem
from models.values import Outcome, PageProblem, ReadPage, Record

Row = dict[str, Any]


def read(
    files: Annotated[list[Path], typer.Argument(help="Files, or folders of files.")],
    *,
    form: Annotated[str, typer.Option("--form", help="Only this form's definition.")] = "",
    forms: Annotated[Path | None, typer.Option("--forms", help="Folder of definitions.")] = None,
    format_: Annotated[
        Literal["json", "csv"], typer.Option("--format", help="What is printed.")
    ] = "json",
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Files read at once.")] = 1,
    routing: Annotated[
        Literal["trusted", "untrusted"],
        typer.Option(
            "--routing",
            help="No office has reviewed anything here: accept by probability alone (trusted), "
            "or leave every value to be confirmed (untrusted).",
        ),
    ] = "trusted",
    pages_per_case: Annotated[
        int,
        typer.Option("--pages-per-case", min=0, max=500, help="So many pages are one case each."),
    ] = 0,
) -> None:
    """Read forms and print their fields: one JSON object a record, or CSV with one row a field.

    A file of no known form gives one object without fields, with its text.
    """
    named = {"forms": forms, "pages_per_case": pages_per_case}
    chosen = load(**{name: value for name, value in named.items() if value})
    failed = 0
    write = _csv_writer() if format_ == "csv" else _write_json
    for path, rows, error in _all(files_under(files), chosen, form, routing, jobs):
        if error:
            failed += 1
            typer.echo(f"{path}: {error}", err=True)
        for row in rows:
            write(row)
        sys.stdout.flush()
    raise typer.Exit(1 if failed else 0)


def _all(
    paths: list[Path], chosen: Settings, form: str, routing: str, jobs: int
) -> Iterator[tuple[Path, list[Row], str]]:
    """Results in the order of the files, with a bar on stderr while there is more than one."""
    console = Console(stderr=True)
    columns = (*Progress.get_default_columns(), TextColumn("{task.completed}/{task.total} files"))
    with Progress(*columns, console=console, disable=len(paths) < 2, transient=True) as progress:
        bar = progress.add_task("reading", total=len(paths))
        if jobs == 1:
            for path in paths:
                yield (path, *one(path, chosen, form, routing))
                progress.advance(bar)
            return
        with ProcessPoolExecutor(jobs) as pool:
            waiting = [(path, pool.submit(one, path, chosen, form, routing)) for path in paths]
            for path, future in waiting:
                yield (path, *future.result())
                progress.advance(bar)


def one(path: Path, chosen: Settings, form: str, routing: str = "trusted") -> tuple[list[Row], str]:
    """A file's rows, and what was wrong with it if anything was."""
    from ingest.logs import configure  # noqa: PLC0415 - after the fork of a pool
    from ingest.pipeline import process  # noqa: PLC0415
    from ingest.routing import without_history  # noqa: PLC0415

    configure("error")  # what else there is to say stands in the provenance
    try:
        media_type = media_type_of(path, chosen.limit)
        with tempfile.TemporaryDirectory(prefix="lontar-") as folder:
            outcome = process(path, media_type, chosen, scratch=Path(folder), only=form)
        outcome = without_history(outcome, routing)
    except OSError as error:
        return [], f"cannot be read: {error.strerror}. Check the name and your permissions."
    except InputProblem as error:
        return [], str(error)
    problems = " ".join(f"Page {p.number}: {p.detail} {p.remedy}" for p in outcome.problems)
    return rows_of(str(path), outcome), problems


def rows_of(file: str, outcome: Outcome) -> list[Row]:
    """One object a record; for a file without any, one with its text."""
    if outcome.records:
        return [_record(file, record, outcome) for record in outcome.records]
    if not outcome.pages:
        return []
    state = "blank" if all(page.quality.blank for page in outcome.pages) else "text_only"
    pages = [_page(page) for page in outcome.pages] + [_broken(p) for p in outcome.problems]
    base: Row = {"file": file, "form": None, "version": None, "state": state, "fields": {}}
    return [{**base, "pages": pages}]


def _record(file: str, record: Record, outcome: Outcome) -> Row:
    fields = {
        field.key: {
            "value": field.value,
            "raw": field.raw,
            "confidence": round(field.p, 4),
            "status": str(field.status),
            "route": str(field.routing.route) if field.routing else None,
            "page": field.page,
            "box": field.box.as_list() if field.box else None,
            "problems": [{"code": p.code, "text": p.text} for p in field.problems],
            "repairs": [
                {"read": r.read, "taken": r.taken, "by": r.by, "p": round(r.p, 4)}
                for r in field.repairs
            ],
            "parts": dict(field.parts),
        }
        for field in record.fields
    }
    return {
        "file": file,
        "form": record.form,
        "version": record.version,
        "state": str(record.state),
        "fields": fields,
        "pages": [_page(page) for page in outcome.pages if page.number in record.pages],
        "provenance": dict(record.provenance),
    }


def _page(page: ReadPage) -> Row:
    return {
        "page": page.number,
        "width": page.width,
        "height": page.height,
        "dpi": round(page.dpi, 1),
        "rotation": page.rotation,
        "form": page.form or None,
        "form_page": page.form_page or None,
        "score": round(page.form_score, 3),
        "pairs": [
            {
                "key": pair.key,
                "value": pair.value,
                "field": pair.field or None,
                "key_box": pair.key_box.as_list(),
                "value_box": pair.value_box.as_list(),
            }
            for pair in page.pairs
        ],
        "text": "\n".join(line.text for line in page.lines),
    }


def _broken(problem: PageProblem) -> Row:
    return {"page": problem.number, "problem": problem.detail, "remedy": problem.remedy}


def _write_json(row: Row) -> None:
    print(json.dumps(row, ensure_ascii=False))


_COLUMNS = ("file", "form", "version", "state", "key", "value", "raw", "confidence", "status")


def _csv_writer() -> Any:
    writer = csv.writer(sys.stdout)
    writer.writerow((*_COLUMNS, "page", "problems"))

    def write(row: Row) -> None:
        for key, field in row["fields"].items():
            value = field["value"]
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            cells = [row["file"], row["form"], row["version"], row["state"], key]
            cells += ["" if value is None else shown, field["raw"], field["confidence"]]
            cells += [field["status"], field["page"]]
            cells.append("; ".join(problem["text"] for problem in field["problems"]))
            writer.writerow([harmless(cell) for cell in cells])

    return write
