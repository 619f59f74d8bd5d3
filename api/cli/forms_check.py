"""`lontar forms check` and `lontar forms schema`: what helps to write a definition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from extract.forms.against_blank import doubts, picture_faults
from extract.forms.comparable import strangers
from extract.forms.faults import Fault
from extract.forms.load import examined, form_file, load_forms, schema_text, shipped_folder
from extract.forms.strict import read_yaml
from ingest import shelf
from ingest.settings import load
from models.errors import BadFormDefinition
from models.forms import Form


def check(
    file: Annotated[
        Path | None,
        typer.Argument(help="A form.yaml, its folder, or a folder of forms; default: all known."),
    ] = None,
    picture: Annotated[
        Path | None,
        typer.Option("--picture", help="Folder for pictures of the zones over the blank."),
    ] = None,
    forms: Annotated[
        Path | None, typer.Option("--forms", help="Folder of further definitions (LONTAR_FORMS).")
    ] = None,
) -> None:
    """Check definitions and their blank pictures; every fault is named with field and remedy.

    What merely looks odd on the blank is told as "look at". With --picture, zones, labels, options
    and cells are drawn over every page (PNG) and form (PDF), faults in red.
    Leaves with exit code 2 when any definition is wrong.
    """
    folders = (forms,) if forms is not None else shelf.folders(load())
    failed = sum(not _sound(path, picture) for path in _definitions(file, folders))
    if failed:
        raise typer.Exit(BadFormDefinition.exit_code)
    if file is None:
        load_forms(folders)  # no id and version twice


def schema(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File to write; default: stdout.")
    ] = None,
) -> None:
    """Print the JSON Schema of form.yaml, with which an editor completes and checks it."""
    if output is not None:
        output.write_text(schema_text(), "utf-8")
    else:
        typer.echo(schema_text(), nl=False)


def _definitions(named: Path | None, folders: Sequence[Path]) -> Iterator[Path]:
    if named is None:
        for folder in (shipped_folder(), *folders):
            yield from sorted(folder.rglob("form.yaml"))
    elif named.is_dir() and not (named / "form.yaml").exists():
        found = sorted(named.rglob("form.yaml"))
        if not found:
            raise BadFormDefinition(
                f"{named}: there is no form.yaml in this folder.", remedy="Name another folder."
            )
        yield from found
    else:
        yield form_file(named)


def _sound(file: Path, picture: Path | None) -> bool:
    """Whether the definition is sound; tells what is wrong with it, and draws it."""
    try:
        form, faults = examined(read_yaml(file), file.parent)
    except BadFormDefinition as error:
        typer.echo(str(error), err=True)
        return False
    if form is not None:
        faults = (*faults, *picture_faults(form))
    for fault in faults:
        typer.echo(f"{file}: {fault}", err=True)
    odd: tuple[Fault, ...] = ()
    if form is not None and not faults:
        odd = (*doubts(form), *strangers(form))
        for doubt in odd:
            typer.echo(f"{file}: look at {doubt}", err=True)
        typer.echo(f"{file}: {_summary(form)}, sound")
    if form is not None and picture is not None:
        from extract.forms.zones_drawn import write_drawn  # noqa: PLC0415 - fonts, only to draw

        for made in write_drawn(form, picture, (*faults, *odd)):
            typer.echo(str(made))
    return not faults


def _summary(form: Form) -> str:
    conditions = sum(bool(f.required_if) + bool(f.asked_if) for f in form.fields)
    counts = [(len(form.fields), "fields"), (conditions, "conditions"), (len(form.rules), "rules")]
    said = ", ".join(f"{count} {what}" for count, what in counts if count)
    return f"{form.id} {form.version}: {said}"
