"""What is sent to webhooks: told from the feed of finished records, tried, kept for a while.

Nothing is written when a record is finished: a webhook has a place in the feed, like any client
that pulls, and messages are made from what lies after it. So none is missed, whatever is killed
when, and an address that is slow or gone costs nobody anything.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.orm import Session

from models.database import new_id, now
from models.errors import NotFound
from models.repositories import webhooks
from models.tables import Delivery, Record, Webhook
from models.values import RecordState

WAITING: Final = "waiting"
DELIVERED: Final = "delivered"
FAILED: Final = "failed"
#: messages of one webhook that wait at most; what lies beyond waits in the feed itself
MOST_WAITING: Final = 200
#: seconds after which a try that was never ended is made again
LEASE: Final = 60
_TRIES_KEPT: Final = 20


@dataclass(frozen=True, slots=True)
class Message:
    """One message about to be sent."""

    id: str
    webhook_id: str
    url: str
    secrets: tuple[str, ...]
    body: str
    tried: int  # times before this one


@dataclass(frozen=True, slots=True)
class Try:
    """How a try ended: an HTTP status (0 without an answer), or the word for why there was none."""

    status: int
    why: str
    milliseconds: int

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300


def tell(session: Session, webhook_id: str) -> int:
    """Make the messages of what was finished since; how many. The webhook stays locked."""
    found = session.scalar(
        select(Webhook)
        .where(Webhook.id == webhook_id, Webhook.active)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        return 0
    room = MOST_WAITING - waiting(session, webhook_id)
    rows = _after(session, found, room) if room > 0 else ()
    for row in rows:
        event = webhooks.REVISED if row.supersedes else webhooks.FINISHED
        if event in found.events:
            session.add(_delivery(found.id, event, row.id, _data(row), row.revised or row.finished))
    if rows:
        found.cursor = rows[-1].sequence
    return len(rows)


def anything_new(session: Session, webhook_id: str) -> bool:
    """Whether there is something to tell or to send now: asked often, so it only looks."""
    found = session.get(Webhook, webhook_id)
    if found is None or not found.active:
        return False
    due = select(Delivery.id).where(
        Delivery.webhook_id == webhook_id, Delivery.state == WAITING, Delivery.due <= now()
    )
    return bool(_after(session, found, 1)) or session.scalar(due.limit(1)) is not None


def _after(session: Session, webhook: Webhook, limit: int) -> Sequence[Any]:
    query = (
        select(
            Record.id,
            Record.document_id,
            Record.form,
            Record.form_version,
            Record.version,
            Record.supersedes,
            Record.finished,
            Record.revised,
            Record.sequence,
        )
        .where(
            Record.office_id == webhook.office_id,
            Record.state == RecordState.FINISHED,
            Record.sequence > webhook.cursor,
        )
        .order_by(Record.sequence)
        .limit(limit)
    )
    return session.execute(query).all()


def _data(row: Row[Any]) -> dict[str, Any]:
    """Ids and states: who is told looks the record up with a token of its own."""
    return {
        "record_id": row.id,
        "document_id": row.document_id,
        "form": row.form,
        "form_version": row.form_version,
        "state": "finished",
        "version": row.version,
        "supersedes": row.supersedes,
    }


def _delivery(
    webhook_id: str, event: str, object_: str, data: dict[str, Any], at: datetime | None
) -> Delivery:
    moment = (at or now()).replace(tzinfo=UTC).isoformat(timespec="milliseconds")
    body = {"type": event, "timestamp": moment.replace("+00:00", "Z"), "data": data}
    return Delivery(
        id=new_id(),
        webhook_id=webhook_id,
        event=event,
        object=object_,
        body=json.dumps(body, separators=(",", ":")),
        state=WAITING,
        due=now(),
        tries=[],
        created=now(),
    )


def test(session: Session, office_id: str, webhook_id: str) -> Delivery:
    """A message that says nothing, to see whether one arrives. Raises NotFound."""
    found = webhooks.get(session, office_id, webhook_id)
    made = _delivery(found.id, webhooks.TEST, "", {"webhook_id": found.id}, None)
    session.add(made)
    session.flush()
    return made


def take(session: Session, webhook_id: str, *, most: int) -> tuple[Message, ...]:
    """The messages of a webhook that are due, so that nobody else sends them for `LEASE` s."""
    moment = now()
    found = session.get(Webhook, webhook_id)
    if found is None or not found.active:
        return ()
    query = (
        select(Delivery)
        .where(Delivery.webhook_id == webhook_id, Delivery.state == WAITING, Delivery.due <= moment)
        .order_by(Delivery.due, Delivery.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taken = session.scalars(query).all()
    for one in taken:
        one.due = moment + timedelta(seconds=LEASE)
    signing = webhooks.secrets_of(found)
    return tuple(
        Message(one.id, webhook_id, found.url, signing, one.body, len(one.tries)) for one in taken
    )


def ended(
    session: Session, message: Message, end: Try, *, again: datetime | None, give_up: timedelta
) -> None:
    """Keep how a try ended; `again` is when the next one is due, None after the last.

    A webhook where nothing has arrived for `give_up`, or that says it is gone (410), is stopped.
    """
    hook = session.scalar(select(Webhook).where(Webhook.id == message.webhook_id).with_for_update())
    found = session.get(Delivery, message.id)
    if hook is None or found is None or found.state != WAITING:
        return
    moment = now()
    line = {
        "at": moment.replace(tzinfo=UTC).isoformat(timespec="seconds"),
        "status": end.status,
        "why": end.why,
        "ms": end.milliseconds,
    }
    found.tries = [*found.tries, line][-_TRIES_KEPT:]
    if end.good:
        found.state, found.due, found.ended = DELIVERED, None, moment
        if hook.failing is not None:
            hook.failing = None
            hook.version += 1  # it is seen to have changed, by its ETag too
        return
    if again is None:
        found.state, found.due, found.ended = FAILED, None, moment
    else:
        found.due = again
    if hook.failing is None:
        hook.failing = moment
        hook.version += 1
    if end.status == 410:
        _stop(hook, "gone")
    elif moment - hook.failing >= give_up:
        _stop(hook, "failing")


def _stop(hook: Webhook, why: str) -> None:
    hook.active, hook.stopped, hook.stopped_why = False, now(), why
    hook.version += 1


def log(
    session: Session, office_id: str, webhook_id: str, *, limit: int, before: str = ""
) -> Sequence[Delivery]:
    """Its messages, newest first; `before` is the id of the last of the page before."""
    webhooks.get(session, office_id, webhook_id)
    query = select(Delivery).where(Delivery.webhook_id == webhook_id)
    if before:
        last = get(session, office_id, webhook_id, before)
        query = query.where(
            (Delivery.created < last.created)
            | ((Delivery.created == last.created) & (Delivery.id < last.id))
        )
    order = (Delivery.created.desc(), Delivery.id.desc())
    return session.scalars(query.order_by(*order).limit(limit)).all()


def get(session: Session, office_id: str, webhook_id: str, delivery_id: str) -> Delivery:
    """Raises NotFound."""
    webhooks.get(session, office_id, webhook_id)
    found = session.get(Delivery, delivery_id)
    if found is None or found.webhook_id != webhook_id:
        raise NotFound
    return found


def resend(session: Session, office_id: str, webhook_id: str, delivery_id: str) -> Delivery:
    """Send it again now, under the id it had. Raises NotFound."""
    found = get(session, office_id, webhook_id, delivery_id)
    found.state, found.due, found.ended = WAITING, now(), None
    return found


def hurry(session: Session, webhook_id: str, *, failing: datetime | None = None) -> None:
    """Have everything that waits tried now: the address is said to work again.

    With what was given up since it had begun to be `failing`: that was the address's fault.
    """
    which = Delivery.state == WAITING
    if failing is not None:
        which |= (Delivery.state == FAILED) & (Delivery.ended >= failing)
    session.execute(
        update(Delivery)
        .where(Delivery.webhook_id == webhook_id, which)
        .values(state=WAITING, due=now(), ended=None)
    )


def prune(session: Session, *, days: int) -> int:
    """Forget messages that ended so long ago; how many."""
    old = now() - timedelta(days=days)
    gone = delete(Delivery).where(Delivery.state != WAITING, Delivery.ended < old)
    return int(session.execute(gone).rowcount)  # type: ignore[attr-defined]


def waiting(session: Session, webhook_id: str) -> int:
    """How many of its messages wait to be sent, or sent again."""
    query = select(func.count()).where(Delivery.webhook_id == webhook_id, Delivery.state == WAITING)
    return session.scalar(query) or 0
