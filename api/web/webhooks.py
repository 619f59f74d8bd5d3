"""Webhooks and exports: what leaves the office, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Form, Path, Response
from fastapi.responses import RedirectResponse

from api import webhooks as doing
from api.actor import Actor
from api.audited import note
from api.policy import PolicedRouter, current_actor
from api.speak import N_, _
from api.state import AppState, state
from api.v1.webhooks import POLICY
from api.web.render import page
from api.web.words import Word
from models.errors import LontarError
from models.repositories import deliveries, webhooks
from models.repositories.webhooks import EVENTS, Edit
from models.tables import Delivery, Webhook

router = PolicedRouter(include_in_schema=False)
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
_LINES: Final = 100

EVENT: Final = {
    "record.finished": N_("a record is finished"),
    "record.revised": N_("a finished record is corrected"),
    "webhook.test": N_("a test"),
}
STANDING: Final = {
    "active": Word(N_("everything arrives"), "good"),
    "failing": Word(N_("nothing arrives"), "warn"),
    "paused": Word(N_("paused")),
    "stopped": Word(N_("stopped"), "bad"),
}
STATE: Final = {
    "waiting": Word(N_("is tried again"), "warn"),
    "delivered": Word(N_("arrived"), "good"),
    "failed": Word(N_("given up"), "bad"),
}
#: Why a try did not arrive.
WHY: Final = {
    "answer": N_("The address answered with an error."),
    "timeout": N_("The address did not answer in time."),
    "connection": N_("No connection came about."),
    "unknown_name": N_("Nobody knows a machine of that name."),
    "private_address": N_("The name leads into a private network."),
    "tls": N_("Its certificate is not in order."),
}
#: Why it was stopped.
STOPPED: Final = {
    "gone": N_("The address says that it is gone for good (410)."),
    "failing": N_("Nothing has arrived there for days."),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A webhook in the list."""

    webhook: Webhook
    standing: Word
    waiting: int
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """A message in the log, with how its last try went."""

    delivery: Delivery
    word: Word
    event: str
    tries: int
    status: int
    why: str


def _shown(webhook: Webhook, waiting: int) -> Shown:
    standing = STANDING[doing.standing(webhook)]
    return Shown(webhook, standing, waiting, _(STOPPED.get(webhook.stopped_why, "")) or "")


def _line(delivery: Delivery) -> Line:
    last: dict[str, Any] = delivery.tries[-1] if delivery.tries else {"status": 0, "why": ""}
    return Line(
        delivery,
        STATE[delivery.state],
        _(EVENT.get(delivery.event, delivery.event)),
        len(delivery.tries),
        int(last["status"]),
        _(WHY[last["why"]]) if last["why"] in WHY else "",
    )


def _list(
    actor: Actor,
    state: AppState,
    *,
    made: Webhook | None = None,
    problem: LontarError | None = None,
) -> Response:
    with state.database.read() as session:
        found = [
            _shown(each, deliveries.waiting(session, each.id))
            for each in webhooks.listed(session, actor.office_id)
        ]
    return page(
        "webhooks.html",
        actor,
        "/webhooks",
        status=problem.status if problem else 200,
        webhooks=found,
        events=[(event, EVENT[event]) for event in EVENTS],
        made=made,
        problem=problem,
    )


@router.get("/webhooks", policy=POLICY)
def webhook_list(
    actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    return _list(actor, state)


@router.post("/webhooks", policy=POLICY)
def add_webhook(
    name: Annotated[str, Form(max_length=100)],
    url: Annotated[str, Form(max_length=2000)],
    events: Annotated[list[str] | None, Form()] = None,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    try:
        with state.database.write() as session:
            made = doing.add(
                session,
                state.settings,
                actor.office_id,
                actor.label,
                name=name,
                url=url,
                events=events or (),
            )
    except LontarError as problem:
        return _list(actor, state, problem=problem)
    return _list(actor, state, made=made)


@router.get("/webhooks/{webhook_id}", policy=POLICY)
def webhook_page(
    webhook_id: Id, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    return _one(actor, state, webhook_id)


def _one(actor: Actor, state: AppState, webhook_id: str, secret: str = "") -> Response:
    with state.database.read() as session:
        found = webhooks.get(session, actor.office_id, webhook_id)
        shown = _shown(found, deliveries.waiting(session, webhook_id))
        lines = [
            _line(each)
            for each in deliveries.log(session, actor.office_id, webhook_id, limit=_LINES)
        ]
    events = [_(EVENT[event]) for event in found.events]
    return page(
        "webhook.html", actor, "/webhooks", shown=shown, lines=lines, events=events, secret=secret
    )


@router.post("/webhooks/{webhook_id}/{act}", policy=POLICY)
def act_on_webhook(
    webhook_id: Id,
    act: str,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """pause, resume, test, secret or remove it; any other word does nothing."""
    secret = ""
    with state.database.write() as session:
        webhooks.get(session, actor.office_id, webhook_id)
        if act in ("pause", "resume"):
            edit = Edit(active=act == "resume")
            office, label = actor.office_id, actor.label
            doing.change(session, state.settings, office, label, webhook_id, edit=edit)
        elif act == "test":
            deliveries.test(session, actor.office_id, webhook_id)
            note(session, actor, "webhook.tested", webhook_id)
        elif act == "secret":
            secret = doing.rotate(session, actor.office_id, actor.label, webhook_id).secret
        elif act == "remove":
            doing.remove(session, actor.office_id, actor.label, webhook_id)
            return RedirectResponse("/webhooks", 303)
    if secret:
        return _one(actor, state, webhook_id, secret)
    return RedirectResponse(f"/webhooks/{webhook_id}", 303)


@router.post("/webhooks/{webhook_id}/deliveries/{delivery_id}/resend", policy=POLICY)
def resend(
    webhook_id: Id,
    delivery_id: Id,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    with state.database.write() as session:
        deliveries.resend(session, actor.office_id, webhook_id, delivery_id)
        note(session, actor, "webhook.resent", delivery_id)
    return RedirectResponse(f"/webhooks/{webhook_id}", 303)
