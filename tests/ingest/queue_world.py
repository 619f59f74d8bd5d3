"""An office with people and records that wait, for the tests of the queue and of two readers."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from extract.routing import routed
from extract.standing import BY_P
from models.database import Database, new_id
from models.repositories import amendments, batches, documents, offices, queues, records, results
from models.repositories.changing import Change
from models.tables import Field, Record
from models.values import (
    Box,
    FieldStatus,
    FieldValue,
    Outcome,
    Quality,
    ReadPage,
    RecordState,
    Source,
)
from models.values import Record as RecordValue

QUALITY = Quality(0.0, 1.0, 1.0, 0.1, blank=False, low_resolution=False)
FORM = "form"
READ = {"given_name": "Sok Dara", "birth_date": None, "age": 31}
KINDS = {"given_name": "name", "birth_date": "date", "age": "number"}


@dataclass(frozen=True)
class Desk:
    """One office: ids of its people by name, and of a batch."""

    database: Database
    office: str
    batch: str
    people: dict[str, str]

    def add(
        self,
        *doubted: str,
        form: str = FORM,
        batch: str = "",
        picture: bool = True,
        times: int = 1,
    ) -> list[str]:
        """Records of three fields of which these wait; their ids, oldest first."""
        return [self._one(doubted, form, batch or self.batch, picture) for _ in range(times)]

    def _one(self, doubted: tuple[str, ...], form: str, batch: str, picture: bool) -> str:
        fields = tuple(_value(number, key, doubted) for number, key in enumerate(READ))
        state = RecordState.NEEDS_REVIEW if doubted else RecordState.FINISHED
        record = routed(RecordValue(form, "1", state, fields, (1,)), BY_P)
        outcome = Outcome((ReadPage(1, 100, 200, 200.0, 0, QUALITY, ()),), (), (record,))
        source = Source(sha256(new_id().encode()).hexdigest(), "application/pdf", 10)
        with self.database.write() as session:
            of = batches.get(session, self.office, batch)
            document_id = documents.accept(session, of, source, "x.pdf", "test").document.id
        with self.database.write() as session:
            document = documents.claim(session, document_id, lease_seconds=60)
            assert document is not None
            keys = {1: "picture"} if picture else {}
            results.keep(session, document, outcome, pipeline="1", image_keys=keys)
        with self.database.read() as session:
            return records.of_document(session, document_id)[0].id

    def another_batch(self, name: str = "urgent") -> str:
        with self.database.write() as session:
            return batches.create(session, self.office, name, "test").id

    def take(self, who: str, **more: Any) -> str | None:
        """The id of the record that somebody gets next."""
        with self.database.write() as session:
            record = queues.claim_next(session, self.office, self.people[who], seconds=60, **more)
            return record.id if record is not None else None

    def leave(self, who: str, record_id: str) -> None:
        with self.database.write() as session:
            queues.let_go(session, self.office, self.people[who], [record_id])

    def say(self, who: str, record_id: str, key: str, action: str, value: Any = None) -> None:
        """A person's word on a field of a record that they see whole."""
        change = Change(key, action, str(value) if value is not None else "", value)
        with self.database.write() as session:
            version = records.get(session, self.office, record_id).version
            amendments.amend(
                session,
                self.office,
                record_id,
                [change],
                person_id=self.people[who],
                actor=f"person:{who}",
                expected_version=version,
            )

    def finish(self, who: str, record_id: str, *, again_share: float = 0.0) -> None:
        with self.database.write() as session:
            version = records.get(session, self.office, record_id).version
            amendments.finish(
                session,
                self.office,
                record_id,
                person_id=self.people[who],
                actor=f"person:{who}",
                expected_version=version,
                again_share=again_share,
            )

    def record(self, record_id: str) -> Record:
        with self.database.read() as session:
            return records.get(session, self.office, record_id)

    def field(self, record_id: str, key: str) -> Field:
        return next(field for field in self.record(record_id).fields if field.key == key)

    def history(self, record_id: str) -> list[tuple[str, str, str]]:
        """Who did what to which field, oldest first."""
        with self.database.read() as session:
            found = amendments.history(session, self.office, record_id)
            return [(one.by.removeprefix("person:"), one.key, one.action) for one in found]


def _value(number: int, key: str, doubted: tuple[str, ...]) -> FieldValue:
    waits = key in doubted
    value: Any = READ[key]
    return FieldValue(
        key,
        KINDS[key],
        str(value or ""),
        value,
        0.4 if waits else 0.99,
        FieldStatus.REVIEW if waits else FieldStatus.ACCEPTED,
        1,
        Box(10, 10 + 20 * number, 60, 25 + 20 * number),
    )


def a_desk(database: Database, *names: str, office: str = "office") -> Desk:
    """An office with these people, reviewers all."""
    with database.write() as session:
        office_id = offices.office_named(session, office, create=True).id
        people = {
            name: offices.add_person(session, office_id, name, "reviewer", "-").id
            for name in names or ("one", "two", "three", "four")
        }
        batch = batches.create(session, office_id, "a batch", "test").id
    return Desk(database, office_id, batch, people)
