"""`lontar migrate`: the tables, at their newest revision. `lontar up` does it by itself."""

from __future__ import annotations

import typer
from sqlalchemy.exc import OperationalError

from ingest.settings import load
from models import database
from models.errors import EnvironmentProblem


def migrate() -> None:
    """Bring the database that the settings name to the newest revision; safe to run again."""
    there = database.Database(load().database_address, pooled=False)
    try:
        before, newest = database.revision(there)
        database.migrate(there)
    except OperationalError as error:
        # The message holds the address: only its kind is told.
        raise EnvironmentProblem(
            "The database does not answer.", remedy="Check LONTAR_DATABASE and that it runs."
        ) from error
    finally:
        there.close()
    told = "is" if before == newest else "now is"
    typer.echo(f"The database {told} at revision {newest}.", err=True)
