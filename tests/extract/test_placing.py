"""Where a form lies badly around a zone, its value is worth less; elsewhere nothing changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.placing import in_place, placed, table
from models.forms import Kind
from models.values import Box, FieldStatus, FieldValue, Spot
from tests.extract.builders import a_field, codes

FIELD = replace(a_field("age", Kind.NUMBER, ("eng",)), zone=Box(20, 100, 60, 108))
VALUE = FieldValue("age", "number", "31", 31, 0.97, FieldStatus.ACCEPTED, 1, None)
#: a grid of print all over the page, as far apart as it is on paper
GRID = [(x, y) for x in range(10, 200, 20) for y in range(10, 290, 15)]


def spots(*, lost_below: float) -> tuple[Spot, ...]:
    """Print that was found in place, but for what lies further down than that (mm)."""
    return tuple(Spot(x, y, None if y > lost_below else 0.1) for x, y in GRID)


def test_print_in_place_leaves_a_value_as_it_is() -> None:
    assert placed(VALUE, FIELD, spots(lost_below=300)) == VALUE
    assert placed(VALUE, FIELD, ()) == VALUE


def test_print_that_was_not_found_around_the_zone_sends_the_value_to_a_person() -> None:
    after = placed(VALUE, FIELD, spots(lost_below=50))
    assert after.p < VALUE.p
    assert after.status is FieldStatus.REVIEW
    assert codes(after) == {"place_shifted"}
    assert after.value == 31


def test_it_is_the_print_around_the_zone_that_counts() -> None:
    torn = spots(lost_below=200)
    low = replace(FIELD, zone=Box(20, 260, 60, 268))
    assert placed(VALUE, FIELD, torn) == VALUE
    assert placed(VALUE, low, torn).p < VALUE.p
    assert in_place(low.zone, torn, table().nearest) == 0.0


@pytest.mark.parametrize("status", [FieldStatus.EMPTY, FieldStatus.NOT_APPLICABLE])
def test_an_empty_place_that_may_be_another_is_doubted_too(status: FieldStatus) -> None:
    blank = replace(VALUE, raw="", value=None, status=status)
    assert placed(blank, FIELD, spots(lost_below=50)).status is FieldStatus.REVIEW


def test_what_waits_goes_on_waiting() -> None:
    waiting = replace(VALUE, status=FieldStatus.REVIEW)
    assert placed(waiting, FIELD, spots(lost_below=50)).status is FieldStatus.REVIEW


def test_better_placed_print_never_counts_less() -> None:
    found = [table().factor(share / 12) for share in range(13)]
    assert found == sorted(found)
    assert found[-1] == 1.0
