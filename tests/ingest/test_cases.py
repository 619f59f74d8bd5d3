"""Pages of a stack become cases; two people's pages never become one record in silence."""

from __future__ import annotations

import pytest

from ingest.cases import Case, Sheet, cases

LENGTHS = {("a", "1"): 2, ("a", "2"): 2, ("b", "1"): 1, ("long", "1"): 4}


def stack(*pages: str) -> list[Sheet]:
    """Sheets such as `a1` (form a, page 1), `x` for a foreign page, `|` for a separator."""
    made = []
    for place, name in enumerate(pages, start=1):
        if name in {"x", "|"}:
            made.append(Sheet(place, separator=name == "|"))
        else:
            made.append(Sheet(place, name.rstrip("0123456789"), "1", int(name[-1])))
    return made


def places(found: tuple[Case, ...]) -> list[list[int]]:
    return [sorted(place for place, _ in case.pages) for case in found]


@pytest.mark.parametrize(
    ("pages", "wanted"),
    [
        (("a1", "a2"), [[1, 2]]),
        (("a2", "a1"), [[1, 2]]),
        (("a1", "a2", "a1", "a2"), [[1, 2], [3, 4]]),
        (("a1", "x", "a2"), [[1, 3]]),
        (("a1", "b1", "a2"), [[1, 3], [2]]),
        (("a2", "a1") * 5, [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]]),
        (("long3", "long1", "long4", "long2"), [[1, 2, 3, 4]]),
    ],
)
def test_pages_in_any_order_with_foreign_ones_between_become_cases(
    pages: tuple[str, ...], wanted: list[list[int]]
) -> None:
    found = cases(stack(*pages), LENGTHS)
    assert places(found) == wanted
    assert not any(case.unsure for case in found)


def test_a_missing_page_does_not_mix_two_people() -> None:
    found = cases(stack("a1", "a2", "a2", "a1", "a2"), LENGTHS)
    assert places(found) == [[1, 2], [3], [4, 5]]
    assert [case.unsure for case in found] == [False, True, True]


def test_a_missing_page_in_a_stack_that_lies_backwards() -> None:
    found = cases(stack(*("a2", "a1") * 3, "a1", *("a2", "a1") * 2), LENGTHS)
    assert places(found) == [[1, 2], [3, 4], [5, 6], [7], [8, 9], [10, 11]]


def test_separators_part_cases_whatever_is_missing() -> None:
    found = cases(stack("|", "a1", "|", "a2", "b1", "|", "a2", "a1"), LENGTHS)
    assert places(found) == [[2], [4], [5], [7, 8]]
    assert [case.how for case in found] == ["separator"] * 4
    assert not any(case.unsure for case in found)
    assert found[1].number == found[2].number != found[3].number


def test_a_page_twice_between_separators_is_doubted() -> None:
    found = cases(stack("|", "a1", "a2", "a2", "|", "a1", "a2"), LENGTHS)
    assert [case.unsure for case in found] == [True, True, False]


def test_a_count_of_pages_makes_cases() -> None:
    found = cases(stack("a1", "x", "a2", "a1", "b1", "a2"), LENGTHS, per_case=3)
    assert places(found) == [[1, 3], [4, 6], [5]]
    assert not any(case.unsure for case in found)


def test_pages_that_versions_share_follow_the_page_that_tells() -> None:
    shared = Sheet(1, "a", "1", 1, others=(("a", "2", 1),))
    found = cases([shared, Sheet(2, "a", "2", 2)], LENGTHS)
    assert [case.key for case in found] == [("a", "2")]
    assert found[0].pages == ((1, 1), (2, 2))
    assert found[0].open_versions == ()


def test_where_nothing_tells_the_version_it_is_said() -> None:
    found = cases([Sheet(1, "a", "1", 1, others=(("a", "2", 1),))], LENGTHS)
    assert found[0].key == ("a", "2")
    assert found[0].open_versions == (("a", "1"),)


def test_pages_of_two_versions_are_two_cases() -> None:
    found = cases([Sheet(1, "a", "1", 1), Sheet(2, "a", "2", 2)], LENGTHS)
    assert [case.key for case in found] == [("a", "1"), ("a", "2")]


def test_a_page_that_two_forms_share_goes_to_the_form_that_is_there() -> None:
    shared = Sheet(2, "b", "1", 1, others=(("a", "1", 2),))
    found = cases([Sheet(1, "a", "1", 1), shared], LENGTHS)
    assert [case.key for case in found] == [("a", "1")]
    assert found[0].pages == ((1, 1), (2, 2))
