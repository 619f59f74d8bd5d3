"""Records of pages that no definition describes."""

from __future__ import annotations

from dataclasses import replace

from extract.labels.canonical import library_definition
from ingest.unknown import Answer, doubted, forms_of
from ingest.zones import Zone
from models.forms import Kind
from models.values import Box, FieldStatus, FieldValue, Reading, Record, RecordState

_PLACE = Box(0, 0, 10, 10)


def an_answer(key: str, text: str) -> Answer:
    reading = Reading("own", (), text, 0.99)
    return Answer(library_definition(key, Kind.TEXT), Zone(_PLACE, True, (reading,)))


PERSON = (
    an_answer("name_full", "Maria Santos"),
    an_answer("dob", "12 May 1999"),
    an_answer("age", "20"),
    an_answer("case_code", "2019-07-0001"),
)


def keys(pages: list[tuple[int, tuple[Answer, ...]]]) -> list[list[str]]:
    return [[field.key for field in form.fields] for form, _ in forms_of(pages)]


def test_a_label_that_comes_again_makes_a_field_of_its_own_unless_it_says_the_same() -> None:
    again = (an_answer("phone", "012 345 678"), an_answer("phone", "098 765 432"))
    found = keys([(1, (*PERSON, *again, an_answer("age", "20")))])
    assert found == [["name_full", "dob", "age", "case_code", "phone", "phone_2"]]


def test_pages_go_on_with_one_form_until_one_names_another_person() -> None:
    other = (
        an_answer("name_full", "Ana Reyes"),
        an_answer("dob", "3 June 2001"),
        an_answer("sex", "Female"),
    )
    more = (an_answer("wage_paid", "PHP 9,000"),)
    found = keys([(1, PERSON), (2, more), (3, other)])
    assert [len(fields) for fields in found] == [5, 3]


def test_a_page_of_prose_with_a_word_or_two_of_forms_is_no_form() -> None:
    assert keys([(1, (an_answer("phone", "012 345 678"), an_answer("age", "20")))]) == []


def test_nothing_of_an_unknown_form_is_finished_however_sure_it_was_read() -> None:
    sure = FieldValue("age", "number", "20", 20, 0.995, FieldStatus.ACCEPTED, 1, _PLACE)
    empty = replace(sure, key="sex", raw="", value=None, status=FieldStatus.EMPTY)
    record = doubted(Record("", "", RecordState.FINISHED, (sure, empty), (1,)))
    assert record.state is RecordState.NEEDS_REVIEW
    (field,) = record.fields
    assert field.status is FieldStatus.REVIEW
    assert field.p < 0.995
    assert "no_definition" in [problem.code for problem in field.problems]
