from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from models.errors import EngineFailed, EnvironmentProblem
from models.values import Grey
from ocr.denoise import noise
from ocr.engines import tesseract, tsv


def line(text: str, font: Path, size: int = 34) -> Grey:
    face = ImageFont.truetype(str(font), size)
    x0, y0, x1, y1 = ImageDraw.Draw(Image.new("L", (1, 1))).textbbox((0, 0), text, font=face)
    image = Image.new("L", (round(x1 - x0) + 8, round(y1 - y0) + 8), 255)
    ImageDraw.Draw(image).text((4 - x0, 4 - y0), text, font=face, fill=0)
    return np.asarray(image)


from tests.ocr.drawing import KHMER, LATIN, THAI  # noqa: E402


def test_many_crops_are_read_in_order_in_one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    real = tesseract.engine.run_tesseract
    monkeypatch.setattr(
        tesseract.engine, "run_tesseract", lambda *a, **k: (calls.append(a), real(*a, **k))
    )
    wanted = ["Jakarta", "12 Agustus 1998", "Surabaya Timur", "No. 4071"]
    found = tesseract.read_lines([line(text, LATIN) for text in wanted], ("ind", "eng"))
    assert [reading.text for reading in found] == wanted
    assert all(0.6 < reading.confidence <= 1 for reading in found)
    assert len(calls) == 1


def test_an_empty_crop_has_no_text_and_does_not_shift_the_others() -> None:
    blank = np.full((60, 300), 255, np.uint8)
    crops = [line("Jakarta", LATIN), blank, line("Medan", LATIN)]
    first, _, third = tesseract.read_lines(crops, ("eng",))
    assert (first.text, third.text) == ("Jakarta", "Medan")


def test_thai_words_are_whole_and_lie_where_they_stand() -> None:
    crop = line("สมหญิง ใจดี", THAI)
    (reading,) = tesseract.read_lines([crop], ("tha",))
    assert [word.text for word in reading.words] == ["สมหญิง", "ใจดี"]
    first, second = (word.box for word in reading.words)
    assert first.x1 <= second.x0 + 4
    assert first.x0 == pytest.approx(4, abs=4)
    assert second.x1 == pytest.approx(crop.shape[1] - 4, abs=6)


def test_khmer_is_read() -> None:
    (reading,) = tesseract.read_lines([line("ខេត្តកំពង់ចាម", KHMER)], ("khm",))
    assert reading.text == "ខេត្តកំពង់ចាម"


def test_speckle_is_removed_before_reading() -> None:
    grains = np.random.default_rng(3)
    clean = line("Kabupaten Sleman", LATIN)
    noisy = clean.copy()
    noisy[grains.random(clean.shape) < 0.06] = 0
    noisy[grains.random(clean.shape) < 0.06] = 255
    assert noise(clean) < 1 < noise(noisy)
    (reading,) = tesseract.read_lines([noisy], ("eng",))
    assert reading.text == "Kabupaten Sleman"


def test_a_missing_language_names_its_package() -> None:
    with pytest.raises(EnvironmentProblem) as caught:
        tesseract.read_lines([line("a", LATIN)], ("lao",))
    assert "lao" in caught.value.detail
    assert "tesseract-ocr-lao" in caught.value.remedy


def test_a_missing_tesseract_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(EnvironmentProblem, match="apt-get install tesseract-ocr"):
        tesseract.read_lines([line("a", LATIN)], ("eng",))


def test_a_crash_and_a_hang_are_engine_failures(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake = tmp_path / "tesseract"
    fake.write_text('#!/bin/sh\ncase "$1" in --list-langs) echo; echo eng;; *) kill -9 $$;; esac\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(EngineFailed):
        tesseract.read_lines([line("a", LATIN)], ("eng",))
    fake.write_text("#!/bin/sh\nexec sleep 30\n")
    monkeypatch.setattr(tesseract, "_START_SECONDS", 0.2)
    monkeypatch.setattr(tesseract, "_CROP_SECONDS", 0.1)
    with pytest.raises(EngineFailed, match="finish"):
        tesseract.read_lines([line("a", LATIN)], ("eng",))


def test_tesseract_runs_on_one_thread() -> None:
    os.environ.pop("OMP_THREAD_LIMIT", None)
    tesseract.read_lines([line("a", LATIN)], ("eng",))
    assert os.environ["OMP_THREAD_LIMIT"] == "1"


def test_version_and_languages_are_told() -> None:
    assert tesseract.version()[0].isdigit()
    assert {"khm", "tha", "eng"} <= set(tesseract.languages())


def test_a_table_without_its_text_still_gives_words() -> None:
    row = "5\t1\t1\t1\t1\t1\t10\t10\t30\t20\t91.5\tJakarta"
    ((line_,),) = tsv.pages(row, "", 1)
    assert (line_.text, line_.confidence) == ("Jakarta", pytest.approx(0.915))
