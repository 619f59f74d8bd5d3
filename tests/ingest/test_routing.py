"""In an office: nothing is accepted of a form until its people have looked at enough of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from extract.standing import Why
from ingest import routing
from ingest.settings import Settings
from models.database import Database
from models.errors import BadRequest
from models.repositories import amendments, batches, documents, offices, records, results
from models.repositories import routing as kept
from models.repositories.amendments import Change
from models.routing import Route
from models.tables import Record, Routed
from models.values import (
    FieldStatus,
    FieldValue,
    Outcome,
    RecordState,
    Source,
)
from models.values import Record as RecordValue

FIELDS = 24
RIGHT = "Sokha"


@dataclass
class Desk:
    """An office with a reviewer; `settings` make trust cheap enough for a test."""

    database: Database
    settings: Settings
    office: str
    batch: str
    person: str
    sent: list[str] = field(default_factory=list)

    def read(self, *wrong: int, p: float = 0.97, form: str = "form") -> Record:
        """A document that comes to one record; fields at the places `wrong` were misread."""
        fields = tuple(_field(n, n in wrong, p) for n in range(FIELDS))
        value = RecordValue(form, "1", RecordState.FINISHED, fields, (1,))
        sha256 = hashlib.sha256(str(len(self.sent)).encode()).hexdigest()
        with self.database.write() as session:
            batch = batches.get(session, self.office, self.batch)
            source = Source(sha256, "application/pdf", 9)
            document_id = documents.accept(session, batch, source, "a.pdf", "t").document.id
            document = documents.claim(session, document_id, lease_seconds=60)
            assert document is not None
        with self.database.read() as session:
            found = routing.route(session, document, Outcome((), (), (value,)), self.settings)
        with self.database.write() as session:
            mine = documents.owned(session, document_id, document.fence)
            assert mine is not None
            results.keep(session, mine, found, pipeline="1", image_keys={})
        self.sent.append(document_id)
        with self.database.read() as session:
            return records.of_document(session, document_id)[0]

    def review(self, record: Record, actor: str = "person:r") -> None:
        """Somebody settles whatever waits, rightly, and finishes the record."""
        changes = [_said(f.key, f.value, f.status) for f in record.fields if f.status == "review"]
        with self.database.write() as session:
            version = 1
            if changes:
                amendments.amend(
                    session,
                    self.office,
                    record.id,
                    changes,
                    person_id=self.person,
                    actor=actor,
                    expected_version=version,
                )
                version += 1
            amendments.finish(
                session,
                self.office,
                record.id,
                person_id=self.person,
                actor="person:r",
                expected_version=version,
            )

    def standing(self, form: str = "form") -> Why:
        with self.database.read() as session:
            found = routing.standing_of(session, self.office, form, "1", self.settings)
        return found.why

    def fed(self) -> int:
        with self.database.read() as session:
            return len(records.finished_after(session, self.office, 0, limit=1000).records)

    def report(self) -> routing.Report:
        with self.database.read() as session:
            return routing.reports(session, self.office, self.settings)[0]


def _field(place: int, wrong: bool, p: float) -> FieldValue:
    if place == FIELDS - 1:
        return FieldValue("village", "text", "", None, p, FieldStatus.EMPTY, 1, None)
    text = "Sokba" if wrong else RIGHT
    return FieldValue(f"name_{place}", "name", text, text, p, FieldStatus.ACCEPTED, 1, None)


def _said(key: str, value: object, status: str) -> Change:
    if value is None:
        return Change(key, "empty")
    return Change(key, "confirm") if value == RIGHT else Change(key, "correct", RIGHT, RIGHT)


MakeDesk = Callable[..., Desk]


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> MakeDesk:
    def make(**chosen: object) -> Desk:
        settings = Settings(
            data=tmp_path, **{"tolerated_error": 0.05, "trust_records": 3, **chosen}
        )
        with database.write() as session:
            made = offices.office_named(session, "Office", create=True)
            made.sampling_key = "the same in every run"
            office = made.id
            person = offices.add_person(session, office, "r", "reviewer", "-").id
            batch = batches.create(session, office, "b", "t").id
        return Desk(database, settings, office, batch, person)

    return make


def _reviewed(desk: Desk, count: int) -> None:
    for _ in range(count):
        desk.review(desk.read())


def test_nothing_reaches_the_feed_before_somebody_has_looked(desk: MakeDesk) -> None:
    office = desk()
    record = office.read()
    assert record.state == RecordState.NEEDS_REVIEW
    assert {f.status for f in record.fields} == {"review"}
    assert office.fed() == 0
    with office.database.write() as session, pytest.raises(Exception, match="Fields still"):
        amendments.finish(
            session,
            office.office,
            record.id,
            person_id=office.person,
            actor="r",
            expected_version=1,
        )
    office.review(record)
    assert office.fed() == 1


def test_a_form_whose_values_were_right_is_trusted_and_samples_go_on(desk: MakeDesk) -> None:
    office = desk(sample_share=0.1)
    _reviewed(office, 3)
    assert office.standing() is Why.TRUSTED
    found = [office.read() for _ in range(12)]
    fields = [f for record in found for f in record.fields]
    drawn = [f for f in fields if f.routed is not None and f.routed.route == "sample"]
    assert 0 < len(drawn) < 70
    assert {f.status for f in drawn} == {"review"}
    assert all(f.status != "review" for f in fields if f not in drawn)
    assert office.fed() == 3 + sum(record.state == RecordState.FINISHED for record in found)
    for record in found:
        if record.state == RecordState.NEEDS_REVIEW:
            office.review(record)
    report = office.report()
    assert (report.seen.samples, report.seen.samples_wrong) == (len(drawn), 0)
    assert report.seen.fields["accepted"] + report.seen.fields["sample"] == 12 * FIELDS


def test_a_form_whose_values_were_wrong_is_not_trusted(desk: MakeDesk) -> None:
    office = desk()
    for n in range(4):
        office.review(office.read(n, n + 4, n + 8, n + 12))
    assert office.standing() is Why.WRONG
    assert office.read().state == RecordState.NEEDS_REVIEW
    report = office.report()
    assert report.standing.wrong == 16
    assert report.curve[-1].error == pytest.approx(16 / (4 * FIELDS))


def test_fields_that_are_always_wrong_are_held_back_alone(desk: MakeDesk) -> None:
    office = desk()
    for _ in range(4):
        office.review(office.read(1, 5))
    assert office.standing() is Why.TRUSTED
    assert set(office.report().standing.fields) == {"name_1", "name_5"}
    waiting = {f.key for f in office.read().fields if f.status == "review"}
    assert {"name_1", "name_5"} <= waiting


def test_trust_of_one_form_or_version_is_none_of_another(desk: MakeDesk) -> None:
    office = desk()
    _reviewed(office, 3)
    assert office.standing("other") is Why.FEW_RECORDS
    assert office.read(form="other").state == RecordState.NEEDS_REVIEW
    assert office.standing("") is Why.NEVER


def test_only_finished_records_are_evidence(desk: MakeDesk) -> None:
    office = desk()
    for _ in range(5):
        office.read()
    assert office.standing() is Why.FEW_RECORDS


def test_what_a_machine_confirms_is_no_evidence(desk: MakeDesk) -> None:
    office = desk()
    for _ in range(4):
        office.review(office.read(), actor="token:0123")
    assert office.standing() is Why.FEW_RECORDS
    assert office.fed() == 4


def test_what_is_corrected_unasked_counts_as_wrong_and_what_is_left_alone_as_nothing(
    desk: MakeDesk,
) -> None:
    office = desk(sample_share=0.001)
    _reviewed(office, 3)
    before = office.report().standing.values
    record = office.read(7)
    assert record.state == RecordState.FINISHED
    assert office.report().standing.values == before, "nobody has looked at it"
    with office.database.write() as session:
        mixed = records.get(session, office.office, record.id)
        mixed.state = RecordState.NEEDS_REVIEW
        amendments.amend(
            session,
            office.office,
            record.id,
            [Change("name_7", "correct", RIGHT, RIGHT)],
            person_id=office.person,
            actor="r",
            expected_version=1,
        )
        amendments.finish(
            session,
            office.office,
            record.id,
            person_id=office.person,
            actor="r",
            expected_version=2,
        )
    report = office.report()
    assert report.seen.found_wrong == 1
    assert (report.standing.values, report.standing.wrong) == (before + 1, 1)


def test_an_undone_correction_is_no_evidence_against_the_reading(desk: MakeDesk) -> None:
    office = desk()
    record = office.read()
    with office.database.write() as session:

        def change(*changes: Change, version: int) -> None:
            amendments.amend(
                session,
                office.office,
                record.id,
                changes,
                person_id=office.person,
                actor="r",
                expected_version=version,
            )

        change(Change("name_0", "correct", "typo", "typo"), version=1)
        change(Change("name_0", "undo"), version=2)
        waiting = records.get(session, office.office, record.id).fields
        change(*(_said(f.key, f.value, f.status) for f in waiting), version=3)
        amendments.finish(
            session,
            office.office,
            record.id,
            person_id=office.person,
            actor="r",
            expected_version=4,
        )
    assert office.report().standing.wrong == 0


def test_an_office_chooses_what_it_tolerates_and_the_choice_is_in_the_book(
    desk: MakeDesk,
) -> None:
    office = desk()
    _reviewed(office, 3)

    def tolerate(error: float | None, form: str = "form", key: str = "") -> None:
        with office.database.write() as session:
            kept.tolerate(session, office.office, form=form, key=key, error=error, actor="m")

    tolerate(0.0, key="name_3")
    record = office.read()
    assert {f.key for f in record.fields if f.status == "review"} >= {"name_3"}
    assert office.standing() is Why.TRUSTED
    tolerate(0.001)
    assert office.standing() is Why.FEW_VALUES
    tolerate(None)
    assert office.standing() is Why.TRUSTED
    tolerate(0.0, form="")
    assert office.standing() is Why.NEVER
    with pytest.raises(BadRequest):
        tolerate(0.9)


def test_the_same_document_is_drawn_the_same_samples(desk: MakeDesk) -> None:
    office = desk(sample_share=0.3)
    _reviewed(office, 3)
    with office.database.read() as session:
        document = documents.get(session, office.office, office.sent[0])
        record = RecordValue(
            "form",
            "1",
            RecordState.FINISHED,
            tuple(_field(n, False, 0.97) for n in range(FIELDS)),
            (1,),
        )
        outcome = Outcome((), (), (record, record))
        first, again = (
            routing.route(session, document, outcome, office.settings) for _ in range(2)
        )
    assert first.records == again.records
    one, two = first.records
    assert [f.status for f in one.fields] != [f.status for f in two.fields]


def test_a_record_that_was_not_routed_waits_for_a_person(desk: MakeDesk) -> None:
    office = desk()
    record = office.read()
    with office.database.write() as session:
        document = documents.get(session, office.office, record.document_id)
        value = RecordValue("form", "1", RecordState.FINISHED, (_field(0, False, 0.99),), (1,))
        results.keep(session, document, Outcome((), (), (value,)), pipeline="2", image_keys={})
    with office.database.read() as session:
        found = records.of_document(session, record.document_id)
    assert {r.state for r in found} == {"needs_review"}
    assert office.fed() == 0


def test_what_came_of_a_form_is_counted_by_hand(desk: MakeDesk) -> None:
    here = desk(sample_share=0.5)
    for _ in range(3):
        here.review(here.read())
    left = here.read()
    here.read(form="other")
    with here.database.read() as session:
        rows = list(session.query(Routed).filter_by(office_id=here.office, form="form"))
        (found, other) = kept.seen(session, here.office)
    routes = [row.route for row in rows]
    assert found.records == 4
    assert found.fields == {route: routes.count(route) for route in Route}
    assert sum(found.fields.values()) == 4 * FIELDS
    asked = [row for row in rows if row.route == Route.SAMPLE]
    assert found.samples == sum(1 for row in asked if row.outcome)
    assert found.samples_wrong == found.found_wrong == 0
    assert found.newest == max(row.at for row in rows if row.record_id == left.id)
    assert (other.form, other.records) == ("other", 1)


def test_an_office_of_which_nothing_is_routed_has_no_report(desk: MakeDesk) -> None:
    here = desk()
    with here.database.read() as session:
        assert routing.reports(session, here.office, here.settings) == ()
