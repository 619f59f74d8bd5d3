"""What is odd about a service that is in use: notes for whoever keeps it, nothing that stops it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address

from sqlalchemy.exc import SQLAlchemyError

from ingest.doctor import Check
from ingest.settings import Settings
from models.database import Database, now, revision
from models.repositories import offices, progress, webhooks

#: Holds end by the clock of whoever looks: machines that differ by more take each other's work.
SKEW = timedelta(seconds=3)
#: What waits longer to be read is waiting for a worker that does not run.
UNREAD = timedelta(hours=1)


def examine_running(settings: Settings) -> tuple[Check, ...]:
    """Rights of the data, TLS, clocks, webhooks, papers that nobody reads; only what is odd."""
    return (*_rights(settings), *_tls(settings), *_in_database(settings))


def _rights(settings: Settings) -> Iterator[Check]:
    if settings.data.is_dir() and (mode := settings.data.stat().st_mode & 0o077):
        detail = f"{settings.data} can be opened by others (rights {mode:03o})"
        yield Check("Data directory", False, False, detail, f"chmod go= {settings.data}")


def _tls(settings: Settings) -> Iterator[Check]:
    if settings.https or _only_here(settings.host):
        return
    detail = f"pages on {settings.host} without TLS: passwords travel in the clear"
    remedy = "Put a proxy with TLS in front and set LONTAR_HTTPS=true, or LONTAR_HOST=127.0.0.1."
    yield Check("TLS", False, False, detail, remedy)


def _only_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _in_database(settings: Settings) -> Iterator[Check]:
    address = settings.database_address
    if address.startswith("sqlite") and not (settings.data / "lontar.sqlite3").exists():
        return
    try:
        database = Database(address, pooled=False)
        try:
            current, newest = revision(database)
            if current == newest:
                yield from _told(database)
        finally:
            database.close()
    except (SQLAlchemyError, ImportError, ValueError):
        return  # that it does not answer is told by a check of its own


def _told(database: Database) -> Iterator[Check]:
    with database.read() as session:
        troubled = webhooks.in_trouble(session)
        found = [progress.oldest_unread(session, one.id) for one in offices.offices(session)]
    oldest = min((moment for moment in found if moment is not None), default=None)
    skew = abs(database.clock() - now())
    if skew > SKEW:
        detail = f"this machine and the database differ by {skew.total_seconds():.0f} seconds"
        remedy = "Let every machine set its clock over NTP (Debian: systemd-timesyncd)."
        yield Check("Clock", False, False, detail, remedy)
    if troubled:
        detail = f"{troubled} failing or stopped: case systems are not told of new records"
        remedy = "`lontar webhook list --office OFFICE` names them, `lontar webhook log` says why."
        yield Check("Webhooks", False, False, detail, remedy)
    if oldest is not None and now() - oldest > UNREAD:
        hours = (now() - oldest) // timedelta(hours=1)
        detail = f"the oldest file has been waiting to be read for {hours} hours"
        remedy = "Look whether workers run: `lontar up`, or docker compose ps worker."
        yield Check("Reading", False, False, detail, remedy)
