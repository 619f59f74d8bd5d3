"""What several readers' agreement, and the looks of the ink, make of a value."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.confidence import CEILING, CEILING_ONE
from extract.context import Context
from extract.parse import parse_field
from extract.readers import believed, by_tesseract, ceiling, heard
from models.forms import Kind
from models.reliability import Sureness
from models.values import FieldStatus, Looks, Reading
from tests.extract.builders import a_field

NAME = "សុខ ដារ៉ា"
CONTEXT = Context(languages=("khm",), country="KHM")


def joint(text: str, *candidates: tuple[str, str], confidence: float, agreement: float) -> Reading:
    heard = tuple(Reading(engine, ("khm",), said, 0.8) for engine, said in candidates)
    return Reading("vote", ("khm",), text, confidence, (), heard, agreement, Looks.PRINTED)


AGREED = joint(NAME, ("tesseract", NAME), ("smart-kh", NAME), confidence=0.97, agreement=1.0)
DIFFERENT = joint(NAME, ("tesseract", "សុខ ដារា"), ("smart-kh", NAME), confidence=0.7, agreement=0.9)


def test_agreement_is_believed_for_what_it_is_worth_whatever_the_length() -> None:
    long = replace(AGREED, text=" ".join([NAME] * 20))
    assert believed(AGREED, "khm") == believed(long, "khm") == 0.97
    assert believed(replace(AGREED, confidence=0.9999), "khm") == CEILING


def test_those_who_read_the_value_are_counted_not_those_who_were_asked() -> None:
    assert heard([AGREED]) == 2
    assert heard([DIFFERENT]) == 1
    assert heard([Reading("tesseract", (), NAME, 0.9)]) == 1


def test_readers_that_agree_make_a_value_accepted_and_readers_that_differ_do_not() -> None:
    names = a_field("name", Kind.NAME, ("khm",))
    assert parse_field(names, [AGREED], context=CONTEXT).status is FieldStatus.ACCEPTED
    doubted = parse_field(names, [DIFFERENT], context=CONTEXT)
    assert doubted.status is FieldStatus.REVIEW
    assert "readers_differ" in {p.code for p in doubted.problems}
    assert [c.text for c in doubted.readings[0].candidates] == ["សុខ ដារា", NAME]


@pytest.mark.parametrize(
    ("looks", "code"),
    [(Looks.HANDWRITTEN, "handwriting"), (Looks.STAMPED, "stamped_over")],
)
def test_handwriting_and_stamped_writing_go_to_a_person(looks: Looks, code: str) -> None:
    value = parse_field(
        a_field("note", Kind.TEXT, ("khm",)), [replace(AGREED, looks=looks)], context=CONTEXT
    )
    assert value.status is FieldStatus.REVIEW
    assert code in {p.code for p in value.problems}
    assert value.raw == NAME  # shown to the person, who decides


def test_ink_of_unsure_looks_is_doubted_unless_readers_agree_on_it() -> None:
    kind = a_field("note", Kind.TEXT, ("khm",))
    alone = Reading("tesseract", ("khm",), NAME, 0.96, looks=Looks.UNSURE)
    assert "looks_unsure" in {p.code for p in parse_field(kind, [alone], context=CONTEXT).problems}
    agreed = parse_field(kind, [replace(AGREED, looks=Looks.UNSURE)], context=CONTEXT)
    assert agreed.status is FieldStatus.ACCEPTED


def test_ink_that_is_no_writing_leaves_the_field_empty() -> None:
    dirt = Reading("tesseract", ("khm",), "", 0.0, looks=Looks.EMPTY)
    value = parse_field(a_field("note", Kind.TEXT, ("khm",)), [dirt], context=CONTEXT)
    assert (value.status, value.value, value.raw) == (FieldStatus.EMPTY, None, "")
    seen = parse_field(
        a_field("note", Kind.TEXT, ("khm",)), [replace(dirt, looks=Looks.PRINTED)], context=CONTEXT
    )
    assert seen.status is FieldStatus.REVIEW


def test_a_second_reader_of_thai_digits_counts_only_if_it_read_the_same() -> None:
    same = joint("๑๒", ("tesseract", "๑๒"), ("ours", "๑๒"), confidence=0.97, agreement=1.0)
    other = joint("๑๒", ("tesseract", "๑๒"), ("ours", "๔๒"), confidence=0.97, agreement=0.5)
    assert not by_tesseract([same])
    assert by_tesseract([other])


MEASURED = replace(
    DIFFERENT,
    confidence=0.993,
    sureness=Sureness(0.993, "1", "khmer", 5.0, (("with tesseract", 1.0),)),
)


def test_a_measured_reading_is_believed_for_what_was_measured_of_it() -> None:
    alone = replace(MEASURED, candidates=(), agreement=None)
    names = a_field("name", Kind.NAME, ("khm",))

    assert believed(MEASURED, "khm") == believed(alone, "khm") == 0.993
    assert believed(replace(alone, text=" ".join([NAME] * 20)), "khm") == 0.993
    for one in (MEASURED, alone):
        value = parse_field(names, [one], context=CONTEXT)
        assert value.p == pytest.approx(0.993, abs=0.002)
        assert value.status is FieldStatus.ACCEPTED
    assert parse_field(names, [replace(alone, confidence=0.7)], context=CONTEXT).status is (
        FieldStatus.REVIEW
    )


def test_what_was_not_measured_is_never_as_sure_as_what_was() -> None:
    word = Reading("tesseract", ("eng",), "Budi", 0.9999)
    note = a_field("note", Kind.TEXT, ("eng",))

    assert ceiling([word]) < ceiling([replace(MEASURED, text="Budi")])
    assert parse_field(note, [word], context=CONTEXT).p <= CEILING_ONE
