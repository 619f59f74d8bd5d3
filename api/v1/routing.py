"""What is accepted without a person, why, and how often that is wrong: for managers."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends
from pydantic import BaseModel, Field

from api.actor import Actor
from api.policy import MANAGERS, PolicedRouter, Policy, current_actor
from api.state import AppState, state
from api.v1.routing_shapes import RoutingOut
from ingest.routing import reports
from models.repositories import routing
from models.repositories.routing import Seen

router = PolicedRouter(tags=["routing"])
POLICY: Final = Policy.people(*MANAGERS)


class NewTolerance(BaseModel):
    """The share of accepted values that may be wrong; null takes the choice back.

    Of a field of a form; without `field` of the form, without `form` of every form. 0: nothing is
    accepted without a person.
    """

    form: Annotated[str, Field(max_length=80)] = ""
    field: Annotated[str, Field(max_length=60)] = ""
    error: Annotated[float, Field(ge=0, le=0.5)] | None


def seen_lately(state: AppState, office_id: str) -> tuple[Seen, ...]:
    """What came of every form, counted now, or a moment ago where counting is dear."""

    def count() -> tuple[Seen, ...]:
        with state.database.read() as session:
            return routing.seen(session, office_id)

    return state.glance.of("routing", office_id, count)


@router.get("/routing", policy=POLICY)
def get_routing(
    actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> RoutingOut:
    """Every form of your office: whether its values are accepted, and error against automation."""
    counted = seen_lately(state, actor.office_id)
    with state.database.read() as session:
        found = reports(session, actor.office_id, state.settings, counted)
        chosen = routing.tolerances(session, actor.office_id)
    return RoutingOut.of(found, chosen, state.settings)


@router.put("/routing/tolerance", policy=POLICY, status_code=204)
def set_tolerance(
    body: NewTolerance, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> None:
    """Say what share of errors your office tolerates. Holds for what is read from now on."""
    with state.database.write() as session:
        routing.tolerate(
            session,
            actor.office_id,
            form=body.form,
            key=body.field,
            error=body.error,
            actor=actor.label,
        )
