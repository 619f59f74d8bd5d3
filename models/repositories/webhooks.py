"""Addresses of other systems that are told when a record is finished or revised."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models.database import new_id, now
from models.errors import BadRequest, ChangedMeanwhile, NotFound
from models.repositories import sequence
from models.tables import Counter, Delivery, Webhook

FINISHED: Final = "record.finished"
REVISED: Final = "record.revised"
TEST: Final = "webhook.test"
#: what one may ask to be told of
EVENTS: Final = (FINISHED, REVISED)
#: how long a secret that has been replaced signs beside the new one
OVERLAP: Final = timedelta(hours=24)
MOST: Final = 20  # webhooks of one office
_TROUBLE: Final = Webhook.failing.is_not(None) | Webhook.stopped.is_not(None)


@dataclass(frozen=True, slots=True)
class Edit:
    """What to change of a webhook; None leaves it as it is."""

    name: str | None = None
    url: str | None = None
    events: Collection[str] | None = None
    active: bool | None = None


def add(
    session: Session, office_id: str, *, name: str, url: str, events: Collection[str]
) -> Webhook:
    """A new one, told of what finishes from now on. Raises BadRequest for an event of no kind."""
    if len(listed(session, office_id)) >= MOST:
        raise BadRequest(f"An office has at most {MOST} webhooks.", remedy="Remove one first.")
    made = Webhook(
        id=new_id(),
        office_id=office_id,
        name=name,
        url=url,
        events=_events(events),
        secret=_secret(),
        old_secret="",
        cursor=end_of_feed(session),
        active=True,
        version=1,
        created=now(),
        stopped_why="",
    )
    session.add(made)
    session.flush()
    return made


def _secret() -> str:
    """As Standard Webhooks writes them: 24 to 64 random bytes in base64."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _events(wanted: Collection[str]) -> list[str]:
    if not wanted or any(event not in EVENTS for event in wanted):
        raise BadRequest("It has to be told of something.", remedy=f"Name: {', '.join(EVENTS)}.")
    return [event for event in EVENTS if event in wanted]


def end_of_feed(session: Session) -> int:
    """The number given out last: everything that finishes later has a larger one."""
    value = session.scalar(select(Counter.value).where(Counter.name == sequence.FINISHED))
    return value or 0


def listed(session: Session, office_id: str) -> Sequence[Webhook]:
    """All of an office, by name."""
    query = select(Webhook).where(Webhook.office_id == office_id, Webhook.removed.is_(None))
    return session.scalars(query.order_by(Webhook.name, Webhook.id)).all()


def active(session: Session) -> tuple[str, ...]:
    """The ids of all that are to be told, of every office."""
    return tuple(session.scalars(select(Webhook.id).where(Webhook.active).order_by(Webhook.id)))


def get(session: Session, office_id: str, webhook_id: str, *, lock: bool = False) -> Webhook:
    """Raises NotFound, also for one of another office."""
    found = _any(session, office_id, webhook_id, lock=lock)
    if found.removed is not None:
        raise NotFound
    return found


def _any(session: Session, office_id: str, webhook_id: str, *, lock: bool) -> Webhook:
    query = select(Webhook).where(Webhook.id == webhook_id, Webhook.office_id == office_id)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound
    return found


def change(
    session: Session, office_id: str, webhook_id: str, edit: Edit, *, expected: int | None = None
) -> Webhook:
    """Change it. One that was stopped and is made active goes on where it had come to.

    Raises NotFound, ChangedMeanwhile when `expected` is given and not its version, BadRequest.
    """
    found = get(session, office_id, webhook_id, lock=True)
    if expected is not None and found.version != expected:
        raise ChangedMeanwhile
    if edit.name is not None:
        found.name = edit.name
    if edit.url is not None:
        found.url = edit.url
    if edit.events is not None:
        found.events = _events(edit.events)
    if edit.active is not None:
        found.active = edit.active
        found.stopped, found.stopped_why = None, ""
        if edit.active:
            found.failing = None
    found.version += 1
    return found


def rotate(session: Session, office_id: str, webhook_id: str) -> Webhook:
    """A new secret; the old one signs too for a day, so that nothing has to happen at once."""
    found = get(session, office_id, webhook_id, lock=True)
    found.old_secret, found.old_until = found.secret, now() + OVERLAP
    found.secret = _secret()
    found.version += 1
    return found


def secrets_of(webhook: Webhook) -> tuple[str, ...]:
    """The secrets that sign now, the newest first."""
    old = webhook.old_until is not None and webhook.old_until > now()
    return (webhook.secret, webhook.old_secret) if old else (webhook.secret,)


def remove(session: Session, office_id: str, webhook_id: str) -> None:
    """With its log, its address and its secrets; no error when it was removed before."""
    found = _any(session, office_id, webhook_id, lock=True)
    session.execute(delete(Delivery).where(Delivery.webhook_id == webhook_id))
    found.url = found.secret = found.old_secret = ""
    found.active, found.removed = False, found.removed or now()


def in_trouble(session: Session) -> int:
    """How many of any office fail, or were stopped since nothing arrived."""
    query = select(func.count()).select_from(Webhook)
    return session.scalars(query.where(_TROUBLE)).one()
