"""`lontar queue …`: what waits for people, who holds what, and giving back what somebody holds."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

import typer

from api.cli.people import ACTOR, Data, Office, opened, show
from api.queueing import UNKNOWN, language_of
from ingest import shelf
from models.database import now
from models.errors import BadRequest
from models.repositories import audit, holding, offices, progress

queue = typer.Typer(help="What waits for people, and who works on what.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
#: Waiting for so many days is told apart.
_DAYS: Final = (1, 7, 30)
_MOMENT: Final = "%Y-%m-%d %H:%M:%S"


@queue.command("list")
def listed(*, office: Office, as_json: AsJson = False, data: Data = None) -> None:
    """What waits, by form and language, and for how long; times are UTC."""
    moment = now()
    with opened(data) as (settings, session):
        of = offices.office_named(session, office).id
        found = progress.waiting(session, of, [moment - timedelta(days=n) for n in _DAYS])
        spoken = {form.id: language_of(form) for form in shelf.forms_now(settings)}
    rows = [
        {
            "form": one.form,
            "language": spoken.get(one.form, ""),
            "waiting": one.records,
            **{f"over_{n}_days": count for n, count in zip(_DAYS, one.older, strict=True)},
            "oldest": _iso(one.oldest),
        }
        for one in found
    ]
    if as_json:
        typer.echo(json.dumps({"office": office, "counted": _iso(moment), "forms": rows}))
        return
    heads = ("form", "language", "waiting", *(f"over {n} d" for n in _DAYS), "oldest")
    show(heads, [_cells(row) for row in rows])


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    form, language, *counts, oldest = map(str, row.values())
    return form or UNKNOWN, language or UNKNOWN, *counts, oldest[:16].replace("T", " ")


@queue.command("held")
def held(*, office: Office, as_json: AsJson = False, data: Data = None) -> None:
    """Who works on what at this moment; a hold ends by itself a while after its page is closed."""
    with opened(data) as (_, session):
        found = holding.held_now(session, offices.office_named(session, office).id)
    if as_json:
        rows = [
            {"login": h.login, "record": h.record_id, "whole": h.whole, "until": _iso(h.until)}
            for h in found
        ]
        typer.echo(json.dumps({"office": office, "held": rows}))
        return
    show(
        ("person", "record", "what", "until (UTC)"),
        [
            (h.login, h.record_id, "whole" if h.whole else "fields", f"{h.until:{_MOMENT}}")
            for h in found
        ],
    )


@queue.command("give-back")
def give_back(login: str, office: Office, data: Data = None) -> None:
    """End at once what somebody holds, as of who has left; what they have answered stays."""
    with opened(data) as (_, session):
        of = offices.office_named(session, office).id
        person = offices.person_by_login(session, login)
        if person is None:
            raise BadRequest("There is no such login.", remedy="`lontar user list` names them.")
        count = holding.give_back_all(session, of, person.id)
        if count:
            audit.note(
                session,
                office_id=of,
                actor=ACTOR,
                action="lease.given_back",
                object_=person.id,
                records=count,
            )
    typer.echo(f"{count} given back.", err=True)


def _iso(moment: datetime) -> str:
    return moment.replace(tzinfo=UTC).isoformat(timespec="seconds")
