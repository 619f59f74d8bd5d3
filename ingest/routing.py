"""Routing in an office: what it tolerates, what its people have seen, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from extract.automation import Point, Read, curve
from extract.routing import routed
from extract.standing import BY_P, NEVER, NOTHING_KNOWN, Demand, Looked, Standing, stand
from ingest.settings import Settings
from models.forms import Kind
from models.lots import lot
from models.repositories import routing
from models.repositories.routing import Seen, Tolerances, Way
from models.tables import Document
from models.values import Outcome, Record

#: what `lontar read` may be told instead of asking a database
WITHOUT_HISTORY: Mapping[str, Standing] = {"trusted": BY_P, "untrusted": NOTHING_KNOWN}


def route(session: Session, document: Document, outcome: Outcome, settings: Settings) -> Outcome:
    """What a document came to, every field routed by the standing that its form has in its office.

    The same document is drawn the same samples however often it is read.
    """
    office = document.office_id
    secret = routing.sampling_key(session, office)
    known: dict[tuple[str, str], Standing] = {}
    records = []
    for ordinal, record in enumerate(outcome.records, start=1):
        form = record.form, record.version
        if form not in known:
            known[form] = standing_of(session, office, *form, settings)
        standing = known[form]
        subject = f"{document.sha256}:{ordinal}"

        def drawn(key: str, subject: str = subject) -> bool:
            return lot(secret, f"{subject}:{key}", settings.sample_share)

        records.append(_told(routed(record, standing, drawn), standing))
    return replace(outcome, records=tuple(records))


def without_history(outcome: Outcome, mode: str) -> Outcome:
    """Every field routed where there is no database: by probabilities alone, or all untrusted."""
    chosen = WITHOUT_HISTORY[mode]
    standings = [chosen if record.form else NEVER for record in outcome.records]
    pairs = zip(outcome.records, standings, strict=True)
    return replace(outcome, records=tuple(_told(routed(one, known), known) for one, known in pairs))


def standing_of(
    session: Session, office_id: str, form: str, version: str, settings: Settings
) -> Standing:
    """The standing of one version of a form in an office, by what its people have looked at."""
    if not form:
        return NEVER
    demand = demand_of(routing.tolerances(session, office_id), form, settings)
    limit = settings.evidence_values
    seen = routing.looked(session, office_id, form, version, limit=limit)
    return stand([_looked(one) for one in seen], demand)


def demand_of(chosen: Tolerances, form: str, settings: Settings) -> Demand:
    """What the office demands of a form: its own choice for it, for every form, or the setting."""
    wide = chosen.get(("", ""), settings.tolerated_error)
    fields = {key: error for (of, key), error in chosen.items() if of == form and key}
    return Demand(chosen.get((form, ""), wide), settings.trust_records, fields)


def _looked(way: Way) -> Looked:
    return Looked(way.key, Kind(way.kind), way.p, bool(way.wrong), way.record)


def _told(record: Record, standing: Standing) -> Record:
    """The record with a word on its routing in its provenance."""
    told = f"{standing.why}, {standing.strictness:+.2f}, tolerated {standing.error:g}"
    return replace(record, provenance={**record.provenance, "routing": told})


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is known of the routing of one version of a form in an office."""

    seen: Seen
    standing: Standing
    curve: tuple[Point, ...]


def reports(
    session: Session, office_id: str, settings: Settings, seen: Sequence[Seen] | None = None
) -> tuple[Report, ...]:
    """A report for every version of a form that the office has records of.

    `seen`: what was counted a moment ago, where counting again would be dear.
    """
    chosen = routing.tolerances(session, office_id)
    return tuple(
        _report(session, office_id, one, demand_of(chosen, one.form, settings), settings)
        for one in (routing.seen(session, office_id) if seen is None else seen)
    )


def _report(
    session: Session, office_id: str, seen: Seen, demand: Demand, settings: Settings
) -> Report:
    form, version, limit = seen.form, seen.version, settings.evidence_values
    looked = [
        _looked(one) for one in routing.looked(session, office_id, form, version, limit=limit)
    ]
    newest = routing.newest(session, office_id, form, version, limit=limit)
    read = [Read(Kind(one.kind), one.p, bool(one.proposal)) for one in newest]
    standing = stand(looked, demand) if form else NEVER
    return Report(seen, standing, curve(read, looked))
