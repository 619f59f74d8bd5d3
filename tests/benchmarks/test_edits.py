"""Character error rates."""

import pytest

from benchmarks.figures.edits import Edits, edits
from benchmarks.figures.matching import bare


def test_long_texts_weigh_more_than_short_ones() -> None:
    assert edits([("abcdefgh", "abcdefgh"), ("ab", "xy")]).rate == pytest.approx(0.2)


def test_every_kind_of_edit_counts_one() -> None:
    assert edits([("kitten", "sitting")]) == Edits(3, 6)


def test_nothing_read_is_wholly_wrong() -> None:
    assert edits([("สวัสดี", "")]).rate == 1.0


def test_spelling_that_looks_alike_is_no_error() -> None:
    assert edits([("កណ្ដាល", "កណ្តាល")]).wrong == 0


def test_punctuation_counts_unless_left_aside() -> None:
    assert edits([("a b", "a. b")]).wrong == 1
    assert edits([("a b", "a. b")], bare).wrong == 0
