"""Many reviewers at once over HTTP: nothing is given twice, no acknowledged word is lost."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from benchmarks.figures.review_crowd import crowd, lost_words
from benchmarks.figures.review_filled import filled


def _check(folder: Path, *, records: int, seconds: float, pace: tuple[float, float]) -> None:
    options = Namespace(records=records, seed=9001, keep=None)
    with filled("sqlite", options, folder) as database:
        seen = crowd(database, folder / "crowd", seconds=seconds, pace=pace)
        assert seen.words, "nobody said anything"
        assert seen.twice == []
        assert seen.refused == []
        assert lost_words(database, seen) == []


def test_twenty_reviewers_for_a_moment_collide_nowhere(tmp_path: Path) -> None:
    _check(tmp_path, records=300, seconds=4, pace=(0.05, 0.3))


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_twenty_reviewers_for_five_minutes_collide_nowhere(tmp_path: Path) -> None:
    _check(tmp_path, records=20_000, seconds=300, pace=(1.0, 3.0))
