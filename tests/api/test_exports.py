"""Finished records as files that other programs open rightly."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from api.exports import files, htcds
from api.exports.cells import FORMULA, harmless
from models.repositories import revisions, sight
from models.repositories.changing import Change
from models.sight import Sight
from models.values import FieldStatus, Outcome, RecordState
from tests.api.conftest import World
from tests.api.world import add_document, reading


def add(world: World, name: str, **more: object) -> str:
    outcome = reading(name, RecordState.FINISHED)
    (record,) = outcome.records
    fields = tuple(replace(f, **more.get(f.key, {})) for f in record.fields)  # type: ignore[call-overload]
    changed = Outcome(outcome.pages, (), (replace(record, fields=fields),))
    return add_document(world.state, world.here.id, world.here.batch, name, changed)


def fetch(world: World, kind: str, who: str = "records:read", **query: str):
    return world.client(who).get(f"/api/v1/exports/{kind}", params=query)


def table(text: str, separator: str = ",") -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=separator))


EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", '=HYPERLINK("http://x","y")']


def test_no_cell_runs_as_a_formula_and_every_script_arrives(world: World) -> None:
    names = [*EVIL, "សុខ ដារ៉ា", "สมชาย ใจดี", 'quote " and, comma']
    for name in names:
        add(world, name)
    answer = fetch(world, "csv")
    assert answer.content.startswith(b"\xef\xbb\xbf"), "Excel takes it for UTF-8"
    rows = table(answer.content.decode())
    assert int(answer.headers["x-lontar-records"]) == len(rows) == len(names) + 1
    assert not any(cell.startswith(FORMULA) for row in rows for cell in row.values())
    said = [row["given_name"].replace("'", "") for row in rows[1:]]
    assert said == names
    book = openpyxl.load_workbook(io.BytesIO(fetch(world, "xlsx").content))
    sheet = book["test-intake"]
    at = [cell.value for cell in sheet[1]].index("given_name")
    cells = [row[at] for row in sheet.iter_rows(min_row=3)]
    assert [cell.value for cell in cells] == names
    assert {cell.data_type for cell in cells} == {"s"}, "text, though it looks like a formula"
    assert {cell.hyperlink for cell in cells} == {None}


@pytest.mark.parametrize("made", [",", ";", "\t"])
@pytest.mark.parametrize("opened", [",", ";", "\t"])
def test_opened_with_another_separator_no_cell_runs_either(made: str, opened: str) -> None:
    evil = [f"Dara{mark}{start}1+1" for mark in ",;\t\n" for start in "=+-@"]
    evil += ["\0=1+1", '";=1+1', "a\r\n=1+1"]
    text = "".join(
        files.csv_pieces(["id", "said"], [{"id": "1", "said": e} for e in evil], separator=made)
    )
    lines = text.removeprefix(files.BOM).replace("\0", "").splitlines()
    cells = [cell.strip('"') for line in lines for cell in line.split(opened)]
    assert not any(cell.startswith(FORMULA) for cell in cells)


def test_what_is_written_stays_as_it_is_where_nothing_can_run() -> None:
    said = "She said:\n- the boat came at night\n- tel. 012; +855 is not hers"
    assert harmless(said) == said


def test_a_table_holds_each_record_once_in_its_newest_version(world: World) -> None:
    add(world, "Dara")
    with world.state.database.write() as session:
        revisions.revise(
            session,
            world.here.id,
            world.here.finished,
            [Change("sex", "illegible"), Change("birth_date", "not_applicable")],
            actor="person:x",
            expected_version=1,
        )
    rows = table(fetch(world, "csv").content.decode())
    assert [(row["given_name"], row["version"]) for row in rows] == [
        ("Dara", "1"),
        (world.here.plant, "2"),
    ]
    assert (rows[1]["sex"], rows[1]["illegible"]) == ("", "sex")
    assert rows[1]["not_applicable"] == "birth_date"
    assert rows[0]["form_date"] == "2020-05-17"
    lines = [json.loads(line) for line in fetch(world, "jsonl").content.splitlines()]
    feed = world.client("records:read").get("/api/v1/records").json()["records"]
    assert lines == feed


def test_the_next_export_goes_on_where_this_one_ended(world: World) -> None:
    first = fetch(world, "csv")
    after = first.headers["x-lontar-cursor"]
    assert table(fetch(world, "csv", cursor=after).content.decode()) == []
    add(world, "Dara")
    (row,) = table(fetch(world, "csv", cursor=after).content.decode())
    assert row["given_name"] == "Dara"
    feed = world.client("records:read").get("/api/v1/records", params={"cursor": after}).json()
    assert [r["id"] for r in feed["records"]] == [row["id"]]


def test_what_is_asked_for_is_what_comes(world: World) -> None:
    assert table(fetch(world, "csv", form="no-such").content.decode()) == []
    assert len(table(fetch(world, "csv", form="test-intake").content.decode())) == 1
    assert table(fetch(world, "csv", since="2999-01-01").content.decode()) == []
    assert len(table(fetch(world, "csv", since="2020-01-01").content.decode())) == 1
    semicolons = fetch(world, "csv", separator="semicolon").content.decode()
    assert table(semicolons, ";")[0]["given_name"] == world.here.plant
    for wrong in ({"since": "yesterday"}, {"separator": "x"}, {"cursor": "zzzz"}):
        assert fetch(world, "csv", **wrong).status_code == 422
    assert fetch(world, "docx").status_code == 422


def test_tables_come_with_the_data_dictionary_beside_them(world: World) -> None:
    add(world, "Dara")
    with zipfile.ZipFile(io.BytesIO(fetch(world, "tables").content)) as folder:
        assert folder.testzip() is None
        names = set(folder.namelist())
        assert names == {"test-intake.csv", "dictionary.csv", "codes.csv", "README.txt"}
        rows = table(folder.read("test-intake.csv").decode())
        about = {row["column"]: row for row in table(folder.read("dictionary.csv").decode())}
        codes = table(folder.read("codes.csv").decode())
        assert "2 finished records" in folder.read("README.txt").decode()
    assert len(rows) == 2
    assert set(rows[0]) <= set(about), "every column is explained"
    assert about["sex"]["meaning_km"]
    assert ("sex", "female", "Feminine") in {(c["codes"], c["code"], c["htcds"]) for c in codes}
    book = openpyxl.load_workbook(io.BytesIO(fetch(world, "xlsx").content))
    assert book.sheetnames == ["test-intake", "Data dictionary", "Codes"]


def test_htcds_has_the_standard_s_names_and_codes(world: World) -> None:
    place = {
        "levels": [
            {"level": "province", "name": "បន្ទាយមានជ័យ", "code": "01"},
            {"level": "district", "name": "សិរីសោភ័ណ", "code": "0106"},
        ],
        "rest": "12 Street 3",
    }
    add(
        world,
        "Dara",
        given_name={"key": "name_given_local"},
        form_date={"key": "dob"},
        birth_date={
            "key": "origin",
            "kind": "place",
            "value": place,
            "status": FieldStatus.ACCEPTED,
        },
        family={
            "key": "referral",
            "value": [{"to": "Shelter", "date": {"iso": "2021-02"}}, {"to": None}],
            "status": FieldStatus.ACCEPTED,
        },
    )
    with zipfile.ZipFile(io.BytesIO(fetch(world, "htcds").content)) as folder:
        rows = table(folder.read("records.csv").decode())
        about = {row["column"]: row for row in table(folder.read("dictionary.csv").decode())}
        codes = {c["htcds"] for c in table(folder.read("codes.csv").decode())}
    assert tuple(rows[0]) == htcds.columns() == tuple(about)
    row = rows[1]
    assert (row["prs_FirstName"], row["prs_Birthdate"]) == ("Dara", "2020-05-17")
    assert row["prs_Gender"] == "Feminine"
    assert row["prs_Gender"] in codes
    assert row["prs_MailingState"] == "បន្ទាយមានជ័យ"
    assert row["prs_MailingCity"] == "សិរីសោភ័ណ"
    assert row["prs_MailingStreet"] == "12 Street 3"
    assert row["cas_ReferredOrganisation"] == "Shelter"
    assert row["cas_OutgoingReferralDate"] == "2021-02"
    assert "IOM" in about["prs_Gender"]["note"]


def test_what_is_kept_from_a_role_is_kept_from_its_files(world: World) -> None:
    with world.state.database.write() as session:
        sight.choose(
            session,
            world.here.id,
            form="test-intake",
            key="given_name",
            role="manager",
            sight=Sight.NEVER,
            actor="test",
        )
    for kind in ("csv", "jsonl", "xlsx", "tables", "htcds"):
        answer = fetch(world, kind, who="manager")
        assert answer.status_code == 200, answer.text
        content = answer.content
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as folder:
                content = b"".join(folder.read(name) for name in folder.namelist())
        assert world.here.plant.encode() not in content, kind
        if kind in ("tables", "xlsx"):
            assert b"Kept from your role" in content
    assert world.here.plant in fetch(world, "csv").text


def test_a_record_of_no_definition_keeps_all_its_fields(world: World) -> None:
    outcome = reading("Dara", RecordState.FINISHED)
    (record,) = outcome.records
    lost = replace(record, form="withdrawn", version="9")
    changed = Outcome(outcome.pages, (), (lost,))
    add_document(world.state, world.here.id, world.here.batch, "x", changed)
    rows = table(fetch(world, "csv").content.decode())
    assert [(r["form"], r["given_name"]) for r in rows] == [
        ("test-intake", world.here.plant),
        ("withdrawn", "Dara"),
    ]
    add(world, "Sok", family={"key": "never_defined", "value": "kept"})
    rows = table(fetch(world, "csv").content.decode())
    assert json.loads(rows[-1]["further"]) == {"never_defined": "kept"}


def test_too_many_at_once_are_told_to_wait_and_none_keeps_its_turn(world: World) -> None:
    turns = world.app.state.exports
    for _ in range(3 * world.state.settings.exports_at_once):
        assert fetch(world, "xlsx").status_code == 200
        assert fetch(world, "csv").status_code == 200
    for _ in range(world.state.settings.exports_at_once):
        turns.take()
    busy = fetch(world, "csv")
    assert (busy.status_code, busy.json()["code"]) == (503, "exports_busy")
    turns.give_back()
    assert fetch(world, "csv").status_code == 200


def test_the_audit_keeps_who_exported_how_many(world: World) -> None:
    fetch(world, "htcds", who="manager")
    line = world.client("manager").get("/api/v1/audit").json()["lines"][0]
    assert line["action"] == "records.exported"
    assert line["detail"] == {"format": "htcds", "count": 1}


def test_what_does_not_fit_a_cell_is_said_to_be_cut(world: World) -> None:
    add(world, "x" * 40_000)
    book = openpyxl.load_workbook(io.BytesIO(fetch(world, "xlsx").content))
    cells = [cell.value for row in book["test-intake"].iter_rows() for cell in row]
    (long,) = [cell for cell in cells if isinstance(cell, str) and len(cell) > 30_000]
    assert long.endswith("cut here: whole in CSV and JSON")
    assert "x" * 40_000 in fetch(world, "csv").text


def test_a_sheet_that_is_full_goes_on_in_another(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_ROWS", 3)
    for number in range(4):
        add(world, f"Somebody {number}")
    book = openpyxl.load_workbook(io.BytesIO(fetch(world, "xlsx").content))
    sheets = [name for name in book.sheetnames if name.startswith("test-intake")]
    assert [book[name].max_row for name in sheets] == [3, 3, 2]
