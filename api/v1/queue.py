"""What is urgent in the queue: for managers."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import Depends
from pydantic import BaseModel, Field

from api import priorities
from api.actor import Actor
from api.policy import MANAGERS, PolicedRouter, Policy, current_actor
from api.queueing import PRIORITIES
from api.state import AppState, state
from api.v1.shapes import Id

router = PolicedRouter(tags=["queue"])
MANAGE: Final = Policy.people(*MANAGERS)
Word = Literal["urgent", "soon", "normal", "later"]


class NewPriority(BaseModel):
    """Urgent comes before soon, normal and later; the oldest first among equals."""

    priority: Word


class FormPriority(NewPriority):
    form: Annotated[str, Field(max_length=80, description="id of a form; empty: no known one")]


class OwnPriority(BaseModel):
    """null: as the record's batch and form say."""

    priority: Word | None


@router.put("/queue/batches/{batch_id}", policy=MANAGE, status_code=204)
def set_batch_priority(
    batch_id: Id,
    body: NewPriority,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> None:
    """Say how urgent a batch is: its records that wait, and those still to be read."""
    priorities.of_batch(state.database, actor, batch_id, PRIORITIES[body.priority])


@router.put("/queue/forms", policy=MANAGE, status_code=204)
def set_form_priority(
    body: FormPriority, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> None:
    """Say how urgent the records of a form are, those that wait and those to come."""
    priorities.of_form(state.database, actor, body.form, PRIORITIES[body.priority])


@router.put("/queue/records/{record_id}", policy=MANAGE, status_code=204)
def set_record_priority(
    record_id: Id,
    body: OwnPriority,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> None:
    """Say how urgent one record is, whatever its batch and form say."""
    priority = PRIORITIES[body.priority] if body.priority else None
    priorities.of_record(state.database, actor, record_id, priority)
