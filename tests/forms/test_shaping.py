"""Khmer and Thai are shaped: subscripts below, marks stacked, no boxes and no dotted circles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont, features

from extract.forms.fill.ink import faces, ink
from extract.forms.fill.stock import stock
from extract.forms.fonts import covered, sized

SIZE = 48


def _drawn(text: str, file: Path, engine: ImageFont.Layout) -> Any:
    font = ImageFont.truetype(str(file), SIZE, layout_engine=engine)
    image = Image.new("L", (600, 200), 0)
    ImageDraw.Draw(image).text((40, 130), text, fill=255, font=font, anchor="ls")
    return np.asarray(image)


def test_raqm_is_there() -> None:
    assert features.check("raqm")


@pytest.mark.parametrize("way", ["printed", "handwritten"])
@pytest.mark.parametrize(("language", "text"), [("khm", "ក្មេង"), ("khm", "ស្រី"), ("khm", "ខេត្ត")])
def test_khmer_clusters_are_reordered_and_set_below(language: str, text: str, way: str) -> None:
    for face in faces(language, way):
        shaped = _drawn(text, face.file, ImageFont.Layout.RAQM)
        plain = _drawn(text, face.file, ImageFont.Layout.BASIC)
        assert np.abs(shaped.astype(int) - plain).max() > 200, face.file.name
        ours = ink(text, language, face, SIZE / face.scale).mask
        width = np.flatnonzero(shaped.max(0) > 64)
        seen = np.flatnonzero(ours.max(0) > 64)
        assert abs((width[-1] - width[0]) - (seen[-1] - seen[0])) <= 2, face.file.name


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("khm", ["ក្មេង", "ស្ត្រី", "ព្រះរាជាណាចក្រ", "ញ៉ាំ", "ឆ្នាំ២០២០", "ខ្ញុំ"]),
        ("tha", ["ผู้เสียหาย", "ที่อยู่", "น้ำ", "ปู่ย่า", "กี๋", "๒๕๖๓"]),
    ],
)
def test_no_dotted_circle_is_drawn_for_a_whole_word(language: str, texts: list[str]) -> None:
    """A shaper that finds a mark without its letter draws U+25CC under it."""
    for face in faces(language, "printed"):
        if 0x25CC not in covered(face.file):
            continue
        font = ImageFont.truetype(str(face.file), SIZE, layout_engine=ImageFont.Layout.RAQM)
        left, top, right, bottom = (round(v) for v in font.getbbox("◌", anchor="ls"))
        circle = _drawn("◌", face.file, ImageFont.Layout.RAQM)
        circle = circle[130 + top : 130 + bottom, 40 + left : 40 + right]
        lone = _drawn("\u17c1" if language == "khm" else "\u0e35", face.file, ImageFont.Layout.RAQM)
        for text in texts:
            drawn = _drawn(text, face.file, ImageFont.Layout.RAQM)
            likeness = cv2.matchTemplate(drawn, circle, cv2.TM_CCOEFF_NORMED).max()
            assert likeness < 0.9, (face.file.name, text)
        if cv2.matchTemplate(lone, circle, cv2.TM_CCOEFF_NORMED).max() > 0.9:
            break  # this face does draw circles for lone marks, so the test can fail
    else:
        pytest.fail("no face draws dotted circles at all: this test shows nothing")


@pytest.mark.parametrize("language", ["khm", "tha", "ind", "eng"])
def test_every_letter_of_every_word_has_a_glyph(language: str) -> None:
    words = stock("words")[language]
    names = stock("names")[language]
    letters: set[str] = set()

    def gather(item: Any) -> None:
        if isinstance(item, str):
            letters.update(item)
        elif isinstance(item, dict):
            for key, value in item.items():
                gather(value)
                if item in (names["family"], names["male"], names["female"], names["alias"]):
                    gather(key)
        else:
            for value in item:
                gather(value)

    gather(words)
    gather(names)
    latin = covered(faces("eng", "printed")[0].file)
    letters -= {" ", "\u200b"}
    for face in (*faces(language, "printed"), *faces(language, "handwritten")):
        missing = {c for c in letters if ord(c) not in covered(face.file) and ord(c) not in latin}
        assert not missing, (face.file.name, missing)


@pytest.mark.parametrize("way", ["printed", "handwritten"])
def test_thai_marks_take_no_width_in_any_face_that_values_are_written_in(way: str) -> None:
    """Tlwg Mono gives its marks a column of their own: they land on the next letter."""
    for face in faces("tha", way):
        font = sized(face.file, 100)
        bare, marked = font.getlength("สน"), font.getlength("สั้น")
        assert abs(bare - marked) < 5, face.file.name
