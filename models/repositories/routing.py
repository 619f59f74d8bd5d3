"""How fields were routed and what people said of them: the evidence that trust rests on."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from models.database import now
from models.errors import BadRequest, NotFound
from models.repositories import audit, progress
from models.routing import Judgement, Route, same
from models.tables import Correction, Field, Office, Record, Routed, Tolerance
from models.values import FieldStatus

#: (form, field key) -> tolerated share of errors; "" stands for every one
Tolerances = Mapping[tuple[str, str], float]
Ways = Select[str, str, float, str, str, str, str]

#: how the actor of a change begins that no person made
_MACHINE: Final = "token:"


@dataclass(frozen=True, slots=True)
class Way:
    """A field as it was routed; `wrong` is None where nobody has looked yet."""

    key: str
    kind: str
    p: float
    route: str
    proposal: str
    wrong: bool | None
    record: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of one version of a form: records, fields by route, and what people said.

    Of `samples` that were looked at, `samples_wrong` were wrong; so were `found_wrong` accepted
    values that somebody corrected without being asked.
    """

    form: str
    version: str
    records: int
    fields: Mapping[str, int]
    samples: int
    samples_wrong: int
    found_wrong: int
    newest: datetime


def sampling_key(session: Session, office_id: str) -> str:
    """The office's secret that samples are drawn with. Raises NotFound."""
    found = session.scalar(select(Office.sampling_key).where(Office.id == office_id))
    if found is None:
        raise NotFound
    return found


def looked(
    session: Session, office_id: str, form: str, version: str, *, limit: int
) -> tuple[Way, ...]:
    """Values that a person has looked at and that probability might let pass, newest first.

    Accepted values that somebody corrected unasked are among them, those left alone are not: that
    errs on the safe side.
    """
    judged = (Routed.outcome == Judgement.WRONG) | (
        (Routed.outcome == Judgement.RIGHT) & (Routed.route != Route.ACCEPTED)
    )
    query = (
        _ways(office_id, form, version)
        .where(Routed.proposal != "", Routed.settled.is_not(None), judged)
        .order_by(Routed.settled.desc(), Routed.record_id, Routed.key)
    )
    return _read(session, query.limit(limit))


def newest(
    session: Session, office_id: str, form: str, version: str, *, limit: int
) -> tuple[Way, ...]:
    """The fields read last, whatever became of them, newest first."""
    query = _ways(office_id, form, version).order_by(Routed.at.desc(), Routed.record_id, Routed.key)
    return _read(session, query.limit(limit))


def _ways(office_id: str, form: str, version: str) -> Ways:
    return select(
        Routed.key,
        Routed.kind,
        Routed.p,
        Routed.route,
        Routed.proposal,
        Routed.outcome,
        Routed.record_id,
    ).where(Routed.office_id == office_id, Routed.form == form, Routed.form_version == version)


def seen(session: Session, office_id: str) -> tuple[Seen, ...]:
    """Every form of which the office has routed fields, by id and version.

    Counts what lies in indexes alone, but all of it: of millions of fields that takes seconds.
    """
    query = (
        select(Routed.form, Routed.form_version, Routed.route, Routed.outcome, func.count())
        .where(Routed.office_id == office_id)
        .group_by(Routed.form, Routed.form_version, Routed.route, Routed.outcome)
        .order_by(Routed.form, Routed.form_version)
    )
    found: dict[tuple[str, str], dict[tuple[str, str], int]] = {}
    for form, version, route, outcome, count in session.execute(query):
        found.setdefault((form, version), {})[route, outcome] = count
    records = {
        (one.form, one.version): sum(one.records.values())
        for one in progress.by_form(session, office_id)
    }
    return tuple(
        _seen(of, records.get(of, 0), counts, _read_last(session, office_id, *of))
        for of, counts in found.items()
    )


def _seen(
    of: tuple[str, str], records: int, counts: Mapping[tuple[str, str], int], newest: datetime
) -> Seen:
    def counted(route: Route, *outcomes: str) -> int:
        wanted = outcomes or ("", *Judgement)
        return sum(counts.get((route, outcome), 0) for outcome in wanted)

    return Seen(
        *of,
        records,
        {route: counted(route) for route in Route},
        counted(Route.SAMPLE, *Judgement),
        counted(Route.SAMPLE, Judgement.WRONG),
        counted(Route.ACCEPTED, Judgement.WRONG),
        newest,
    )


def _read_last(session: Session, office_id: str, form: str, version: str) -> datetime:
    query = select(func.max(Routed.at)).where(
        Routed.office_id == office_id, Routed.form == form, Routed.form_version == version
    )
    return session.scalars(query).one()


def settle(session: Session, record: Record, keys: Container[str] | None = None) -> None:
    """Say of every field that a person has settled whether it had been read right.

    For a record that is being finished, or of which `keys` are being revised: what stands then is
    what the person meant. What a machine
    settled over the API tells nothing of what stands on the paper.
    """
    query = select(Correction).where(Correction.record_id == record.id).order_by(Correction.id)
    before: dict[str, dict[str, object]] = {}
    last: dict[str, str] = {}
    for correction in session.scalars(query):
        before.setdefault(correction.key, correction.before)
        last[correction.key] = correction.by
    moment = now()
    for field in record.fields:
        if keys is not None and field.key not in keys:
            continue
        looked_at = field.source == "person" and field.key in before
        if field.routed is not None and looked_at and not last[field.key].startswith(_MACHINE):
            right = _right(field, before[field.key])
            field.routed.outcome = Judgement.RIGHT if right else Judgement.WRONG
            field.routed.settled = moment


def _right(field: Field, before: Mapping[str, object]) -> bool:
    """The person left the value as read. One that nobody can read was not read right."""
    if field.status == FieldStatus.ILLEGIBLE:
        return False
    return same(field.value, before["value"])


def tolerances(session: Session, office_id: str) -> Tolerances:
    """What the office has chosen, by form and field; "" stands for every one."""
    query = select(Tolerance).where(Tolerance.office_id == office_id)
    return {(row.form, row.key): row.error for row in session.scalars(query)}


def tolerate(
    session: Session,
    office_id: str,
    *,
    form: str,
    key: str,
    error: float | None,
    actor: str,
) -> None:
    """Keep what share of errors (0..1) is tolerated; None: no choice, the wider one holds.

    It is written into the audit. Raises BadRequest for a share out of range or a field of no form.
    """
    if error is not None and not 0 <= error <= 0.5:
        raise BadRequest("A tolerated share of errors lies between 0 and 0.5.")
    if key and not form:
        raise BadRequest("A field belongs to a form: name the form too.")
    session.execute(
        delete(Tolerance).where(
            Tolerance.office_id == office_id, Tolerance.form == form, Tolerance.key == key
        )
    )
    if error is not None:
        session.add(
            Tolerance(office_id=office_id, form=form, key=key, error=error, by=actor, at=now())
        )
    audit.note(
        session,
        office_id=office_id,
        actor=actor,
        action="routing.tolerated",
        object_=f"{form}:{key}"[:80],
        error=error,
    )


def _read(session: Session, query: Ways) -> tuple[Way, ...]:
    return tuple(
        Way(key, kind, p, route, proposal, outcome == Judgement.WRONG if outcome else None, record)
        for key, kind, p, route, proposal, outcome, record in session.execute(query)
    )
