"""Webhooks of an office: who is told when a record is finished or corrected, and how it went."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import Depends, Header, Query, Response
from pydantic import BaseModel, Field

from api import webhooks as doing
from api.actor import Actor
from api.audited import note
from api.policy import PolicedRouter, Policy, current_actor
from api.state import AppState, state
from api.v1.changes import version_in
from api.v1.records import etag
from api.v1.shapes import Id, Limit, Moment
from models import tables
from models.repositories import deliveries, webhooks
from models.repositories.webhooks import Edit

router = PolicedRouter(tags=["webhooks"])

#: Who ties Lontar to other systems. What is sent and listed holds ids and states alone.
KEEPERS: Final = ("manager", "administrator")
POLICY: Final = Policy.people(*KEEPERS)
Event = Literal["record.finished", "record.revised"]
Events = Annotated[list[Event], Field(min_length=1, max_length=10)]
Url = Annotated[str, Field(max_length=2000, description="https://…")]
Name = Annotated[str, Field(min_length=1, max_length=100)]
CHANGED: Final = {412: {"description": "It has changed since you read it."}}


class NewWebhook(BaseModel):
    name: Name
    url: Url
    events: Events = ["record.finished", "record.revised"]


class WebhookChange(BaseModel):
    """What is left out stays. `active` true also starts one again that was stopped."""

    name: Name | None = None
    url: Url | None = None
    events: Events | None = None
    active: bool | None = None


class Webhook(BaseModel):
    """A webhook without its secret."""

    id: str
    name: str
    url: str
    events: list[str]
    standing: Literal["active", "failing", "paused", "stopped"]
    stopped_why: str = Field(description="failing: nothing arrived for days; gone: it answered 410")
    failing: Moment | None = Field(description="since when nothing has arrived")
    old_until: Moment | None = Field(description="until when the secret before signs too")
    waiting: int = Field(description="messages to be sent, or sent again; no part of its ETag")
    created: Moment
    version: int

    @staticmethod
    def of(webhook: tables.Webhook, waiting: int) -> Webhook:
        keys = "id name url events stopped_why failing old_until created version"
        kept: dict[str, Any] = {key: getattr(webhook, key) for key in keys.split()}
        return Webhook(**kept, standing=doing.standing(webhook), waiting=waiting)


class WebhookWithSecret(Webhook):
    secret: str = Field(description="shown this once; signs every message (Standard Webhooks)")


class Webhooks(BaseModel):
    webhooks: list[Webhook]


class Tried(BaseModel):
    at: Moment
    status: int = Field(description="of the answer; 0 when there was none")
    why: str = Field(description="why it did not arrive; empty when it did")
    ms: int


class Delivery(BaseModel):
    """One message: its `webhook-id` is `msg_` and this id, however often it is sent."""

    id: str
    event: str
    object: str = Field(description="id of the record")
    state: Literal["waiting", "delivered", "failed"]
    created: Moment
    due: Moment | None = Field(description="when it is sent next")
    ended: Moment | None
    tries: list[Tried]

    @staticmethod
    def of(delivery: tables.Delivery) -> Delivery:
        return Delivery.model_validate(delivery, from_attributes=True)


class Deliveries(BaseModel):
    deliveries: list[Delivery]
    has_more: bool


@router.get("/webhooks", policy=POLICY)
def list_webhooks(
    actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Webhooks:
    """The webhooks of your office."""
    with state.database.read() as session:
        found = webhooks.listed(session, actor.office_id)
        return Webhooks(
            webhooks=[Webhook.of(each, deliveries.waiting(session, each.id)) for each in found]
        )


@router.post("/webhooks", policy=POLICY, status_code=201, secret=True)
def add_webhook(
    body: NewWebhook, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> WebhookWithSecret:
    """Tell an address of what is finished from now on. The secret is in this answer alone."""
    with state.database.write() as session:
        made = doing.add(
            session,
            state.settings,
            actor.office_id,
            actor.label,
            name=body.name,
            url=body.url,
            events=body.events,
        )
        return WebhookWithSecret(**Webhook.of(made, 0).model_dump(), secret=made.secret)


@router.get("/webhooks/{webhook_id}", policy=POLICY)
def get_webhook(
    webhook_id: Id,
    response: Response,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Webhook:
    """One webhook and how it stands."""
    with state.database.read() as session:
        found = webhooks.get(session, actor.office_id, webhook_id)
        response.headers["ETag"] = etag(found.version)
        return Webhook.of(found, deliveries.waiting(session, webhook_id))


@router.patch("/webhooks/{webhook_id}", policy=POLICY, responses=CHANGED)
def change_webhook(
    *,
    webhook_id: Id,
    body: WebhookChange,
    response: Response,
    if_match: Annotated[str, Header(max_length=40, description="its ETag, where it matters")] = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Webhook:
    """Change a webhook, pause it, or start it again: it goes on where it had come to."""
    with state.database.write() as session:
        found = doing.change(
            session,
            state.settings,
            actor.office_id,
            actor.label,
            webhook_id,
            edit=Edit(body.name, body.url, body.events, body.active),
            expected=version_in(if_match) if if_match else None,
        )
        response.headers["ETag"] = etag(found.version)
        return Webhook.of(found, deliveries.waiting(session, webhook_id))


@router.delete("/webhooks/{webhook_id}", policy=POLICY, status_code=204)
def remove_webhook(
    webhook_id: Id, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> None:
    """Remove a webhook with its log."""
    with state.database.write() as session:
        doing.remove(session, actor.office_id, actor.label, webhook_id)


@router.post("/webhooks/{webhook_id}/secret", policy=POLICY, secret=True)
def replace_webhook_secret(
    webhook_id: Id, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> WebhookWithSecret:
    """A new secret. For a day messages are signed with both, so that nothing is refused."""
    with state.database.write() as session:
        found = doing.rotate(session, actor.office_id, actor.label, webhook_id)
        shown = Webhook.of(found, deliveries.waiting(session, webhook_id))
        return WebhookWithSecret(**shown.model_dump(), secret=found.secret)


@router.post("/webhooks/{webhook_id}/test", policy=POLICY, status_code=202)
def send_test(
    webhook_id: Id, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Delivery:
    """Send a message that says nothing; look at the log for what became of it."""
    with state.database.write() as session:
        made = deliveries.test(session, actor.office_id, webhook_id)
        note(session, actor, "webhook.tested", webhook_id)
        return Delivery.of(made)


@router.get("/webhooks/{webhook_id}/deliveries", policy=POLICY)
def list_deliveries(
    webhook_id: Id,
    limit: Limit = 100,
    before: Annotated[str, Query(pattern="^([0-9a-f]{32})?$", description="id of the last")] = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Deliveries:
    """Its messages, newest first, with every try."""
    with state.database.read() as session:
        found = deliveries.log(session, actor.office_id, webhook_id, limit=limit + 1, before=before)
        shown = [Delivery.of(each) for each in found[:limit]]
    return Deliveries(deliveries=shown, has_more=len(found) > limit)


@router.post(
    "/webhooks/{webhook_id}/deliveries/{delivery_id}/resend", policy=POLICY, status_code=202
)
def resend_delivery(
    webhook_id: Id,
    delivery_id: Id,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Delivery:
    """Send a message again now, under the id it had."""
    with state.database.write() as session:
        found = deliveries.resend(session, actor.office_id, webhook_id, delivery_id)
        note(session, actor, "webhook.resent", delivery_id)
        return Delivery.of(found)
