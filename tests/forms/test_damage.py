"""Damage: listed in the truth, boxes carried along, kinds and ranges of the sets."""

from __future__ import annotations

from random import Random
from typing import Any

import cv2
import numpy as np
import pytest

from extract.forms.fill import damage as module
from extract.forms.fill.canvas import Canvas
from extract.forms.fill.damage import damage
from extract.forms.fill.geometry import COPIER
from extract.forms.fill.scanner import AFTER, BEFORE
from extract.forms.fill.stamps import stamp, worded_stamp
from extract.forms.fill.stock import stock
from extract.forms.fill.truth import moved
from extract.forms.fill.wear import PAPER
from models.values import Box

_SPOTS = ((200, 300), (900, 310), (880, 1200), (230, 1180))


def _page(*, colour: bool = False) -> Any:
    """White paper with lines of grey words and four black discs to find again."""
    page = np.full((1500, 1100), 255, np.uint8)
    for y in range(100, 1400, 60):
        page[y : y + 14, 150:950:2] = 90
    for x, y in _SPOTS:
        cv2.rectangle(page, (x - 60, y - 60), (x + 60, y + 60), 255, -1)
        cv2.circle(page, (x, y), 22, 0, -1)
    return np.repeat(page[..., None], 3, axis=2) if colour else page


def _only(monkeypatch: pytest.MonkeyPatch, where: str, kind: str, amount: float) -> None:
    rule = {kind: {"chance": 1.0, "amount": [amount, amount]}}
    levels = {"office": {where: rule}, "rough": {where: rule}}
    monkeypatch.setattr(module, "stock", lambda name: {"tune": levels, "judge": levels})


_AMOUNTS = {"low_resolution": 120, "fax": 196, "coarse_fax": 98, "speckle": 60, "black_border": 6}
_KINDS = [("paper", k) for k in PAPER] + [("scanner", k) for k in (*BEFORE, *AFTER)]
_KINDS += [("copier", k) for k in COPIER]


@pytest.mark.parametrize(("where", "kind"), _KINDS)
@pytest.mark.parametrize("colour", [False, True])
def test_damage_is_listed_changes_the_page_and_boxes_follow(
    where: str, kind: str, colour: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    amount = _AMOUNTS.get(kind, {"pen": 3, "streak": 2}.get(kind, 0.3))
    page = _page(colour=colour)
    _only(monkeypatch, where, kind, amount)
    seed = next(s for s in range(50) if _ends_grey(page, s))
    scan = damage(page, "office", 200, Random(seed), rotation=0)
    assert kind.removeprefix("coarse_") in [step["kind"] for step in scan.damage]
    monkeypatch.setattr(module, "stock", lambda name: {"tune": {}, "judge": {}})
    without = damage(page, "office", 200, Random(seed), rotation=0)
    assert scan.image.shape != without.image.shape or not np.array_equal(scan.image, without.image)
    grey = scan.image if scan.image.ndim == 2 else scan.image.mean(axis=2)
    for x, y in _SPOTS:
        x0, y0, x1, y1 = (
            round(v) for v in moved(Box(x - 6, y - 6, x + 6, y + 6), scan.matrix).as_list()
        )
        around = [
            round(v) for v in moved(Box(x - 45, y - 45, x - 35, y - 35), scan.matrix).as_list()
        ]
        paper = grey[around[1] : around[3], around[0] : around[2]].mean()
        assert grey[y0:y1, x0:x1].mean() < 0.75 * paper, (kind, x, y)


def _mean(grey: Any, box: Box) -> float:
    x0, y0, x1, y1 = (round(side) for side in box.as_list())
    return float(grey[y0:y1, x0:x1].mean())


def _ends_grey(page: Any, seed: int) -> bool:
    scan = damage(page, "office", 200, Random(seed), rotation=0)
    return all(step["kind"] != "bilevel" for step in scan.damage)


def test_fewer_dots_an_inch_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    _only(monkeypatch, "scanner", "low_resolution", 100)
    scan = damage(_page(), "office", 200, Random(1), rotation=0)
    assert abs(scan.dpi - 100) < 2
    assert abs(scan.image.shape[0] - 750) < 8


def test_a_fax_is_black_and_white_and_square(monkeypatch: pytest.MonkeyPatch) -> None:
    _only(monkeypatch, "scanner", "coarse_fax", 98)
    seed = next(s for s in range(50) if _ends_grey(_page(), s))
    scan = damage(_page(), "office", 200, Random(seed), rotation=0)
    assert set(np.unique(scan.image)) <= {0, 255}
    assert abs(scan.image.shape[0] / scan.image.shape[1] - 1500 / 1100) < 0.02


def test_more_damage_leaves_the_dice_of_a_case_as_they_were() -> None:
    alone, beside = Random(5), Random(5)
    damage(_page(), "rough", 200, alone, which="judge")
    damage(_page(), "rough", 200, beside, which="tune")
    assert alone.random() == beside.random()


def test_the_set_to_judge_has_kinds_that_the_other_lacks_and_every_kind_exists() -> None:
    sets = {
        which: {k for level in levels.values() for part in level.values() for k in part}
        for which, levels in stock("damage").items()
    }
    assert sets["judge"] - sets["tune"]
    assert sets["judge"] | sets["tune"] == {*PAPER, *BEFORE, *AFTER, *COPIER}


def test_a_posed_page_lies_nearly_straight() -> None:
    for seed in range(8):
        scan = damage(_page(), "rough", 200, Random(seed), posed=True)
        assert scan.rotation == 0
        assert abs(scan.skew) <= 0.3
        assert "phone" not in [step["kind"] for step in scan.damage]


@pytest.mark.parametrize("language", ["khm", "tha", "ind", "eng"])
@pytest.mark.parametrize("press", [stamp, worded_stamp])
def test_a_stamp_says_where_its_ink_lies(press: Any, language: str) -> None:
    canvas = Canvas(np.full((700, 700, 3), 255, np.uint8), 200)
    box = press(canvas, language, (44.0, 44.0), Random(3))
    seen = canvas.pixels.min(axis=2) < 200
    rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
    assert box.x0 <= columns[0] and columns[-1] < box.x1
    assert box.y0 <= rows[0] and rows[-1] < box.y1
    assert (canvas.pixels.max(axis=2) - canvas.pixels.min(axis=2)).max() > 35  # in colour
