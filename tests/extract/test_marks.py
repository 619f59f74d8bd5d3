"""Tick boxes to choices."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.context import Context
from extract.marks import parse_marks
from extract.presence import parse_presence
from models.forms import FormField, Kind, Option, Writing
from models.values import FieldStatus, Mark, MarkState
from tests.extract.builders import BOX, a_field, codes, read

CONTEXT = Context(("ind",))
EMPTY = Mark(MarkState.EMPTY, 0.01, 0.98)
FILLED = Mark(MarkState.FILLED, 0.3, 0.97)
STRUCK = Mark(MarkState.STRUCK_OUT, 0.7, 0.9)
UNSURE = Mark(MarkState.UNSURE, 0.08, 0.5)


def a_choice(kind: Kind = Kind.CHOICE) -> FormField:
    options = (
        Option("single", {"id": "Belum kawin"}, BOX),
        Option("married", {"id": "Kawin"}, BOX),
        Option("none", {"id": "Tidak ada"}, BOX),
        Option("other", {"id": "Lainnya"}, BOX, other=True, text_zone=BOX),
    )
    return a_field("marital", kind, ("ind",), options=options)


def marks(**states: Mark) -> dict[str, Mark]:
    return dict.fromkeys(("single", "married", "none", "other"), EMPTY) | states


def test_one_ticked_box_is_the_choice() -> None:
    found = parse_marks(a_choice(), marks(married=FILLED), context=CONTEXT, box=BOX, page=2)

    assert (found.value, found.raw, found.status) == ("married", "Kawin", FieldStatus.ACCEPTED)
    assert (found.source, found.page, found.box) == ("mark", 2, BOX)


def test_no_ticked_box_is_an_empty_field() -> None:
    found = parse_marks(a_choice(), marks(), context=CONTEXT)

    assert (found.value, found.status) == (None, FieldStatus.EMPTY)


def test_two_ticked_boxes_where_one_is_allowed_give_no_value() -> None:
    found = parse_marks(a_choice(), marks(single=FILLED, married=FILLED), context=CONTEXT)

    assert (found.value, found.status) == (None, FieldStatus.REVIEW)
    assert codes(found) == {"two_marks"}
    assert found.raw == "Belum kawin; Kawin"


def test_two_ticked_boxes_of_a_multi_are_a_list_in_printed_order() -> None:
    found = parse_marks(a_choice(Kind.MULTI), marks(married=FILLED, single=FILLED), context=CONTEXT)

    assert (found.value, found.status) == (["single", "married"], FieldStatus.ACCEPTED)


def test_a_struck_out_box_does_not_count_and_is_told() -> None:
    found = parse_marks(a_choice(), marks(single=STRUCK, married=FILLED), context=CONTEXT)

    assert found.value == "married"
    assert codes(found) == {"struck_out"}


@pytest.mark.parametrize("kind", [Kind.CHOICE, Kind.MULTI])
def test_a_box_nobody_can_tell_goes_to_a_person(kind: Kind) -> None:
    found = parse_marks(a_choice(kind), marks(single=UNSURE, married=FILLED), context=CONTEXT)

    assert found.status is FieldStatus.REVIEW
    assert "mark_unsure" in codes(found)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.CHOICE, {"code": "other", "other": "Pisah"}),
        (Kind.MULTI, {"codes": ["other"], "other": "Pisah"}),
    ],
)
def test_what_is_written_beside_other_is_part_of_the_value(kind: Kind, value: object) -> None:
    found = parse_marks(a_choice(kind), marks(other=FILLED), read("Pisah ......"), context=CONTEXT)

    assert (found.value, found.status) == (value, FieldStatus.ACCEPTED)


def test_other_and_its_text_belong_together() -> None:
    alone = parse_marks(a_choice(), marks(other=FILLED), context=CONTEXT)
    text = parse_marks(a_choice(), marks(single=FILLED), read("Pisah"), context=CONTEXT)

    assert "other_without_text" in codes(alone)
    assert "text_without_other" in codes(text)
    assert text.status is FieldStatus.REVIEW


def test_none_and_another_box_contradict_each_other() -> None:
    found = parse_marks(a_choice(Kind.MULTI), marks(none=FILLED, single=FILLED), context=CONTEXT)

    assert "none_with_others" in codes(found)


def test_boxes_that_were_not_measured_are_not_taken_for_empty() -> None:
    found = parse_marks(a_choice(), {"single": EMPTY}, context=CONTEXT)

    assert found.status is FieldStatus.REVIEW
    assert "marks_missing" in codes(found)


def test_a_signature_is_there_or_not() -> None:
    field = a_field("signature", Kind.SIGNATURE, ("ind",))

    assert parse_presence(field, True, context=CONTEXT).value is True
    assert parse_presence(field, False, context=CONTEXT, confidence=0.5).status is (
        FieldStatus.REVIEW
    )


def words(kind: Kind = Kind.CHOICE) -> FormField:
    return replace(a_choice(kind), writing=Writing.WORDS)


def test_a_ringed_word_is_the_choice() -> None:
    found = parse_marks(words(), marks(married=FILLED), context=CONTEXT)

    assert (found.value, found.status) == ("married", FieldStatus.ACCEPTED)


def test_where_all_words_but_one_are_struck_out_that_one_holds() -> None:
    """As Indonesian forms ask for: strike out what does not apply."""
    found = parse_marks(words(), marks(single=STRUCK, none=STRUCK, other=STRUCK), context=CONTEXT)

    assert found.value == "married"
    assert codes(found) == set()


def test_words_struck_out_of_which_several_are_left_give_no_choice() -> None:
    found = parse_marks(words(), marks(single=STRUCK), context=CONTEXT)

    assert (found.value, found.status) == (None, FieldStatus.REVIEW)
    assert codes(found) == {"struck_words"}


def test_words_left_of_a_list_of_several_are_its_value() -> None:
    found = parse_marks(words(Kind.MULTI), marks(none=STRUCK, other=STRUCK), context=CONTEXT)

    assert found.value == ["single", "married"]


def test_a_struck_out_box_alone_goes_to_a_person() -> None:
    found = parse_marks(a_choice(), marks(single=STRUCK), context=CONTEXT)

    assert (found.value, found.status) == (None, FieldStatus.REVIEW)
    assert "struck_alone" in codes(found)


def test_a_field_is_as_sure_as_that_all_its_marks_are_right() -> None:
    one = Mark(MarkState.EMPTY, 0.0, 0.97)
    found = parse_marks(
        a_choice(), dict.fromkeys(("single", "none", "other"), one) | {"married": FILLED},
        context=CONTEXT,
    )  # fmt: skip

    assert found.p == pytest.approx(0.97**4)


def test_a_finding_that_is_hardly_one_is_told() -> None:
    field = a_field("signature", Kind.SIGNATURE, ("ind",))

    assert codes(parse_presence(field, True, context=CONTEXT, confidence=0.6)) == {
        "presence_unsure"
    }
