"""Every field to one of four ways: accepted, doubted, to be confirmed, or drawn by lot.

`extract.triage` says what a record is worth by its probabilities alone. Here it meets what is
known of its form: a value that is probable enough is accepted only where values like it were
looked at, and a few of those are looked at all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from extract.doubts import blocking, doubt
from extract.standing import Standing, Why, threshold
from models.forms import Kind
from models.routing import Route, Routing
from models.values import FieldStatus, FieldValue, Record, RecordState

_SETTLED: Final = (FieldStatus.ACCEPTED, FieldStatus.EMPTY, FieldStatus.NOT_APPLICABLE)
_OPEN: Final = (FieldStatus.REVIEW, FieldStatus.ILLEGIBLE)
_UNSURE: Final = "reader_unsure"


def routed(
    record: Record, standing: Standing, drawn: Callable[[str], bool] = lambda key: False
) -> Record:
    """The record with every field routed; finished only when all of them are accepted.

    `drawn` says of a key whether its value, accepted, is looked at all the same.
    """
    fields = tuple(_field(one, standing, drawn) for one in record.fields)
    waits = any(one.status in _OPEN for one in fields)
    state = RecordState.NEEDS_REVIEW if waits else RecordState.FINISHED
    return replace(record, fields=fields, state=state)


def _field(one: FieldValue, standing: Standing, drawn: Callable[[str], bool]) -> FieldValue:
    if one.source == "person":
        return one
    proposal = _proposal(one)
    least = standing.threshold(one.key, Kind(one.kind))
    route = _route(one, proposal, least, standing, drawn)
    way = Routing(route, one.p, least, proposal or "")
    if route is Route.ACCEPTED and proposal is not None:
        sure = tuple(problem for problem in one.problems if problem.code != _UNSURE)
        return replace(one, status=proposal, problems=sure, routing=way)
    code = _says(one, route, standing)
    problems = (*one.problems, doubt(code)) if code else one.problems
    status = one.status if one.status is FieldStatus.ILLEGIBLE else FieldStatus.REVIEW
    return replace(one, status=status, problems=problems, routing=way)


def _route(
    one: FieldValue,
    proposal: FieldStatus | None,
    least: float,
    standing: Standing,
    drawn: Callable[[str], bool],
) -> Route:
    if proposal is None or one.p < least:
        return Route.DOUBT
    if not standing.of(one.key).trusted:
        return Route.CONFIRM
    return Route.SAMPLE if drawn(one.key) else Route.ACCEPTED


def _says(one: FieldValue, route: Route, standing: Standing) -> str:
    """The code of why it waits, where nothing else says so; "" where something does."""
    if route is Route.SAMPLE:
        return "sample"
    if route is Route.CONFIRM:
        never = standing.of(one.key).why is Why.NEVER
        return "never_accepted" if never else "form_not_trusted"
    return "" if one.problems else _UNSURE


def _proposal(one: FieldValue) -> FieldStatus | None:
    """What the field would be if nobody looked; None where somebody has to.

    A value that waits for its probability alone may be let pass by a threshold of the form's own.
    """
    if blocking(one.problems):
        return None
    if one.status is FieldStatus.ACCEPTED and one.value is None:
        return None if one.raw else FieldStatus.EMPTY
    if one.status in _SETTLED:
        return one.status
    improbable = one.p < threshold(Kind(one.kind), 0.0)
    waits = one.status is FieldStatus.REVIEW and one.value is not None and improbable
    return FieldStatus.ACCEPTED if waits else None
