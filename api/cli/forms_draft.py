"""`lontar forms draft`: from a blank's file to a proposed definition."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from models.errors import BadRequest
from models.languages import ENGINE_LANGUAGE

_ID: Final = re.compile(r"[^a-z0-9]+")
_SHAKY: Final = 0.65  # less sure fields are named


def draft(
    blank: Annotated[Path, typer.Argument(help="The blank: PDF, TIFF, JPEG, PNG or WebP.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Folder for form.yaml and page-N.png.")
    ],
    *,
    form_id: Annotated[
        str, typer.Option("--id", help="ID of the form; default: from the file's name.")
    ] = "",
    version: Annotated[str, typer.Option("--form-version", help="Its version.")] = "1",
    languages: Annotated[
        str, typer.Option("--lang", help="Languages printed on it, such as km+en; default: seen.")
    ] = "",
    country: Annotated[
        str, typer.Option("--country", help="ISO 3166 alpha-3; default: by the main language.")
    ] = "",
) -> None:
    """Look at a blank form and propose its definition: fields, kinds, labels, zones.

    The folder can be checked with `lontar forms check`, corrected in any editor, and drawn and
    tried in the browser (Forms). Fields that a person should look at are named on stderr.
    """
    from extract.forms.dump import dump_form  # noqa: PLC0415 - heavy, only for drafting
    from extract.forms.load import load_form  # noqa: PLC0415
    from extract.library import library  # noqa: PLC0415
    from ingest import drafting  # noqa: PLC0415
    from ingest.settings import load  # noqa: PLC0415
    from ocr.panel import open_panel  # noqa: PLC0415

    if not blank.is_file():
        raise BadRequest(f"{blank} is no file.", remedy="Name the blank's PDF or picture.")
    tongues = _languages(languages)
    settings = load()
    console = Console(stderr=True)
    with console.status("Looking at the blank …") as status:
        seen = drafting.blanks(
            blank,
            settings.limit,
            open_panel(settings.engines_off),
            tongues,
            tell=lambda number: status.update(f"Page {number} is done …"),
        )
    made = drafting.draft(
        seen,
        library(),
        form_id=form_id or _named(blank),
        version=version,
        languages=tongues,
        country=country.upper(),
    )
    if not made.form.fields:
        raise BadRequest(
            "No place for writing was found on this blank.",
            remedy="Scan it straight at 200 dpi or more, or draw its fields in the browser.",
        )
    output.mkdir(parents=True, exist_ok=True)
    for page, found in zip(made.form.pages, seen, strict=True):
        drafting.write_picture(found.picture, output / page.blank)
    (output / "form.yaml").write_text(dump_form(made.form), "utf-8")
    form = load_form(output)
    typer.echo(f"{output / 'form.yaml'}: {form.id} {form.version}: {_counted(len(form.fields))}")
    for field in form.fields:
        notes = made.notes[field.key]
        if notes or made.sure[field.key] < _SHAKY:
            label = " / ".join(field.labels.values())
            said = " ".join(notes) or "Not sure of the kind."
            typer.echo(f"  look at {field.key} ({label}), page {field.page}: {said}", err=True)


def _counted(count: int) -> str:
    return "1 field" if count == 1 else f"{count} fields"


def _named(blank: Path) -> str:
    plain = _ID.sub("_", blank.stem.lower()).strip("_")[:60]
    return plain if plain[:1].isalpha() else f"form_{plain}".rstrip("_")


def _languages(said: str) -> tuple[str, ...]:
    """Label languages of `km+en`. Raises BadRequest for any other word."""
    words = tuple(word for word in re.split(r"[+,\s]+", said.strip()) if word)
    unknown = [word for word in words if word not in ENGINE_LANGUAGE]
    if unknown:
        known = ", ".join(ENGINE_LANGUAGE)
        raise BadRequest(
            f"{', '.join(unknown)}: not one of {known}.", remedy="Such as --lang km+en."
        )
    return words
