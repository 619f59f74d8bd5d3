"""How the routing of an office looks from outside: standings, samples, error against automation."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from api.routing_words import sentence
from api.v1.shapes import Moment
from extract.automation import Point
from extract.bounds import interval
from extract.standing import Standing
from ingest.routing import Report
from ingest.settings import Settings
from models.repositories.routing import Tolerances
from models.routing import Route

Interval = tuple[float, float]
Share = Annotated[float, Field(ge=0, le=1)]


class StandingOut(BaseModel):
    """Whether values are accepted, and what that rests on."""

    trusted: bool
    why: str = Field(description="trusted, few_records, few_values, wrong, newest_wrong or never")
    text: str = Field(description="the same in a sentence")
    tolerated: Share = Field(description="tolerated share of errors")
    strictness: float = Field(description="of the thresholds in force, in log odds; 0 as shipped")
    records: int = Field(description="records with values that people looked at")
    values: int = Field(description="of these values, those probable enough to be accepted")
    wrong: int
    bound: Share = Field(description="share of errors that these do not exclude, 95 %")
    needed: int = Field(description="values without an error that would show what is tolerated")

    @staticmethod
    def of(one: Standing, settings: Settings) -> StandingOut:
        return StandingOut(
            trusted=one.trusted,
            why=one.why,
            text=sentence(one, settings.trust_records),
            tolerated=one.error,
            strictness=one.strictness,
            records=one.records,
            values=one.values,
            wrong=one.wrong,
            bound=round(one.bound, 6),
            needed=one.needed,
        )


class FieldStanding(StandingOut):
    """A field that stands for itself: held back, or with a tolerated share of its own."""

    key: str


class PointOut(BaseModel):
    """What would be accepted at a strictness, and what of it would be wrong (95 % intervals)."""

    strictness: float
    read: int
    accepted: int
    automation: Share
    automation_interval: Interval
    looked: int = Field(description="of such values, those that people looked at")
    wrong: int
    error: Share
    error_interval: Interval

    @staticmethod
    def of(point: Point) -> PointOut:
        return PointOut.model_validate(point, from_attributes=True)


class Samples(BaseModel):
    """Accepted values that were drawn by lot and looked at."""

    looked: int
    wrong: int
    error_interval: Interval
    found_wrong: int = Field(description="accepted values that somebody corrected unasked")


class FormRouting(BaseModel):
    """One version of a form."""

    form: str = Field(description="empty: documents of no known form")
    version: str
    newest: Moment = Field(description="when its last record was read")
    records: int
    accepted: int = Field(description="fields that nobody had to look at")
    doubt: int
    confirm: int
    sample: int
    standing: StandingOut
    fields: list[FieldStanding]
    samples: Samples
    curve: list[PointOut]

    @staticmethod
    def of(report: Report, settings: Settings) -> FormRouting:
        seen = report.seen
        return FormRouting(
            form=seen.form,
            version=seen.version,
            newest=seen.newest,
            records=seen.records,
            **{route.value: seen.fields[route] for route in Route},
            standing=StandingOut.of(report.standing, settings),
            fields=[
                FieldStanding(key=key, **dict(StandingOut.of(one, settings)))
                for key, one in sorted(report.standing.fields.items())
            ],
            samples=Samples(
                looked=seen.samples,
                wrong=seen.samples_wrong,
                error_interval=interval(seen.samples_wrong, seen.samples),
                found_wrong=seen.found_wrong,
            ),
            curve=[PointOut.of(point) for point in report.curve],
        )


class ToleranceOut(BaseModel):
    """A choice of the office; an empty form or field stands for every one."""

    form: str
    field: str
    error: Share


class RoutingOut(BaseModel):
    """The routing of an office."""

    tolerated_error: float = Field(description="where the office has chosen nothing")
    trust_records: int
    sample_share: float
    tolerances: list[ToleranceOut]
    forms: list[FormRouting]

    @staticmethod
    def of(reports: tuple[Report, ...], chosen: Tolerances, settings: Settings) -> RoutingOut:
        return RoutingOut(
            tolerated_error=settings.tolerated_error,
            trust_records=settings.trust_records,
            sample_share=settings.sample_share,
            tolerances=[
                ToleranceOut(form=form, field=key, error=error)
                for (form, key), error in sorted(chosen.items())
            ],
            forms=[FormRouting.of(report, settings) for report in reports],
        )
