"""Languages of a page by the scripts seen on it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.values import PageImage
from ocr.script import languages_on, seen_first
from ocr.straighten import straighten

PAGE = straighten(PageImage(1, np.full((400, 300), 255, np.uint8), 100))


def test_the_commonest_script_comes_first_and_unseen_ones_are_left_out() -> None:
    page = replace(PAGE, scripts=("tha", "latin"))
    assert languages_on(page, ("khm", "ind", "eng", "tha")) == ("tha", "ind", "eng")


def test_a_language_asked_for_stays_where_its_script_was_not_seen() -> None:
    page = replace(PAGE, scripts=("tha",))
    assert seen_first(page, ("eng", "tha")) == ("tha", "eng")


def test_where_nothing_was_seen_the_wish_stands() -> None:
    assert languages_on(PAGE, ("khm", "eng")) == seen_first(PAGE, ("khm", "eng")) == ("khm", "eng")
