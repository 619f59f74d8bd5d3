"""Which values of a form are accepted follows from what people found, and how surely."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from extract.bounds import at_least, at_most, interval, needed
from extract.standing import LEVELS, Demand, Looked, Standing, Why, margin, stand, threshold
from models.forms import Kind

HALF_PERCENT = Demand(0.005, 20)


def looked(
    count: int,
    wrong: Iterable[int] = (),
    p: float = 0.97,
    key: str = "name",
    kind: Kind = Kind.NAME,
) -> list[Looked]:
    """So many values, forty a record; those at the places `wrong` were wrong. Newest first."""
    missed = set(wrong)
    return [Looked(key, kind, p, place in missed, f"r{place // 40}") for place in range(count)]


def test_the_bounds_are_those_of_the_binomial_distribution() -> None:
    # Tables of Clopper and Pearson, two-sided 95 %.
    assert [round(end, 4) for end in interval(1, 20)] == [0.0013, 0.2487]
    assert [round(end, 4) for end in interval(10, 10)] == [0.6915, 1.0]
    assert interval(0, 0) == (0.0, 1.0)
    assert at_most(0, 59) <= 0.05 < at_most(0, 58)
    assert at_least(0, 1000) == 0.0


def test_the_bound_holds_as_often_as_it_says() -> None:
    dice = random.Random(5)
    true, seen, tries = 0.02, 300, 2000
    below = sum(
        at_most(sum(dice.random() < true for _ in range(seen)), seen) >= true for _ in range(tries)
    )
    assert below / tries >= 0.94


def test_nothing_is_trusted_before_enough_records_and_values() -> None:
    assert stand([], HALF_PERCENT).why is Why.FEW_RECORDS
    few = looked(19 * 40)
    assert stand(few, HALF_PERCENT).why is Why.FEW_RECORDS
    standing = stand(looked(needed(0.005) - 1), Demand(0.005, 1))
    assert (standing.why, standing.trusted) == (Why.FEW_VALUES, False)


def test_a_form_is_trusted_as_soon_as_its_errors_are_shown_to_be_few() -> None:
    standing = stand(looked(800), HALF_PERCENT)
    assert standing.trusted
    assert standing.bound <= 0.005
    assert (standing.values, standing.wrong, standing.records) == (800, 0, 20)


def test_the_same_share_of_errors_is_believed_only_with_enough_values() -> None:
    few = stand(looked(900, [100, 500]), HALF_PERCENT)
    many = stand(looked(4000, [100, 500, 900, 1300, 1700, 2100]), HALF_PERCENT)
    assert (few.why, many.why) == (Why.WRONG, Why.TRUSTED)
    assert few.bound > 0.005


def test_thresholds_fall_only_as_far_as_the_errors_allow() -> None:
    good = looked(1500, p=0.99)
    doubtful = looked(400, range(0, 400, 20), p=0.90, key="village", kind=Kind.PLACE)
    strict = stand([*good, *doubtful], Demand(0.005, 1))
    lax = stand([*good, *doubtful], Demand(0.05, 1))
    assert strict.trusted
    assert strict.threshold("village", Kind.PLACE) > 0.90
    assert lax.threshold("village", Kind.PLACE) <= 0.90
    assert lax.strictness >= LEVELS[-1]


def test_a_field_that_is_wrong_too_often_is_held_back_and_the_rest_is_not() -> None:
    bad = looked(60, range(0, 60, 6), key="village", kind=Kind.PLACE)
    standing = stand([*looked(1000), *bad], HALF_PERCENT)
    assert standing.trusted
    assert standing.of("name").trusted
    assert standing.of("village").why is Why.WRONG
    assert standing.of("village").values == 60


def test_a_field_with_a_tolerated_error_of_its_own_is_judged_by_its_own_values() -> None:
    notes = looked(100, [50], key="notes", kind=Kind.LONGTEXT)
    names = looked(1000)
    demand = Demand(0.005, 1, {"notes": 0.1, "name": 0.0})
    standing = stand([*names, *notes], demand)
    assert standing.of("notes").trusted
    assert standing.of("name").why is Why.NEVER
    assert standing.why is Why.FEW_RECORDS  # nothing is left to judge the others by


def test_trust_is_suspended_when_the_newest_values_are_wrong() -> None:
    good_before = looked(4000)
    standing = stand(looked(4000, [3, 40, 90, 150]), HALF_PERCENT)
    old_errors = stand(looked(4000, [3003, 3040, 3090, 3150]), HALF_PERCENT)
    assert stand(good_before, HALF_PERCENT).trusted
    assert standing.why is Why.NEWEST_WRONG
    assert old_errors.trusted


def test_no_tolerance_means_no_trust() -> None:
    assert stand(looked(5000), Demand(0.0, 1)).why is Why.NEVER


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_thresholds_that_move_together(kind: Kind) -> None:
    found = [threshold(kind, level) for level in LEVELS]
    assert found == sorted(found, reverse=True)
    for level, least in zip(LEVELS, found, strict=True):
        assert margin(kind, least) >= level
        assert margin(kind, least - 0.001) < level


def test_a_trusted_form_is_seldom_worse_than_was_tolerated() -> None:
    """Forms whose values are wrong twice as often as tolerated are trusted in 5 % at most."""
    dice = random.Random(11)
    demand = Demand(0.02, 1)

    def one() -> Standing:
        values = [
            Looked("name", Kind.NAME, 0.97, dice.random() < 0.04, f"r{n}") for n in range(400)
        ]
        return stand(values, demand)

    trusted = sum(one().trusted for _ in range(300))
    assert trusted <= 15
