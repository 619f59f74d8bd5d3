"""Tables: cells of their columns' kinds; the head of a column is not in its cells."""

from __future__ import annotations

from extract.context import Context
from extract.forms.load import find_form, load_forms
from extract.table import Cells, parse_table
from models.forms import Kind
from models.values import Reading


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
