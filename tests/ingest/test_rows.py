"""Text of a table that goes on in the row below."""

from __future__ import annotations

from dataclasses import replace

from ingest.rows import Cell, merged_rows
from models.forms import Column, FormField, Kind
from models.values import Reading
from tests.extract.builders import BOX, a_field


def a_table() -> FormField:
    columns = tuple(
        Column(key, kind, {"id": key}, BOX)
        for key, kind in (
            ("name", Kind.NAME),
            ("place", Kind.PLACE),
            ("age", Kind.NUMBER),
        )
    )
    return replace(a_field("family", Kind.TABLE, ("ind",)), columns=columns, rows=4)


def cells(**texts: str) -> dict[Cell, Reading]:
    """Readings by row and column, named such as `name_0`."""
    return {
        (int(key[-1]), key[:-2]): Reading("tesseract", ("ind",), text, 0.9)
        for key, text in texts.items()
    }


def test_words_below_words_of_a_full_row_go_on_with_it() -> None:
    found, extended = merged_rows(
        a_table(), cells(name_0="Budi", place_0="Desa Sukamaju,", age_0="40", place_1="Indramayu")
    )

    assert found[0, "place"].text.split() == ["Desa", "Sukamaju,", "Indramayu"]
    assert (1, "place") not in found
    assert extended == {0}


def test_a_row_with_a_first_cell_or_a_number_stands_for_itself() -> None:
    for own in (cells(name_1="Siti"), cells(age_1="12"), cells(place_1="Bali", age_1="12")):
        table = cells(name_0="Budi", place_0="Jepara", age_0="40") | own
        found, extended = merged_rows(a_table(), table)
        assert set(found) == set(table)
        assert not extended


def test_an_empty_row_ends_what_may_go_on() -> None:
    found, extended = merged_rows(
        a_table(), cells(name_0="Budi", place_0="Jepara", place_2="Indramayu")
    )

    assert (2, "place") in found
    assert not extended
