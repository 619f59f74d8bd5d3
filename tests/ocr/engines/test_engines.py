"""Engines read drawn lines, place their words, and carry on where another one fails."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from models.values import Grey
from ocr.engines import Engine, registry, weights
from ocr.engines.khmer_ocm import KhmerOcm
from ocr.engines.rapid import Rapid
from ocr.engines.smart_kh import SmartKh
from tests.ocr.drawing import KHMER, LATIN
from tests.ocr.test_tesseract import line

SANS_KHMER = Path("/usr/share/fonts/truetype/noto/NotoSansKhmer-Regular.ttf")
SMART, OCM, RAPID = SmartKh(), KhmerOcm(), Rapid()
NETWORKS = (SMART, OCM, RAPID)
VALUES = ("ស្រុកកំពង់លែង", "ខេត្តសៀមរាប", "សុខ ចាន់ថា", "ថ្ងៃទី១២ ខែមេសា ឆ្នាំ២០១៩", "រាជធានីភ្នំពេញ")


def _bare(text: str) -> str:
    return text.replace(" ", "").replace("\u17d2\u178a", "\u17d2\u178f")


@pytest.mark.parametrize("engine", [SMART, OCM], ids=lambda e: e.name)
@pytest.mark.parametrize("font", [KHMER, SANS_KHMER], ids=lambda p: p.stem)
def test_khmer_values_are_read(engine: Engine, font: Path) -> None:
    found = engine.read([line(text, font) for text in VALUES], ("khm",))
    right = [r for r, text in zip(found, VALUES, strict=True) if _bare(r.text) == _bare(text)]
    assert len(right) >= len(VALUES) - (engine is OCM)
    assert all(r.engine == engine.name and r.confidence > 0.9 for r in right)


def test_khmer_dates_with_strokes_are_read() -> None:
    (found,) = SMART.read([line("១៨/០៥/២០១៩", KHMER)], ("khm",))
    assert found.text == "១៨/០៥/២០១៩"


def test_latin_is_read_and_its_words_are_placed() -> None:
    crop = line("Budi Santoso 12/05/1998", LATIN)
    (found,) = RAPID.read([crop], ("ind", "eng"))
    assert found.text == "Budi Santoso 12/05/1998"
    assert [word.text for word in found.words] == ["Budi", "Santoso", "12/05/1998"]
    ink = crop < 128
    for before, word in zip((None, *found.words), found.words, strict=False):
        box = word.box
        assert before is None or before.box.x1 < box.x0
        assert ink[:, int(box.x0) : int(box.x0) + 3].any()
        assert ink[:, int(box.x1) - 3 : int(box.x1)].any()
    assert found.words[0].box.x0 <= 8 and found.words[-1].box.x1 >= crop.shape[1] - 8


@pytest.mark.parametrize("engine", [SMART, OCM], ids=lambda e: e.name)
def test_a_line_too_wide_is_cut_at_gaps_and_put_together(engine: Engine) -> None:
    text = " ".join(["ខេត្តសៀមរាប", "ស្រុកកំពង់លែង", "រាជធានីភ្នំពេញ"] * 3)
    crop = line(text, KHMER)
    assert crop.shape[1] > 14 * crop.shape[0]
    (found,) = engine.read([crop], ("khm",))
    assert found.text == text
    assert len(found.words) == 9
    lefts = [word.box.x0 for word in found.words]
    assert lefts == sorted(lefts)


@pytest.mark.parametrize("engine", NETWORKS, ids=lambda e: e.name)
def test_readings_come_in_the_order_of_their_crops(engine: Engine) -> None:
    texts = ("12", "2019 05 17 2019", "345", "98 76")
    found = engine.read([line(text, LATIN) for text in texts], ("khm",))
    singly = [engine.read([line(text, LATIN)], ("khm",))[0].text for text in texts]
    assert [reading.text for reading in found] == singly


@pytest.mark.parametrize("engine", NETWORKS, ids=lambda e: e.name)
def test_where_nothing_is_written_nothing_is_read(engine: Engine) -> None:
    paper = np.full((40, 300), 240, np.uint8)
    black = np.zeros((40, 300), np.uint8)
    tiny = np.array([[255, 0, 255]], np.uint8)
    none = np.zeros((0, 0), np.uint8)
    rule = np.full((9, 20000), 255, np.uint8)
    rule[4, 30:-30] = 0
    for reading in engine.read([paper, black, tiny, none, rule], ("khm",)):
        assert (reading.text, reading.confidence, reading.words) == ("", 0.0, ())
    assert engine.read([], ("khm",)) == ()


@pytest.mark.parametrize("engine", NETWORKS, ids=lambda e: e.name)
def test_odd_pictures_do_no_harm(engine: Engine) -> None:
    rng = np.random.default_rng(4)
    noise: Grey = rng.integers(0, 256, (60, 200), dtype=np.uint8)
    rule = np.full((9, 300), 255, np.uint8)
    rule[4] = 0
    tall = np.full((400, 12), 255, np.uint8)
    tall[50:350, 4:8] = 0
    found = engine.read([noise, rule, tall], ("khm",))
    assert len(found) == 3
    assert all(0 <= reading.confidence <= 1 for reading in found)


def test_a_network_opened_before_a_fork_reads_behind_it() -> None:
    crop = line("សុខ ចាន់ថា", KHMER)
    before = SMART.read([crop], ("khm",))[0].text
    child = os.fork()
    if child == 0:
        os._exit(0 if SMART.read([crop], ("khm",))[0].text == before else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_tesseract_cannot_be_switched_off_and_every_other_engine_can() -> None:
    left = registry.engines(off=registry.NAMES)
    assert [engine.name for engine in left] == ["tesseract"]
    assert [e.name for e in registry.engines_for("khm", off=["khmer-ocm", "lontar"])] == [
        "tesseract",
        "smart-kh",
    ]
    assert [e.name for e in registry.engines_for("tha", off=["lontar"])] == ["tesseract"]


def test_every_engine_is_ready_where_setup_has_run() -> None:
    found = registry.available()
    assert [(status.name, status.ready, status.detail) for status in found] == [
        (name, True, "ready") for name in registry.NAMES
    ]
    assert all(status.version and status.licence for status in found)


def test_a_missing_package_is_told_and_the_others_carry_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = weights.importlib.metadata.version

    def version(name: str) -> str:
        if name == "khmer-ocr-ocm":
            raise weights.importlib.metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(weights.importlib.metadata, "version", version)
    found = {status.name: status for status in registry.available()}
    assert not found["khmer-ocm"].ready
    assert "khmer-ocr-ocm is not installed" in found["khmer-ocm"].detail
    assert "script/setup" in found["khmer-ocm"].remedy
    assert found["smart-kh"].ready and found["rapidocr"].ready
