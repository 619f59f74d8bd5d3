"""The lines that our own reader learns from."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from extract.forms.fill.sets import set_of
from extract.forms.packaged import REMEDY, packages_lie_ready
from ocr.clusters import canonical
from ocr.engines.strips import HEIGHT, network_input, strip_of
from ocr.engines.tokens import UNKNOWN, tokenized
from training.drawing import faces
from training.drawing.words import LANGUAGES
from training.reader import chains, lists
from training.reader.alphabet import TOKENS
from training.reader.content import Source
from training.reader.drawn import combed, sample
from training.reader.numbers import number

needs_faces = pytest.mark.skipif(not packages_lie_ready(), reason=REMEDY)


def test_every_token_is_there_once_and_in_canonical_form() -> None:
    assert len(set(TOKENS)) == len(TOKENS)
    letters = [token for token in TOKENS[3:] if len(token) == 1]
    assert {letter for letter in letters if canonical(letter) != letter} <= {"`"}  # a quote


@pytest.mark.parametrize(
    ("text", "count"),
    [("ក្ក", 2), ("น้ำ", 3), ("ก\u0e4dา", 2), ("៣ ខែ ២០១៦", 9), ("“A–1”", 5), ("", 0)],
)
def test_what_is_written_at_once_is_one_token(text: str, count: int) -> None:
    numbers = tokenized(text, TOKENS)
    assert numbers is not None
    assert len(numbers) == count
    assert "".join(TOKENS[n] for n in numbers) == canonical(text)


def test_a_letter_of_another_script_has_no_token() -> None:
    assert tokenized("မြန်မာ", TOKENS) is None
    assert tokenized("中", TOKENS) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_learnt_that_judge_pages_hold(language: str) -> None:
    learnt = lists.words(language, "learn")
    judged = lists.words(language, "judge")
    assert len(learnt) > 500
    assert len(judged) > 300
    assert not set(learnt) & set(judged)
    assert not [word for word in learnt if set_of(word) == "judge"]


def test_lines_come_in_every_language_and_kind_and_can_be_written() -> None:
    source = Source("learn", Random(4))
    said = [source.line() for _ in range(1500)]
    assert {one.language for one in said} == set(LANGUAGES)
    assert {"name", "date", "identity", "place", "prose", "label"} <= {one.kind for one in said}
    strange = [one.text for one in said if tokenized(one.text, TOKENS) is None]
    assert len(strange) < 0.02 * len(said), strange


def test_the_same_seed_says_the_same() -> None:
    first, second = (Source("learn", Random(8)) for _ in range(2))
    assert [first.line() for _ in range(40)] == [second.line() for _ in range(40)]


def test_numbers_stand_in_three_digit_systems() -> None:
    rng = Random(2)
    text = "".join(number(language, rng)[1] for language in LANGUAGES for _ in range(200))
    assert set("0123456789០១២៣៤៥៦៧៨៩๐๑๒๓๔๕๖๗๘๙") <= set(text)


def test_look_alikes_take_each_others_place() -> None:
    rng = Random(3)
    changed = {chains.confused("กถภ ដល 0O", rng) for _ in range(30)}
    assert len(changed) > 5
    assert all(len(text) >= len("กถภ ដល 0O") for text in changed)


@needs_faces
def test_a_drawn_line_is_a_strip_with_its_text() -> None:
    rng = Random(5)
    source = Source("learn", rng)
    drawn = [one for one in (sample(source, "learn", rng) for _ in range(150)) if one is not None]
    assert len(drawn) > 120
    for one in drawn:
        assert one.strip.shape[0] == HEIGHT
        assert one.strip.dtype == np.uint8
        assert tokenized(one.text, TOKENS) is not None
    written = [one for one in drawn if one.language]
    assert np.mean([one.strip.max() > 100 for one in written]) > 0.9
    assert all(one.text in {"", UNKNOWN} for one in drawn if not one.language)


@needs_faces
def test_letters_of_a_comb_stand_evenly_apart() -> None:
    rng = Random(6)
    line = combed("1234", faces.face("latin", "learn", rng), 40, rng)
    assert line.text == "1234"
    columns = np.flatnonzero((line.ink > 0.5).any(axis=0))
    gaps = np.diff(columns)
    assert (gaps > 3).sum() >= 3


def test_strips_have_one_height_and_bright_ink() -> None:
    crop = np.full((96, 200), 230, np.uint8)
    crop[30:60, 50:60] = 20
    strip = strip_of(crop)
    assert strip.shape == (48, 100)
    assert strip[22, 27] == 255
    assert strip[5, 5] == 0
    batch = network_input([strip, strip[:, :40]], 104)
    assert batch.shape == (2, 1, 48, 104)
    assert batch.max() == 1.0
    assert not batch[1, 0, :, 40:].any()


def test_faint_dirt_stays_faint() -> None:
    paper = np.full((48, 100), 200, np.uint8)
    paper[20:24, 30:60] = 190
    assert strip_of(paper).max() < 100


def test_tiny_crops_make_strips_too() -> None:
    assert strip_of(np.zeros((3, 1), np.uint8)).shape == (48, 16)
    assert strip_of(np.full((1, 5000), 255, np.uint8)).shape[0] == 48
