"""How many people read a field, and how often they agree: for managers."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Query
from pydantic import BaseModel, Field

from api.actor import Actor
from api.policy import MANAGERS, PolicedRouter, Policy, current_actor
from api.state import AppState, state
from api.v1.shapes import Moment
from models.repositories import agreement, rules
from models.repositories.agreement import Agreement, Rate
from models.repositories.rules import Rule

router = PolicedRouter(tags=["two readers"])
MANAGE: Final = Policy.people(*MANAGERS)


class RuleOut(BaseModel):
    """How a field is read; without `field` every field of the form.

    `readers` must agree, each without seeing what the other said. `always`: also where nobody
    would have had to look.
    """

    form: Annotated[str, Field(max_length=80)] = ""
    field: Annotated[str, Field(max_length=60)] = ""
    readers: Annotated[int, Field(ge=1, le=2)]
    always: bool = False


class NewRule(BaseModel):
    """null as `readers` takes the choice back: the form's rule holds, or one reader."""

    form: Annotated[str, Field(max_length=80)]
    field: Annotated[str, Field(max_length=60)] = ""
    readers: Annotated[int, Field(ge=1, le=2)] | None
    always: bool = False


class Rules(BaseModel):
    rules: list[RuleOut]


class RateOut(BaseModel):
    """`hits` of `count`; the true share lies between `low` and `high` (95 %)."""

    hits: int
    count: int
    low: float
    high: float

    @staticmethod
    def of(rate: Rate) -> RateOut:
        low, high = rate.interval
        return RateOut(hits=rate.hits, count=rate.count, low=round(low, 4), high=round(high, 4))


class FieldAgreement(BaseModel):
    """`same`: two readers said the same. `again`: read once more later, the value stood."""

    form: str
    field: str
    same: RateOut
    again: RateOut


class PersonAgreement(BaseModel):
    """`same`: agreed with the other reader. `stood`: of those a third settled, this one stood."""

    login: str
    same: RateOut
    stood: RateOut


class AgreementOut(BaseModel):
    """In order of form and field, and of name: no one is ranked."""

    since: Moment
    all: RateOut
    fields: list[FieldAgreement]
    people: list[PersonAgreement]

    @staticmethod
    def of(found: Agreement) -> AgreementOut:
        return AgreementOut(
            since=found.since,
            all=RateOut.of(found.all),
            fields=[
                FieldAgreement(
                    form=one.form,
                    field=one.key,
                    same=RateOut.of(one.same),
                    again=RateOut.of(one.again),
                )
                for one in found.fields
            ],
            people=[
                PersonAgreement(
                    login=one.login, same=RateOut.of(one.same), stood=RateOut.of(one.stood)
                )
                for one in found.people
            ],
        )


@router.get("/readers", policy=MANAGE)
def get_reading_rules(
    actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Rules:
    """Which fields of which forms two people read."""
    with state.database.read() as session:
        found = rules.all_rules(session, actor.office_id)
    return Rules(
        rules=[
            RuleOut(form=one.form, field=one.key, readers=one.readers, always=one.always)
            for one in found
        ]
    )


@router.put("/readers", policy=MANAGE, status_code=204)
def set_reading_rule(
    body: NewRule, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> None:
    """Say how many people read a field. Holds for what comes to wait from now on."""
    rule = Rule(body.readers, body.always) if body.readers is not None else None
    with state.database.write() as session:
        rules.choose(
            session, actor.office_id, form=body.form, key=body.field, rule=rule, actor=actor.label
        )


@router.get("/agreement", policy=MANAGE)
def get_agreement(
    days: Annotated[int, Query(ge=1, le=3650)] = 90,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> AgreementOut:
    """How often people who read the same field said the same, with how sure that number is."""
    with state.database.read() as session:
        return AgreementOut.of(agreement.agreement(session, actor.office_id, days=days))
