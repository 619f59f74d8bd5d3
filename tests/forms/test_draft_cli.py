"""`lontar forms draft` as a person types it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from extract.forms.load import load_form
from models.forms import Kind

ROOT = Path(__file__).parents[2]


def _lontar(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "api.cli", "forms", *words]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False
    )


def _blank(path: Path, *, empty: bool = False) -> Path:
    page = Image.fromarray(np.full((2339, 1654), 255, np.uint8))
    pen = ImageDraw.Draw(page)
    font = ImageFont.truetype("DejaVuSans.ttf", 34)
    for n, words in enumerate(("Date of birth", "Telephone", "Nationality")):
        pen.text((160, 300 + 120 * n), words, fill=0, font=font)
        if not empty:
            pen.line((500, 338 + 120 * n, 1400, 338 + 120 * n), fill=0, width=2)
    page.save(path, dpi=(200, 200))
    return path


def test_a_blank_becomes_a_sound_definition_beside_its_picture(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = _lontar(
        "draft", str(_blank(tmp_path / "Intake 2019.png")), "-o", str(out), "--lang", "en"
    )
    assert done.returncode == 0, done.stderr
    form = load_form(out)
    assert (form.id, form.status) == ("intake_2019", "official")
    assert {f.key: f.kind for f in form.fields if f.key != "nationality"} == {
        "dob": Kind.DATE,
        "phone": Kind.PHONE,
    }
    assert (out / "page-1.png").exists()


def test_paper_without_a_place_to_write_is_told_so(tmp_path: Path) -> None:
    blank = _blank(tmp_path / "letter.png", empty=True)
    done = _lontar("draft", str(blank), "-o", str(tmp_path / "out"), "--lang", "en")
    assert done.returncode != 0
    assert "No place for writing" in done.stderr
    unknown = _lontar("draft", str(blank), "-o", str(tmp_path / "out"), "--lang", "fr")
    assert "fr: not one of" in unknown.stderr
