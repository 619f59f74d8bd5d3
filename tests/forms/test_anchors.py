"""Values that stand beside or below a label: the room is worked out on the blank."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from extract.forms.anchors import room, with_rooms
from extract.forms.dump import dump_form
from extract.forms.load import examined, load_form, load_forms
from extract.forms.strict import parse_yaml
from extract.labels import find_values
from models.forms import Caption, Form, FormField, FormPage, Kind, Side, Writing
from models.values import Box
from tests.extract.builders import a_line


def a_label(key: str, box: Box, side: Side | None = Side.RIGHT, rows: int = 1) -> FormField:
    return FormField(
        key=key,
        kind=Kind.TEXT,
        labels={"en": key.title()},
        page=1,
        label_zone=box,
        zone=box,
        writing=Writing.DOTS,
        languages=("eng",),
        rows=rows,
        side=side,
    )


def a_form(*fields: FormField, captions: tuple[Caption, ...] = ()) -> Form:
    return Form(
        id="office",
        version="1",
        status="official",
        titles={"en": "Office"},
        languages=("en",),
        country="KHM",
        pages=(FormPage(1, 210, 297, "page-1.png"),),
        fields=fields,
        captions=captions,
        source="a test",
    )


def test_room_on_the_right_ends_at_the_next_label() -> None:
    name = a_label("name", Box(20, 50, 32, 55))
    age = a_label("age", Box(120, 50, 128, 55))
    zone = room(a_form(name, age), name)
    assert (zone.x0, zone.x1) == (32.5, 119.5)
    assert zone.y0 < 50 and zone.y1 > 55


def test_room_on_the_right_ends_at_the_edge_of_the_page_and_at_the_lines_around() -> None:
    name = a_label("name", Box(20, 50, 32, 55), rows=3)
    above = a_label("above", Box(20, 44, 180, 49.5))
    below = a_label("below", Box(20, 60, 180, 65))
    zone = room(a_form(name, above, below), name)
    assert (zone.y0, zone.x1, zone.y1) == (49.5, 205.0, 60.0)


def test_room_below_has_the_rows_asked_for_and_ends_at_what_is_printed() -> None:
    story = a_label("story", Box(20, 50, 40, 55), Side.BELOW, rows=4)
    alone = room(a_form(story), story)
    assert alone == Box(20, 55.25, 205, 55.25 + 36)
    foot = Caption({"en": "Foot"}, 1, Box(10, 70, 200, 76), "note")
    aside = a_label("aside", Box(100, 60, 120, 65))
    bounded = room(a_form(story, aside, captions=(foot,)), story)
    assert bounded == Box(20, 55.25, 99.5, 70)


def test_an_anchored_field_is_written_and_read_with_its_side(tmp_path: Path) -> None:
    form = with_rooms(
        a_form(a_label("name", Box(20, 50, 32, 55)), a_label("a", Box(20, 70, 32, 75)))
    )
    text = dump_form(form)
    assert "side: right" in text
    assert "\n  zone:" not in text
    (tmp_path / "form.yaml").write_text(text, "utf-8")
    assert replace(load_form(tmp_path), folder="") == form


def test_a_label_without_room_is_a_fault() -> None:
    crowded = a_form(a_label("name", Box(20, 50, 199, 55)))
    _, faults = examined(parse_yaml(dump_form(crowded), "x"), Path())
    assert [fault.where for fault in faults] == ["name.side"]


@pytest.mark.parametrize("form", load_forms(), ids=lambda form: form.id)
def test_beside_a_printed_label_the_room_is_the_line_to_write_on(form: Form) -> None:
    """On the shipped blanks, the room worked out from labels is about the zone drawn there."""
    beside = [
        f
        for f in form.fields
        if f.writing is Writing.DOTS and f.rows == 1 and _middle(f.label_zone) > f.zone.y0
    ]
    assert beside
    for field in beside:
        found = room(form, replace(field, side=Side.RIGHT))
        assert abs(found.x0 - field.zone.x0) < 2, field.key
        assert found.x1 >= field.zone.x1 - 1, field.key
        line = field.zone.y0 + 0.76 * field.zone.height  # where the dots lie
        assert found.y0 < line - 3, field.key
        assert found.y1 >= line, field.key


def _middle(box: Box) -> float:
    return (box.y0 + box.y1) / 2


def test_where_a_page_is_read_by_its_words_a_side_is_the_only_place_looked_at() -> None:
    job = a_label("occupation", Box(20, 50, 32, 55))
    told = a_label("narrative", Box(20, 80, 40, 85), Side.BELOW)
    lines = [
        a_line("Occupation", 100, 100),
        a_line("mends nets", 100, 140),
        a_line("Narrative", 100, 300),
        a_line("went by boat", 400, 300),
    ]
    assert find_values(lines, a_form(job, told), 1) == {}
    free = a_form(*(replace(field, side=None) for field in (job, told)))
    found = {key: value.raw for key, value in find_values(lines, free, 1).items()}
    assert found == {"occupation": "mends nets", "narrative": "went by boat"}
