"""What people do with webhooks, from whichever door: looked at, kept, and written into the book."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from ingest.addresses import checked
from ingest.receive import without_hidden
from ingest.settings import Settings
from models.errors import BadRequest
from models.repositories import audit, deliveries, webhooks
from models.repositories.webhooks import Edit
from models.tables import Webhook

_LONGEST_NAME = 100


def add(
    session: Session,
    settings: Settings,
    office_id: str,
    actor: str,
    *,
    name: str,
    url: str,
    events: Collection[str],
) -> Webhook:
    """A new webhook with its secret. Raises BadRequest for an address that may not be reached."""
    made = webhooks.add(
        session,
        office_id,
        name=_name(name),
        url=checked(url.strip(), settings.webhook_networks),
        events=events,
    )
    _note(session, office_id, actor, "webhook.added", made.id)
    return made


def change(
    session: Session,
    settings: Settings,
    office_id: str,
    actor: str,
    webhook_id: str,
    *,
    edit: Edit,
    expected: int | None = None,
) -> Webhook:
    """Change it; made active again, what waits or was given up meanwhile is tried at once."""
    name = None if edit.name is None else _name(edit.name)
    url = None if edit.url is None else checked(edit.url.strip(), settings.webhook_networks)
    edit = Edit(name=name, url=url, events=edit.events, active=edit.active)
    failing = webhooks.get(session, office_id, webhook_id, lock=True).failing
    found = webhooks.change(session, office_id, webhook_id, edit, expected=expected)
    if edit.active:
        deliveries.hurry(session, webhook_id, failing=failing)
    _note(session, office_id, actor, "webhook.changed", webhook_id)
    return found


def rotate(session: Session, office_id: str, actor: str, webhook_id: str) -> Webhook:
    """A new secret."""
    found = webhooks.rotate(session, office_id, webhook_id)
    _note(session, office_id, actor, "webhook.secret_replaced", webhook_id)
    return found


def remove(session: Session, office_id: str, actor: str, webhook_id: str) -> None:
    webhooks.remove(session, office_id, webhook_id)
    _note(session, office_id, actor, "webhook.removed", webhook_id)


def standing(webhook: Webhook) -> str:
    """active, failing, paused or stopped."""
    if webhook.stopped is not None:
        return "stopped"
    if not webhook.active:
        return "paused"
    return "failing" if webhook.failing is not None else "active"


def _name(text: str) -> str:
    name = without_hidden(text).strip()[:_LONGEST_NAME]
    if not name:
        raise BadRequest("A webhook needs a name.", remedy="Say what it is for.")
    return name


def _note(session: Session, office_id: str, actor: str, action: str, object_: str) -> None:
    audit.note(session, office_id=office_id, actor=actor, action=action, object_=object_)
