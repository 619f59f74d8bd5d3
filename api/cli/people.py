"""`lontar user …` and `lontar token …`: offices, people and machine tokens, on the database."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from api.passwords import hash_password
from ingest.settings import Settings, load
from models.database import Database, migrate, now
from models.errors import BadRequest
from models.repositories import audit, offices
from models.repositories.offices import ROLES, SCOPES
from models.tables import Token

users = typer.Typer(help="People who sign in.", no_args_is_help=True)
tokens = typer.Typer(help="Machine tokens.", no_args_is_help=True)

ACTOR = "command line"
Data = Annotated[Path | None, typer.Option("--data", help="Data directory.")]
Office = Annotated[str, typer.Option("--office", help="Name of the office.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read it from stdin.")]


@contextmanager
def opened(data: Path | None) -> Iterator[tuple[Settings, Session]]:
    """The settings and one transaction on their database."""
    settings = load(**({"data": data} if data else {}))
    database = Database(settings.database_address)
    try:
        migrate(database)
        with database.write() as session:
            yield settings, session
    finally:
        database.close()


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise typer.BadParameter("No terminal to ask for a password: use --password-stdin.")
    # The prompt goes to stderr: stdout carries results alone.
    answer: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return answer


def show(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Columns of words, never cut: an id has to be copied whole."""
    lines = [columns, *rows]
    widths = [max(len(line[at]) for line in lines) for at in range(len(columns))]
    for line in lines:
        cells = (word.ljust(width) for word, width in zip(line, widths, strict=True))
        typer.echo("  ".join(cells).rstrip())


@users.command("add")
def add_user(
    *,
    login: str,
    office: Office,
    role: Annotated[str, typer.Option("--role", help=", ".join(ROLES))],
    new_office: Annotated[bool, typer.Option("--new-office", help="Make the office.")] = False,
    password_stdin: FromStdin = False,
    data: Data = None,
) -> None:
    """Add a person to an office."""
    kept = hash_password(_password(password_stdin))
    with opened(data) as (_, session):
        found = offices.office_named(session, office, create=new_office)
        person = offices.add_person(session, found.id, login, role, kept)
        audit.note(
            session,
            office_id=found.id,
            actor=ACTOR,
            action="person.added",
            object_=person.id,
            role=role,
        )
    typer.echo(f"{login} is a {role} of {office}.", err=True)


@users.command("list")
def list_users(office: Office, data: Data = None) -> None:
    """Everybody of an office."""
    with opened(data) as (_, session):
        people = offices.people(session, offices.office_named(session, office).id)
        rows = [(p.login, p.role, "active" if p.active else "inactive") for p in people]
    show(("login", "role", "state"), rows)


@users.command("password")
def change_password(login: str, password_stdin: FromStdin = False, data: Data = None) -> None:
    """Give a person a new password; their sign-ins end."""
    kept = hash_password(_password(password_stdin))
    with opened(data) as (_, session):
        person = offices.person_by_login(session, login)
        if person is None:
            raise BadRequest("There is no such login.", remedy="`lontar user list` names them.")
        person.password_hash = kept
        offices.close_sign_ins_of(session, person.id)
        offices.forget_tries(session, f"account:{login.casefold()}")
        audit.note(
            session,
            office_id=person.office_id,
            actor=ACTOR,
            action="person.password_reset",
            object_=person.id,
        )
    typer.echo(f"The password of {login} is changed.", err=True)


@tokens.command("add")
def add_token(
    name: str,
    office: Office,
    scope: Annotated[list[str], typer.Option("--scope", help=", ".join(SCOPES))],
    days: Annotated[int, typer.Option("--days", min=1, max=90, help="Until it ends.")] = 30,
    data: Data = None,
) -> None:
    """Make a token and print its secret: it is shown this once and kept nowhere."""
    with opened(data) as (settings, session):
        if days > settings.token_days:
            raise BadRequest(f"Tokens live at most {settings.token_days} days here.")
        found = offices.office_named(session, office)
        scopes = list(dict.fromkeys(word for one in scope for word in one.split(",")))
        made = offices.add_token(session, found.id, name, scopes, days=days)
        audit.note(
            session,
            office_id=found.id,
            actor=ACTOR,
            action="token.added",
            object_=made.id,
            scopes=scopes,
            days=days,
        )
    typer.echo(made.secret)


@tokens.command("list")
def list_tokens(office: Office, data: Data = None) -> None:
    """Every token of an office, without the secrets."""
    with opened(data) as (_, session):
        found = offices.tokens(session, offices.office_named(session, office).id)
        rows = [
            (t.id, t.name, " ".join(map(str, t.scopes)), f"{t.expires:%Y-%m-%d}", _state(t))
            for t in found
        ]
    show(("id", "name", "scopes", "ends", "state"), rows)


def _state(token: Token) -> str:
    if token.revoked is not None:
        return "revoked"
    return "ended" if token.expires <= now() else "valid"


@tokens.command("revoke")
def revoke_token(token_id: str, office: Office, data: Data = None) -> None:
    """End a token at once."""
    with opened(data) as (_, session):
        found = offices.office_named(session, office)
        offices.revoke_token(session, found.id, token_id)
        audit.note(
            session, office_id=found.id, actor=ACTOR, action="token.revoked", object_=token_id
        )
    typer.echo("The token is revoked.", err=True)
