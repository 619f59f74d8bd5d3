"""Sheets of marks: repeatable, and what they say was drawn stands there."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from benchmarks.figures.marksheet import marksheet
from extract.forms.fill.canvas import Canvas
from extract.forms.fill.corrections import strike_out
from extract.forms.fill.marks import SHAPES, draw_tick, habits, some_nib
from models.values import Box, MarkState

BOX = Box(20, 20, 24, 24)


def test_the_same_seed_gives_the_same_sheet() -> None:
    one, two = (marksheet("office", 5, "tune") for _ in range(2))
    assert np.array_equal(one.scan, two.scan)
    assert one.marks == two.marks


def test_a_sheet_has_boxes_and_words_in_every_state() -> None:
    marks = marksheet("clean", 6, "judge").marks
    for word in (False, True):
        assert {m.state for m in marks if m.word is word} == {
            MarkState.EMPTY,
            MarkState.FILLED,
            MarkState.STRUCK_OUT,
        }


def test_judging_knows_ways_to_mark_that_tuning_does_not() -> None:
    for habit in ("ticks", "corrections", "words"):
        assert set(habits("judge")[habit]) > set(habits("tune")[habit])


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_every_tick_leaves_ink_in_its_box(shape: str) -> None:
    canvas = Canvas(np.full((400, 400), 255, np.uint8), 200)
    rng = Random(7)
    draw_tick(canvas, BOX, shape, some_nib((0, 0, 0), rng, "tune"), rng)
    x0, y0, x1, y1 = (round(canvas.px(v)) for v in (BOX.x0, BOX.y0, BOX.x1, BOX.y1))
    assert (canvas.pixels[y0:y1, x0:x1] < 128).mean() > 0.02


def test_what_is_struck_out_is_left_at_both_sides_of_the_box() -> None:
    for seed in range(5):
        canvas = Canvas(np.full((400, 500), 255, np.uint8), 200)
        rng = Random(seed)
        drawn = strike_out(canvas, BOX, some_nib((0, 0, 0), rng, "tune"), rng, "tune")
        assert drawn.x0 < canvas.px(BOX.x0)
        assert drawn.x1 > canvas.px(BOX.x1)
