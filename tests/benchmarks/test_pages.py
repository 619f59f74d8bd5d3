"""Random pages: the same from the same seed, and their truth is true."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.pages import foreign_form, prose_lines, prose_page, turned_page, value_crops
from benchmarks.pages.words import words
from extract.forms.fill.sets import kept
from extract.forms.packaged import REMEDY, packages_lie_ready

pytestmark = pytest.mark.skipif(
    not packages_lie_ready(), reason=f"font packages are not installed. {REMEDY}"
)
LANGUAGES = ("khm", "tha", "ind", "eng")


def _grey(image: Any) -> Any:
    return image if image.ndim == 2 else image.min(axis=2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_seed_gives_the_same_page_and_another_seed_another(language: str) -> None:
    one, two = (foreign_form(language, 7, "rough", "judge") for _ in range(2))
    assert np.array_equal(one.image, two.image)
    assert one.truth == two.truth
    assert foreign_form(language, 8, "rough", "judge").truth["values"] != one.truth["values"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("handwritten", [0.0, 1.0])
def test_every_box_of_the_truth_has_ink_that_reaches_its_sides(
    language: str, handwritten: float
) -> None:
    seen = 0
    for seed in (1, 2):
        page = foreign_form(language, seed, "clean", "judge", handwritten=handwritten)
        image = _grey(page.image)
        for value in page.truth["values"]:
            assert value["text"]
            assert value["handwritten"] == (handwritten > 0)
            x0, y0, x1, y1 = (round(side) for side in value["box"])
            ink = image[y0:y1, x0:x1] < 190
            assert ink.any(), value
            columns = np.flatnonzero(ink.any(0))
            assert columns[0] <= 6 and columns[-1] >= ink.shape[1] - 7, value
            seen += 1
        for label in page.truth["labels"]:
            x0, y0, x1, y1 = (round(side) for side in label["box"])
            part = image[y0:y1, x0:x1].astype(int)
            assert part.max() - part.min() > 60, label
    assert seen > 15


def test_the_same_form_is_scanned_at_every_level() -> None:
    texts = [
        [value["text"] for value in foreign_form("ind", 3, level, "tune").truth["values"]]
        for level in ("clean", "office", "rough")
    ]
    assert texts[0] == texts[1] == texts[2]


def test_layouts_differ_from_seed_to_seed() -> None:
    ways = {
        value["way"]
        for language in LANGUAGES
        for seed in range(5)
        for value in foreign_form(language, seed, "clean", "tune").truth["values"]
    }
    assert {"dots", "underscore", "box", "cell", "table", "comb", "rules"} <= ways


def test_sentences_of_the_sets_are_not_the_same() -> None:
    for language in LANGUAGES:
        pool = words("sentences")[language]
        assert not set(kept(pool, "tune")) & set(kept(pool, "judge"))
        assert len(kept(pool, "judge")) >= 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_prose_says_its_lines_in_reading_order(language: str) -> None:
    page = prose_page(language, 2, "clean", "judge")
    image, lines = _grey(page.image), page.truth["lines"]
    assert len(lines) > 5
    for line in lines:
        x0, y0, x1, y1 = (round(side) for side in line["box"])
        assert (image[y0:y1, x0:x1] < 160).any(0).mean() > 0.3, line
    left = min(line["box"][0] for line in lines)
    column = [line["box"][1] for line in lines[1:] if line["box"][0] < left + 100]
    assert column == sorted(column)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_strip_holds_its_one_line_whole(language: str) -> None:
    for page in prose_lines(language, 4, 5, "office", "tune"):
        (line,) = page.truth["lines"]
        x0, y0, x1, y1 = line["box"]
        assert x0 > 0 and y0 > 0
        assert x1 < page.image.shape[1] and y1 < page.image.shape[0]
        assert page.truth["rotation"] == 0


def test_crops_are_labelled_and_only_empty_ones_say_nothing() -> None:
    crops = [crop for lang in LANGUAGES for crop in value_crops(lang, 8, 3, "clean", "judge")]
    assert {crop.label for crop in crops} == {"printed", "handwritten", "empty", "stamped"}
    for crop in crops:
        assert (crop.text == "") == (crop.label == "empty")
        assert min(crop.image.shape[:2]) > 20
        if crop.label != "empty":
            middle = _grey(crop.image)[4:-4, 8:-8]
            assert (middle < 170).sum() > 20


def test_pages_are_turned_all_four_ways() -> None:
    turns = [turned_page("eng", seed, "clean").truth["rotation"] for seed in (1, 4, 7, 10)]
    assert sorted(set(turns)) == [0, 90, 180, 270]
    wide = turned_page("eng", 4, "clean")
    assert wide.truth["rotation"] == 90
    assert wide.image.shape[1] > wide.image.shape[0]


def test_the_command_writes_pictures_and_truth(tmp_path: Path) -> None:
    asked = ["--kind", "form", "--language", "tha", "--set", "judge", "--pages", "2", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.pages", *asked],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    files = [Path(line) for line in done.stdout.splitlines()]
    assert len(files) == 2
    for file in files:
        truth = json.loads(file.with_suffix(".json").read_text("utf-8"))
        assert truth["file"] == file.name
        assert (truth["set"], truth["language"]) == ("judge", "tha")
    first = next(islice(iter(files), 1))
    assert first.stat().st_size > 10_000
