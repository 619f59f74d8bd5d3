"""The faces of the two sets: kept apart, drawn with letters and not with boxes, marks in place."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from PIL import ImageFont

from extract.forms.fill.ink import _by_font, faces, files_of, ink
from extract.forms.fill.sets import kept, set_of
from extract.forms.fill.stock import stock
from extract.forms.fonts import covered, sized
from extract.forms.packaged import REMEDY, packages_lie_ready

needs_packages = pytest.mark.skipif(
    not packages_lie_ready(), reason=f"font packages are not installed. {REMEDY}"
)
SETS = ("tune", "judge")
LANGUAGES = ("khm", "tha", "ind", "eng")
WAYS = ("printed", "handwritten", "head")
_ROOT = Path(__file__).parents[2]
_SAID = {
    "khm": ["ក្មេងស្រី ខេត្ត", "ស្ត្រី ញ៉ាំ ខ្ញុំ", "០១២៣៤៥៦៧៨៩/12", "ឆ្នាំ 2020 (ក)"],
    "tha": ["ผู้เสียหาย น้ำ ปู่ย่า", "ที่อยู่ กี๋ ป้า ญู", "๐๑๒๓๔๕๖๗๘๙", "1 ก.พ. 2563/12"],
    "ind": ["Siti Nurhaliza, 12-08-1998", "Rp 1.500.000 / (No.)"],
    "eng": ["Juan dela Cruz: “yes” – it's 4/5", "PHP 12,000.00"],
}


def _listed(which: str) -> set[str]:
    ways = (way for language in stock("font_sets")[which].values() for way in language.values())
    return {name for way in ways for name in way}


def _design(name: str) -> str:
    """A family's name without package, weight, blanks and its Debian forename."""
    family = re.sub(r"^@fontsource/|:\d+$|^Khmer OS |[ -]", "", name)
    return family.lower()


def test_no_design_is_in_both_sets() -> None:
    designs = {which: {_design(name) for name in _listed(which)} for which in SETS}
    assert designs["tune"] & designs["judge"] == set()
    assert min(map(len, designs.values())) > 20


def test_every_package_is_used_and_every_used_one_is_a_dependency() -> None:
    named = json.loads((_ROOT / "package.json").read_text())["devDependencies"]
    wanted = {name for name in named if name.startswith("@fontsource/")}
    used = {name.split(":")[0] for which in SETS for name in _listed(which) if "@" in name}
    assert wanted == used


def test_the_lock_file_holds_no_addresses() -> None:
    lock = json.loads((_ROOT / "package-lock.json").read_text())
    for package in lock["packages"].values():
        package.pop("funding", None)  # where its makers take gifts; nothing is fetched from there
    assert "http" not in json.dumps(lock)


@needs_packages
def test_every_listed_package_has_the_weight_that_is_listed() -> None:
    names = {name for which in SETS for name in _listed(which) if "@" in name}
    assert {name for name in names if not files_of(name)} == set()


@needs_packages
@pytest.mark.parametrize("which", SETS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_box_is_drawn_for_a_letter(which: Any, language: str) -> None:
    letters = "".join(_SAID[language]) + "".join(_strings(stock("words")[language]))
    letters += "".join(_strings(stock("names")[language])) + "0123456789/-.,:()"
    for way in WAYS:
        for face in faces(language, way, which):
            for run, font in _by_font("".join(sorted(set(letters))), face, 20):
                cmap = covered(Path(str(font.path)))
                lacking = {c for c in run if ord(c) not in cmap}
                assert not lacking, (face.file.name, lacking)


def _strings(item: Any) -> list[str]:
    if isinstance(item, str):
        return [item]
    parts = [*item, *item.values()] if isinstance(item, dict) else item
    return [text for part in parts for text in _strings(part)]


@needs_packages
@pytest.mark.parametrize("which", SETS)
def test_digits_stops_and_noughts_are_shapes_of_their_own(which: Any) -> None:
    """One family drew 0 as a lozenge and lost its stops: such a family is left out."""
    for language in LANGUAGES:
        for face in faces(language, "printed", which):
            drawn = {letter: ink(letter, "eng", face, 60).mask for letter in "0123456789o.:"}
            tall = {k: int((m.max(1) > 128).sum()) for k, m in drawn.items()}
            inked = {k: int((m > 128).sum()) for k, m in drawn.items()}
            assert tall["0"] > 0.85 * tall["o"], face.file.name
            assert tall["0"] > 0.6 * tall["8"], face.file.name
            assert 0 < inked["."] < inked[":"] < inked["8"], face.file.name


@needs_packages
@pytest.mark.parametrize("which", SETS)
@pytest.mark.parametrize("way", ["printed", "handwritten"])
def test_thai_marks_take_no_width_and_stand_above_and_below(which: Any, way: str) -> None:
    for face in faces("tha", way, which):
        font = sized(face.file, 100)
        assert abs(font.getlength("สน") - font.getlength("สั้น")) < 6, face.file.name
        above, below = ink("ที่", "tha", face, 60), ink("ทู", "tha", face, 60)
        bare = ink("ท", "tha", face, 60)
        assert above.top < bare.top - 5, face.file.name
        lowest = below.top + below.mask.shape[0]
        assert lowest > bare.top + bare.mask.shape[0] + 4, face.file.name


@needs_packages
@pytest.mark.parametrize("which", SETS)
@pytest.mark.parametrize("way", ["printed", "handwritten", "head"])
def test_khmer_subscripts_hang_below_and_vowels_go_before(which: Any, way: str) -> None:
    for face in faces("khm", way, which):
        bare, hung = ink("ខម", "khm", face, 60), ink("ខ្ម", "khm", face, 60)
        lowest = [i.top + np.flatnonzero(i.mask.max(1) > 64)[-1] for i in (bare, hung)]
        assert lowest[1] > lowest[0] + 6, face.file.name
        wide = [int((i.mask.max(0) > 64).sum()) for i in (bare, hung)]
        assert wide[1] < 0.85 * wide[0], face.file.name
        # ក then េ is drawn as េ then ក: the wide letter ends the ink
        basic = ImageFont.truetype(str(face.file), 60, layout_engine=ImageFont.Layout.BASIC)
        shaped = sized(face.file, 60)
        assert basic.getmask("កេ").getbbox() is not None
        a, b = (np.asarray(f.getmask("កេ", mode="L")) for f in (basic, shaped))
        assert a.shape != b.shape or not np.array_equal(a, b), face.file.name


@needs_packages
def test_weights_differ_in_their_ink() -> None:
    light, bold = ("@fontsource/roboto:300", "@fontsource/roboto:700")
    sums = [TTFont(files_of(name)[0])["OS/2"].usWeightClass for name in (light, bold)]
    assert sums == [300, 700]


def test_without_packages_debian_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    faces.cache_clear()
    monkeypatch.setattr("extract.forms.fill.ink.packaged_files", lambda name: ())
    try:
        assert faces("khm", "printed", "judge") == faces("khm", "printed")
        assert faces("tha", "head", "judge") == faces("tha", "printed")
    finally:
        faces.cache_clear()


def test_words_belong_to_one_set_for_good() -> None:
    names = _strings(stock("names")["khm"])
    judged, tuned = kept(names, "judge"), kept(names, "tune")
    assert not set(judged) & set(tuned)
    assert set(judged) | set(tuned) == set(names)
    assert 0.25 < len(judged) / len(names) < 0.55
    assert kept(names, None) == names
    assert set_of("Sokha") == set_of("Sokha")
