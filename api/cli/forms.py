"""`lontar forms`: list, print and fill form definitions; `layout` writes new ones."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, TextColumn
from rich.table import Table

from api.cli.forms_check import check, schema
from api.cli.forms_draft import draft
from extract.forms.levels import Format, Level, Set
from extract.forms.load import examined, find_form, load_forms
from extract.forms.packaged import REMEDY, packages_lie_ready
from ingest import shelf
from ingest.settings import load
from models.errors import BadFormDefinition, BadRequest
from models.forms import Form

app = typer.Typer(
    help="Form definitions: list, check, print, fill.", no_args_is_help=True, rich_markup_mode=None
)

Forms = Annotated[
    Path | None, typer.Option("--forms", help="Folder of further definitions (LONTAR_FORMS).")
]
Name = Annotated[str, typer.Argument(help="ID of a form, or ID@VERSION.")]


def _folders(forms: Path | None) -> tuple[Path, ...]:
    return (forms,) if forms is not None else shelf.folders(load())


@app.command("list")
def list_(forms: Forms = None) -> None:
    """List the forms there are."""
    table = Table("id", "version", "title", "languages", "pages", "fields", "status", box=None)
    for form in load_forms(_folders(forms)):
        title = form.titles.get("en") or form.titles[form.languages[0]]
        counts = (str(len(form.pages)), str(len(form.fields)))
        languages = " ".join(form.languages)
        table.add_row(form.id, form.version, title, languages, *counts, form.status)
    console = Console(width=None if sys.stdout.isatty() else 200)
    console.print(table)


app.command()(check)
app.command()(schema)
app.command()(draft)


@app.command("print")
def print_(
    form: Name,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="PDF to write; default: stdout.")
    ] = None,
    forms: Forms = None,
) -> None:
    """Draw a blank form as PDF."""
    from extract.forms.printing import print_form  # noqa: PLC0415 - heavy, only for printing

    pdf = print_form(find_form(load_forms(_folders(forms)), form))
    if output is not None:
        output.write_bytes(pdf)
    elif sys.stdout.isatty():
        raise BadRequest("A PDF is no text for a terminal.", remedy="Name a file with -o.")
    else:
        sys.stdout.buffer.write(pdf)


@app.command()
def dictionary(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File to write; default: stdout.")
    ] = None,
) -> None:
    """Print the data dictionary: every field and code in four languages, as Markdown."""
    from extract.library import library  # noqa: PLC0415 - Babel's names of countries, only here
    from extract.library.dictionary import markdown  # noqa: PLC0415

    text = markdown(library(), load_forms())
    if output is not None:
        output.write_text(text, "utf-8")
    else:
        typer.echo(text, nl=False)


@app.command()
def separator(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="PDF to write; default: stdout.")
    ] = None,
    n: Annotated[int, typer.Option("--n", min=1, max=500, help="How many sheets.")] = 1,
) -> None:
    """Draw sheets to lay before the first page of every case of a stack, with a code on them."""
    from ingest.separators import print_separators  # noqa: PLC0415 - heavy, only for printing

    pdf = print_separators(n)
    if output is not None:
        output.write_bytes(pdf)
    elif sys.stdout.isatty():
        raise BadRequest("A PDF is no text for a terminal.", remedy="Name a file with -o.")
    else:
        sys.stdout.buffer.write(pdf)


@app.command("fill")
def fill_(
    form: Name,
    out: Annotated[Path, typer.Option("--out", help="Folder for the files and their truth.")],
    *,
    n: Annotated[int, typer.Option("--n", min=1, max=100_000, help="How many forms.")] = 10,
    seed: Annotated[int, typer.Option("--seed", help="The same seed, the same files.")] = 1,
    level: Annotated[
        Level, typer.Option("--level", help="What the paper went through.")
    ] = "office",
    format_: Annotated[Format, typer.Option("--format", help="Kind of file.")] = "pdf",
    handwritten: Annotated[
        float, typer.Option("--handwritten", min=0, max=1, help="Share filled in by hand.")
    ] = 0.0,
    which: Annotated[
        Set | None,
        typer.Option("--set", help="Faces, words and damage to tune on, or to judge by."),
    ] = None,
    forms: Forms = None,
) -> None:
    """Fill a form with made-up people, print it, scan it badly, and write the truth beside it.

    Prints the name of every file it wrote; the truth of page N lies in FILE-pN.json.
    """
    from extract.forms.fill import fill  # noqa: PLC0415 - gazetteers and OpenCV, only for filling
    from extract.forms.fill.save import save  # noqa: PLC0415

    chosen = find_form(load_forms(_folders(forms)), form)
    if which is not None and not packages_lie_ready():
        typer.echo(
            f"The font packages of the sets are not installed; writing in Debian's faces. {REMEDY}",
            err=True,
        )
    columns = (*Progress.get_default_columns(), TextColumn("{task.completed}/{task.total} forms"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(f"filling {chosen.id}", total=n)
        made = fill(chosen, n=n, seed=seed, level=level, handwritten=handwritten, which=which)
        for filled in made:
            for file in save(filled, out, format_):
                typer.echo(str(file))
            progress.advance(bar)


@app.command()
def layout(
    spec: Annotated[Path, typer.Argument(help="A compact spec.yaml.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The form.yaml to write.")],
) -> None:
    """For makers of definitions: compute the zones of a compact spec and draw its blanks."""
    written = _lay_out(spec, output)
    typer.echo(f"{output}: {written.id} {written.version}: {len(written.pages)} pages", err=True)


def _lay_out(spec: Path, output: Path) -> Form:
    from extract.forms.dump import dump_form  # noqa: PLC0415 - for makers of definitions only
    from extract.forms.layout import layout as lay_out  # noqa: PLC0415
    from extract.forms.pictures import write_pictures  # noqa: PLC0415
    from extract.forms.spec import load_spec  # noqa: PLC0415
    from extract.forms.strict import parse_yaml  # noqa: PLC0415

    brief = load_spec(spec)
    text = dump_form(lay_out(brief))
    form, faults = examined(parse_yaml(text, str(output)), output.parent)
    if form is None or faults:
        raise BadFormDefinition(f"{spec}: {faults[0].where}: {faults[0].text}")
    output.parent.mkdir(parents=True, exist_ok=True)
    write_pictures(form, output.parent)
    output.write_text(text, "utf-8")  # last: whoever finds it finds its pictures
    return form
