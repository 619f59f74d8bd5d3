"""What was expected of a reading is kept with its field and shown by the API."""

from __future__ import annotations

from api.v1.record_shapes import ReadingOut
from models.repositories.kept_readings import reading_rows
from models.values import Expected, FieldStatus, FieldValue, Reading, Verdict

NOTE = Expected("place", "lexicon", Verdict.CHANGED, "ខេត្តកំពង់ធ", 0.31, (("ខេត្តកំពត", 0.02),))
OWN = Reading("lontar", ("khm",), "ខេត្តកំពង់ធំ", 0.93, expected=NOTE)


def shown(*readings: Reading) -> list[ReadingOut]:
    value = FieldValue(
        "origin", "place", "", None, 0.9, FieldStatus.REVIEW, 1, None, readings=readings
    )
    return [ReadingOut.model_validate(row) for row in reading_rows(value)]


def test_a_changed_text_is_followed_by_the_free_one() -> None:
    changed, free = shown(OWN)
    assert changed.expected is not None and changed.expected.changed
    assert (changed.expected.kind, changed.expected.how) == ("place", "lexicon")
    assert changed.expected.others[0].text == "ខេត្តកំពត"
    assert (free.text, free.confidence, free.expected) == ("ខេត្តកំពង់ធ", 0.31, None)


def test_of_a_joint_reading_the_engine_that_changed_its_text_is_told() -> None:
    joint = Reading("vote", ("khm",), OWN.text, 0.97, candidates=(OWN,), agreement=1.0)
    assert [(r.engine, r.joint, r.text == OWN.text) for r in shown(joint)] == [
        ("vote", True, True),
        ("lontar", False, True),
        ("lontar", False, False),
    ]


def test_what_fits_is_told_once() -> None:
    fits = Expected("date", "grammar", Verdict.FITS, "12/08/1998", 0.9)
    (only,) = shown(Reading("lontar", ("eng",), "12/08/1998", 0.99, expected=fits))
    assert only.expected is not None and not only.expected.changed
