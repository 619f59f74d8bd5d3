"""`lontar webhook …`: who is told of finished records, on the database."""

from __future__ import annotations

from typing import Annotated, Final

import typer
from sqlalchemy.orm import Session

from api import webhooks as doing
from api.cli.people import ACTOR, Data, Office, opened, show
from models.repositories import deliveries, offices
from models.repositories import webhooks as kept
from models.repositories.webhooks import EVENTS, Edit

webhooks = typer.Typer(help="Other systems that are told of records.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(help="`lontar webhook list` names it.")]
_MOMENT: Final = "%Y-%m-%d %H:%M"
_LINES: Final = 50


def _office(session: Session, name: str) -> str:
    return offices.office_named(session, name).id


@webhooks.command("add")
def add(
    name: str,
    url: str,
    office: Office,
    event: Annotated[list[str] | None, typer.Option("--event", help=", ".join(EVENTS))] = None,
    data: Data = None,
) -> None:
    """Tell an address of what is finished from now on, and print the secret that signs it."""
    with opened(data) as (settings, session):
        made = doing.add(
            session,
            settings,
            _office(session, office),
            ACTOR,
            name=name,
            url=url,
            events=event or EVENTS,
        )
        secret = made.secret
    typer.echo(secret)


@webhooks.command("list")
def listed(office: Office, data: Data = None) -> None:
    """Every webhook of an office and how it stands."""
    with opened(data) as (_, session):
        rows = [
            (w.id, w.name, w.url, doing.standing(w), str(deliveries.waiting(session, w.id)))
            for w in kept.listed(session, _office(session, office))
        ]
    show(("id", "name", "address", "state", "waiting"), rows)


@webhooks.command("log")
def log(webhook: Id, office: Office, data: Data = None) -> None:
    """Its newest messages and what became of them."""
    with opened(data) as (_, session):
        found = deliveries.log(session, _office(session, office), webhook, limit=_LINES)
        rows = []
        for one in found:
            last = one.tries[-1] if one.tries else {"status": "", "why": ""}
            said = str(last["why"] or last["status"])
            made = f"{one.created:{_MOMENT}}"
            rows.append((one.id, made, one.event, one.state, str(len(one.tries)), said))
    show(("id", "made", "event", "state", "tries", "last"), rows)


@webhooks.command("resend")
def resend(webhook: Id, delivery: str, office: Office, data: Data = None) -> None:
    """Send a message again now."""
    with opened(data) as (_, session):
        deliveries.resend(session, _office(session, office), webhook, delivery)
    typer.echo("It is sent within a second or two, while the service runs.", err=True)


@webhooks.command("test")
def test(webhook: Id, office: Office, data: Data = None) -> None:
    """Send a message that says nothing."""
    with opened(data) as (_, session):
        made = deliveries.test(session, _office(session, office), webhook).id
    typer.echo(made)


@webhooks.command("pause")
def pause(webhook: Id, office: Office, data: Data = None) -> None:
    """Tell it nothing for now; it loses nothing by it."""
    _active(webhook, office, data, active=False)


@webhooks.command("resume")
def resume(webhook: Id, office: Office, data: Data = None) -> None:
    """Go on where it had come to."""
    _active(webhook, office, data, active=True)


def _active(webhook: str, office: str, data: Data, *, active: bool) -> None:
    with opened(data) as (settings, session):
        office_id = _office(session, office)
        doing.change(session, settings, office_id, ACTOR, webhook, edit=Edit(active=active))


@webhooks.command("rotate")
def rotate(webhook: Id, office: Office, data: Data = None) -> None:
    """Print a new secret; the one before signs too for a day."""
    with opened(data) as (_, session):
        secret = doing.rotate(session, _office(session, office), ACTOR, webhook).secret
    typer.echo(secret)


@webhooks.command("remove")
def remove(webhook: Id, office: Office, data: Data = None) -> None:
    """Remove it with its log."""
    with opened(data) as (_, session):
        doing.remove(session, _office(session, office), ACTOR, webhook)
