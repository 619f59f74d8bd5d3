"""Tables: cells of their columns' kinds; the head of a column is not in its cells."""

from __future__ import annotations

from dataclasses import replace

from extract.boxed import counted
from extract.context import Context
from extract.forms.load import find_form, load_forms
from extract.parse import parse_field
from extract.table import Cells, parse_table
from models.forms import Column, FormField, Kind
from models.values import FieldStatus, Reading
from tests.extract.builders import BOX, a_field


def reading(text: str) -> tuple[Reading, ...]:
    return (Reading("tesseract", ("ind",), text, 0.97),)


def test_a_value_that_begins_like_its_columns_head_is_kept_whole() -> None:
    form = find_form(load_forms(), "id_uptd_ppa")
    services = next(f for f in form.fields if f.key == "services")
    assert services.kind is Kind.TABLE
    head = next(c for c in services.columns if "Petugas" in c.labels.values())
    value = parse_table(
        services,
        Cells({(0, head.key): reading("Petugas A")}),
        context=Context(languages=("ind",), country="IDN"),
    )
    assert value.value[0][head.key] == "Petugas A"


def a_table() -> FormField:
    columns = (
        Column("name", Kind.NAME, {"id": "Nama"}, BOX),
        Column("note", Kind.TEXT, {"id": "Catatan"}, BOX),
        Column("sign", Kind.SIGNATURE, {"id": "Paraf"}, BOX),
    )
    return replace(a_field("staff", Kind.TABLE, ("ind",)), columns=columns, rows=3)


INDONESIAN = Context(languages=("ind",), country="IDN")


def test_a_row_struck_out_is_left_out_and_told() -> None:
    cells = Cells({(0, "name"): reading("Budi Santoso")}, struck={1})
    value = parse_table(a_table(), cells, context=INDONESIAN)

    assert [row["name"] for row in value.value] == ["Budi Santoso"]
    assert value.status is FieldStatus.REVIEW
    told = next(p.text for p in value.problems if p.code == "row_struck")
    assert told.startswith("Row 2")


def test_a_table_of_which_all_rows_were_struck_out_is_not_accepted_as_empty() -> None:
    value = parse_table(a_table(), Cells(struck={0}), context=INDONESIAN)

    assert (value.value, value.status) == (None, FieldStatus.REVIEW)


def test_a_column_for_signatures_says_who_signed() -> None:
    cells = Cells(
        {(0, "name"): reading("Budi Santoso"), (1, "name"): reading("Siti Aminah")},
        signed={(0, "sign"): (True, 0.99), (1, "sign"): (False, 0.98), (2, "sign"): (False, 0.98)},
    )
    value = parse_table(a_table(), cells, context=INDONESIAN)

    assert [row["sign"] for row in value.value] == [True, False]


def test_text_that_goes_on_in_the_next_row_is_told() -> None:
    cells = Cells({(0, "name"): reading("Budi Santoso")}, extended={0})
    value = parse_table(a_table(), cells, context=INDONESIAN)

    assert "row_joined" in {p.code for p in value.problems}


def test_as_many_characters_as_boxes_or_a_doubt() -> None:
    field = a_field("phone", Kind.TEXT, ("ind",))
    value = parse_field(field, reading("0812 345"), context=INDONESIAN)

    assert counted(value, field, 7) == value
    doubted = counted(value, field, 6)
    assert doubted.status is FieldStatus.REVIEW
    assert {p.code for p in doubted.problems} >= {"cells_differ"}
