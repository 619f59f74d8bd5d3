"""`lontar routing`: what is accepted without a person, why, and how often that is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.routing_words import sentence, share
from api.v1.routing_shapes import RoutingOut
from api.web.curve import drawn
from extract.automation import Point
from ingest.routing import Report, reports
from ingest.settings import Settings, load
from models.database import Database, migrate
from models.errors import BadRequest
from models.repositories import offices
from models.repositories import routing as kept

ACTOR = "command line"
Office = Annotated[str, typer.Option("--office", help="Name of the office.")]


def routing(
    *,
    office: Office,
    form: Annotated[str, typer.Option("--form", help="Only this form.")] = "",
    field: Annotated[str, typer.Option("--field", help="With --tolerate: of this field.")] = "",
    tolerate: Annotated[
        str,
        typer.Option(
            "--tolerate",
            help="Tolerate this share of errors from now on, such as 0.005; 0: accept nothing; "
            "default: take the choice back.",
        ),
    ] = "",
    format_: Annotated[
        Literal["text", "json"], typer.Option("--format", help="What is printed.")
    ] = "text",
    svg: Annotated[Path | None, typer.Option("--svg", help="Draw the curves here.")] = None,
    data: Annotated[Path | None, typer.Option("--data", help="Data directory.")] = None,
) -> None:
    """Show error against automation of an office's forms, or choose what error it tolerates."""
    settings = load(**({"data": data} if data else {}))
    database = Database(settings.database_address)
    try:
        migrate(database)
        if tolerate:
            _tolerate(database, office, form, field, tolerate)
            return
        with database.read() as session:
            office_id = offices.office_named(session, office).id
            found = reports(session, office_id, settings)
            chosen = kept.tolerances(session, office_id)
    finally:
        database.close()
    found = tuple(one for one in found if form in ("", one.seen.form))
    if svg is not None:
        _draw(found, svg)
    if format_ == "json":
        print(RoutingOut.of(found, chosen, settings).model_dump_json(indent=2))
        return
    for one in found:
        for line in _told(one, settings):
            typer.echo(line)
    if not found:
        typer.echo("No record of such a form has been read in this office.", err=True)


def _tolerate(database: Database, office: str, form: str, field: str, text: str) -> None:
    try:
        error = None if text == "default" else float(text)
    except ValueError:
        raise BadRequest(
            f"“{text}” is no share.", remedy="Give a number such as 0.005, or default."
        ) from None
    with database.write() as session:
        office_id = offices.office_named(session, office).id
        kept.tolerate(session, office_id, form=form, key=field, error=error, actor=ACTOR)
    what = " ".join(filter(None, (form or "every form", field)))
    told = "the wider choice or the setting holds" if error is None else share(error)
    typer.echo(f"Tolerated from now on, {what}: {told}.", err=True)


def _told(one: Report, settings: Settings) -> Iterable[str]:
    seen = one.seen
    counts = ", ".join(f"{count} {route}" for route, count in seen.fields.items())
    yield f"{seen.form or '(unknown form)'} {seen.version}: {seen.records} records; {counts}"
    yield f"  {sentence(one.standing, settings.trust_records)}"
    for key, field in sorted(one.standing.fields.items()):
        yield f"  {key}: {sentence(field, settings.trust_records)}"
    yield f"  samples looked at {seen.samples}, wrong {seen.samples_wrong}"
    yield f"  accepted and corrected unasked: {seen.found_wrong}"
    yield f"  {'strictness':<12}{'accepted':>30}{'wrong among them':>34}"
    for point in one.curve:
        here = "*" if point.strictness == one.standing.strictness else " "
        yield f"  {here}{point.strictness:+.2f}{_automation(point):>36}{_error(point):>34}"
    yield ""


def _automation(point: Point) -> str:
    low, high = point.automation_interval
    return f"{share(point.automation)} of {point.read} ({share(low)} to {share(high)})"


def _error(point: Point) -> str:
    if not point.looked:
        return "-"
    low, high = point.error_interval
    return f"{point.wrong} of {point.looked} ({share(low)} to {share(high)})"


def _draw(found: Iterable[Report], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for one in found:
        name = f"{one.seen.form or 'unknown'}-{one.seen.version}"
        picture = drawn(one.curve, one.standing, f"Error against automation: {name}")
        (folder / f"{name}.svg").write_text(picture + "\n", "utf-8")
