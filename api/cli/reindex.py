"""`lontar reindex`: everything that is searched, made anew from the records and pages."""

from __future__ import annotations

import typer
from sqlalchemy.exc import OperationalError

from ingest import indexing
from ingest.settings import load
from models.database import Database, migrate
from models.errors import EnvironmentProblem
from models.repositories import found

_TOLD_EVERY = 20_000


def reindex() -> None:
    """Make the search's index anew, as after installing pg_trgm or a new version of Lontar.

    Nothing is lost by it; until it has ended, only the newest of what it has done is found.
    """
    database = Database(load().database_address, pooled=False)
    try:
        migrate(database)
        count = indexing.rebuild(database, tell=_tell)
        with database.read() as session:
            complete = found.complete(session)
    except OperationalError as error:
        # The message holds the address: only its kind is told.
        raise EnvironmentProblem(
            "The database does not answer.", remedy="Check LONTAR_DATABASE and that it runs."
        ) from error
    finally:
        database.close()
    typer.echo(f"{count} records can be searched.", err=True)
    if not complete:
        raise EnvironmentProblem(
            "The database has no index of text: only the newest records are searched.",
            remedy="Install PostgreSQL's extension pg_trgm (Debian: postgresql-contrib), allow "
            "this database's owner to create it, and run `lontar reindex` again.",
        )


def _tell(done: int) -> None:
    if done % _TOLD_EVERY == 0:
        typer.echo(f"{done} records and documents done", err=True)
