"""Confidences refitted from what people have reviewed: through the database and back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from api.cli import build
from ingest import calibration
from ingest.settings import Settings
from models.database import Database, migrate
from models.errors import BadRequest, TooFewReviewed
from models.repositories import amendments, batches, documents, offices, records, results
from models.repositories.amendments import Change
from models.repositories.reviewed import reviewed
from models.values import (
    Box,
    FieldStatus,
    FieldValue,
    Grey,
    Looks,
    Outcome,
    Reading,
    Record,
    RecordState,
    Source,
)
from ocr.calibration import calibrated, choose, table
from ocr.calibration.refit import NEEDED, NEEDED_OF_GROUP
from ocr.calibration.table import SHIPPED

PAPER: Grey = np.full((40, 200), 255, np.uint8)
SECRET = "Sokha"


@pytest.fixture(autouse=True)
def _shipped_again() -> Iterator[None]:
    yield
    choose(SHIPPED)


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path)


def reading(text: str, sure: float) -> Reading:
    said = (
        Reading("tesseract", ("eng",), text, sure),
        Reading("rapidocr", ("eng",), text if sure > 0.5 else text[:-1], sure),
    )
    joint = Reading("vote", ("eng",), text, sure, (), said, 1.0, Looks.PRINTED)
    return calibrated(joint, PAPER)


def record(number: int, count: int) -> Record:
    dice = np.random.default_rng(number)
    fields = []
    for n in range(count):
        text = f"{SECRET} {chr(97 + n % 26)}"
        one = reading(text, float(dice.uniform(0.3, 0.95)))
        fields.append(
            FieldValue(
                key=f"f{n:02}",
                kind="name",
                raw=text,
                value=text,
                p=one.confidence,
                status=FieldStatus.REVIEW,
                page=1,
                box=Box(0, 0, 9, 9),
                source="zone",
                readings=(one,),
            )
        )
    return Record("form", "1", RecordState.NEEDS_REVIEW, tuple(fields), (1,), {"program": "test"})


def review(database: Database, count: int, *, wrong_every: int = 4) -> None:
    """A record of so many names; a person corrects some, empties one, confirms the others."""
    with database.write() as session:
        office = offices.office_named(session, "Office", create=True).id
        person = offices.add_person(session, office, f"reviewer{count}", "reviewer", "x").id
        batch = batches.create(session, office, "batch", "test")
        source = Source(hashlib.sha256(str(count).encode()).hexdigest(), "application/pdf", 9)
        document_id = documents.accept(session, batch, source, "a.pdf", "test").document.id
    with database.write() as session:
        document = documents.claim(session, document_id, lease_seconds=60)
        assert document is not None
        results.keep(
            session, document, Outcome((), (), (record(count, count),)), pipeline="1", image_keys={}
        )
    with database.write() as session:
        found = records.of_document(session, document_id)[0]
        changes = []
        for n, field in enumerate(found.fields):
            if n == 1:
                changes.append(Change(field.key, "empty"))
            elif n % wrong_every == 0:
                changes.append(Change(field.key, "correct", f"{SECRET} zz", f"{SECRET} zz"))
            elif n % wrong_every == 2:
                changes.append(Change(field.key, "correct", field.raw, field.raw))
            else:
                changes.append(Change(field.key, "confirm"))
        amendments.amend(
            session, office, found.id, changes,
            person_id=person, actor="reviewer", expected_version=1,
        )  # fmt: skip


def test_what_people_reviewed_comes_back_as_facts_and_whether_it_was_right(
    database: Database,
) -> None:
    review(database, 24)

    with database.read() as session:
        kept = list(reviewed(session))
        rows = calibration.rows(session)

    assert len(kept) == len(rows) == 24
    assert [row.right for row in rows[:5]] == [False, False, True, True, False]
    assert {row.group for row in rows} == {"latin"}
    assert all("tesseract" in row.agreeing for row in rows)
    assert any(row.values for row in rows)
    assert rows[3].values == reading_values(record(24, 24), 3)


def reading_values(made: Record, number: int) -> tuple[float, ...]:
    sure = made.fields[number].readings[0].sureness
    assert sure is not None
    return tuple(round(value, 3) for _, value in sure.facts)


def test_too_few_reviewed_values_change_nothing(database: Database, place: Settings) -> None:
    review(database, 24)
    with database.read() as session:
        rows = calibration.rows(session)

    with pytest.raises(TooFewReviewed, match=f"24 values .* {NEEDED} are needed"):
        calibration.refit(place, rows)
    assert calibration.versions(place) == ("shipped",)
    assert calibration.use(place).version == table().version


def test_a_refitted_table_is_used_until_one_returns_to_another(
    database: Database, place: Settings
) -> None:
    review(database, NEEDED + NEEDED_OF_GROUP)
    with database.read() as session:
        rows = calibration.rows(session)
    shipped = calibration.use(place)

    made = calibration.refit(place, rows)
    assert calibration.versions(place) == ("shipped", made.version)
    assert calibration.use(place).version == made.version == calibration.name_in_use(place)
    assert reading(SECRET, 0.9).sureness.version == made.version  # type: ignore[union-attr]
    file = place.data / "calibration" / f"{made.version}.yaml"
    assert SECRET not in file.read_text("utf-8")

    again = calibration.refit(place, rows)
    assert again.version != made.version
    assert calibration.turn_to(place, made.version).version == made.version
    assert calibration.turn_to(place, "shipped").version == shipped.version
    assert calibration.use(place).version == shipped.version
    with pytest.raises(BadRequest, match="no table"):
        calibration.turn_to(place, "last-year")


def test_the_command_shows_first_and_writes_only_when_told(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'lontar.sqlite3'}")
    migrate(database)
    review(database, NEEDED + NEEDED_OF_GROUP)
    database.close()

    def run(*words: str) -> str:
        done = CliRunner().invoke(
            build("calibrate"), ["calibrate", "--data", str(tmp_path), *words]
        )
        assert done.exit_code == 0, done.output
        return done.output

    shown = run()
    assert f"{NEEDED + NEEDED_OF_GROUP} reviewed values" in shown
    assert "calibration error (ECE)" in shown
    assert "accepted at 0.99, wrong" in shown
    assert SECRET not in shown
    assert run("--list").split() == ["*", "shipped"]
    run("--write")
    names = run("--list").split()
    assert names[0] == "shipped"
    assert names[1] == "*"
    run("--use", "shipped")
    assert run("--list").startswith("* shipped")


def test_a_value_of_several_lines_keeps_no_facts_of_one_of_them(database: Database) -> None:
    one = record(1, 3)
    lines = tuple(
        replace(f, readings=(replace(f.readings[0], text=f"{f.raw}\nmore"),)) for f in one.fields
    )
    with database.write() as session:
        office = offices.office_named(session, "Office", create=True).id
        batch = batches.create(session, office, "batch", "test")
        source = Source("0" * 64, "application/pdf", 9)
        document_id = documents.accept(session, batch, source, "a.pdf", "test").document.id
    with database.write() as session:
        document = documents.claim(session, document_id, lease_seconds=60)
        assert document is not None
        outcome = Outcome((), (), (replace(one, fields=lines),))
        results.keep(session, document, outcome, pipeline="1", image_keys={})
        found = records.of_document(session, document_id)[0]
        assert all(row["sureness"] is None for f in found.fields for row in f.readings)
