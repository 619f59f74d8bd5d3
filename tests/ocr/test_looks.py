"""Crops are told apart by their looks: script, way up, print or hand, or nothing to read."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from models.values import Box, Grey, Ink, Looks
from ocr.hand import kinds_of
from ocr.looks import SCRIPTS, Look, kind_of, languages_for, look, looks_of
from tests.ocr import drawing

NOTO = Path("/usr/share/fonts/truetype/noto")
HAND = Path("/usr/share/fonts/truetype/tlwg/Purisa.ttf")
LINES = {
    "khm": (drawing.KHMER, "រាជធានីភ្នំពេញ ខណ្ឌដូនពេញ"),
    "tha": (drawing.THAI, "กรุงเทพมหานคร เขตพระนคร"),
    "latin": (drawing.LATIN, "Jalan Merdeka, Jepara agung"),
}
MIXED = (
    (drawing.KHMER, "khm", "ឈ្មោះជាអក្សរឡាតាំង", "Sok Dara"),
    (drawing.THAI, "tha", "ชื่อภาษาอังกฤษ", "Somchai"),
)


def drawn(text: str, font: Path, size: int = 40, noise: float = 4.0) -> Grey:
    """A tight, slightly noisy crop of one line."""
    face = ImageFont.truetype(str(font), size)
    left, top, right, foot = face.getbbox(text)
    image = Image.new("L", (int(right - left) + 8, int(foot - top) + 8), 240)
    ImageDraw.Draw(image).text((4 - left, 4 - top), text, font=face, fill=30)
    return noisy(np.asarray(image), noise)


def noisy(crop: Grey, amount: float) -> Grey:
    grains = np.random.default_rng(3).normal(0, amount, crop.shape)
    return np.clip(crop + grains, 0, 255).astype(np.uint8)


def seen(crop: Grey) -> Look:
    return look([crop])[0]


def likely(one: Look) -> set[str]:
    return {script for script, share in zip(SCRIPTS, one.scripts, strict=True) if share >= 0.5}


def ink_of(*crops: Grey) -> Ink:
    return Ink(crops, tuple(Box(0, 0, c.shape[1], c.shape[0]) for c in crops), bool(crops))


@pytest.mark.parametrize("script", LINES)
@pytest.mark.parametrize("size", [18, 40, 70])
def test_a_line_shows_its_script_upright_and_no_hand(script: str, size: int) -> None:
    font, text = LINES[script]
    one = seen(drawn(text, font, size))
    assert script in likely(one)
    assert likely(one) <= {script, "latin"}  # loopless Thai looks a little like Latin
    assert one.text > 0.8
    assert one.upright > 0.9
    assert kind_of([one]) is not Looks.HANDWRITTEN


@pytest.mark.parametrize("script", LINES)
def test_a_line_of_usual_size_is_of_one_script_and_printed(script: str) -> None:
    font, text = LINES[script]
    one = seen(drawn(text, font, 40))
    assert likely(one) == {script}
    assert kind_of([one]) is Looks.PRINTED


@pytest.mark.parametrize("script", LINES)
def test_a_line_on_its_head_is_seen_to_be(script: str) -> None:
    font, text = LINES[script]
    one = seen(np.ascontiguousarray(drawn(text, font)[::-1, ::-1]))
    assert one.upright < 0.1
    assert one.turns[2] > 0.5


@pytest.mark.parametrize(("font", "script", "own", "latin"), MIXED)
def test_mixed_lines_hold_both_scripts(font: Path, script: str, own: str, latin: str) -> None:
    left, right = drawn(own, font), drawn(latin, drawing.LATIN)
    height = max(left.shape[0], right.shape[0])
    pads = [
        cv2.copyMakeBorder(part, height - part.shape[0], 0, 0, 0, cv2.BORDER_CONSTANT, value=(240,))
        for part in (left, right)
    ]
    assert likely(seen(np.hstack(pads))) == {script, "latin"}


@pytest.mark.parametrize(
    ("text", "font", "scripts"),
    [
        ("០១២៣ ៤៥៦ ៧៨៩", drawing.KHMER, {"khm"}),
        ("๑๒/๐๓/๒๕๖๗", drawing.THAI, {"tha"}),
        ("0123 456 789", drawing.LATIN, set()),
    ],
)
def test_digits_belong_to_their_scripts(text: str, font: Path, scripts: set[str]) -> None:
    assert likely(seen(drawn(text, font))) == scripts


@pytest.mark.parametrize(
    ("font", "text"),
    [
        ("NotoSansDevanagari-Regular.ttf", "काठमाडौं महानगरपालिका"),
        ("NotoSansMyanmar-Regular.ttf", "ရန်ကုန်တိုင်းဒေသကြီး"),
        ("NotoSansTamil-Regular.ttf", "யாழ்ப்பாணம் மாவட்டம்"),
    ],
)
def test_scripts_that_nobody_reads_are_no_text(font: str, text: str) -> None:
    one = seen(drawn(text, NOTO / font))
    assert one.text < 0.5
    assert max(one.scripts) < 0.5


@pytest.mark.parametrize("amount", [3, 20, 60])
def test_noise_is_no_text(amount: float) -> None:
    paper = noisy(np.full((40, 300), 200, np.uint8), amount)
    one = seen(paper)
    assert one.text < 0.5
    assert kind_of([one]) in {Looks.EMPTY, Looks.UNSURE}


def test_rules_and_frames_are_no_text() -> None:
    crop = np.full((50, 320), 245, np.uint8)
    cv2.rectangle(crop, (3, 6), (316, 44), 40, 2)
    assert seen(crop).text < 0.5
    crop = np.full((30, 320), 245, np.uint8)
    cv2.line(crop, (0, 20), (320, 20), 40, 2)
    assert seen(crop).text < 0.5


@pytest.mark.parametrize("text", ["Budi Santoso", "Jepara, 12 Mei"])
def test_a_hand_is_told_from_print(text: str) -> None:
    assert looks_of(ink_of(drawn(text, HAND))) is Looks.HANDWRITTEN
    assert looks_of(ink_of(drawn(text, drawing.LATIN))) is Looks.PRINTED


def test_a_value_without_ink_is_empty_and_one_under_a_stamp_is_stamped() -> None:
    assert looks_of(ink_of()) is Looks.EMPTY
    assert looks_of(ink_of(drawn("Budi", HAND)), stamped=True) is Looks.STAMPED


@pytest.mark.parametrize("shape", [(1, 1), (5, 5), (3, 4000), (900, 4), (0, 7)])
@pytest.mark.parametrize("shade", [0, 128, 255])
def test_any_shape_has_an_answer(shape: tuple[int, int], shade: int) -> None:
    one = seen(np.full(shape, shade, np.uint8))
    assert one.text < 0.5
    assert sum(one.turns) == pytest.approx(1, abs=1e-6)


def test_no_crops_no_looks() -> None:
    assert look([]) == ()


def value(handwritten: float, text: float = 1.0) -> tuple[Look, ...]:
    return (Look((0, 0, 1), (1, 0, 0, 0), handwritten, text),)


def test_a_doubtful_value_is_of_the_hand_that_filled_in_the_form() -> None:
    by_hand = kinds_of([value(0.9), value(0.95), value(0.4), value(0.85), ()])
    assert by_hand == (Looks.HANDWRITTEN,) * 4 + (Looks.EMPTY,)
    typed = kinds_of([value(0.05), value(0.02), value(0.6), value(0.1)])
    assert typed == (Looks.PRINTED,) * 4


def test_one_entry_by_hand_on_a_typed_form_is_not_called_print() -> None:
    assert kinds_of([value(0.97), *[value(0.1)] * 6])[0] is not Looks.PRINTED


def line(khm: float = 0, tha: float = 0, latin: float = 0) -> Look:
    return Look((khm, tha, latin), (1, 0, 0, 0), 0, 1)


@pytest.mark.parametrize(
    ("one", "languages"),
    [
        (line(tha=0.99), ("tha",)),
        (line(tha=0.99, latin=0.9), ("tha", "eng")),
        (line(latin=0.99), ("eng",)),
        (line(), ("khm",)),
    ],
)
def test_a_line_is_read_in_the_languages_of_its_scripts(
    one: Look, languages: tuple[str, ...]
) -> None:
    assert languages_for(one, ("khm", "tha", "eng")) == languages


def test_what_was_not_wanted_is_not_added() -> None:
    assert languages_for(line(khm=1.0), ("eng", "ind")) == ("eng",)
    assert languages_for(line(latin=1.0), ("ind", "eng")) == ("ind", "eng")
