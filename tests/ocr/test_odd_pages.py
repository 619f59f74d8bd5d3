"""`lontar ocr` on pages that nobody should be sure of: no crash, and no confident invention."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tests.ocr import drawing

ROOT = Path(__file__).resolve().parents[2]
NOTO = Path("/usr/share/fonts/truetype/noto")
FREE = "Everything that is written here stays within these walls"
LOW = 0.8  # below what any kind of value is accepted at


def noise() -> Image.Image:
    grains = np.random.default_rng(3).integers(0, 256, (700, 500), dtype=np.uint8)
    return Image.fromarray(grains)


def face() -> Image.Image:
    """A head, dark hair, two eyes and a mouth, softly lit: nothing that is written."""
    y, x = np.mgrid[0:800, 0:600]
    head = ((x - 300) / 190) ** 2 + ((y - 400) / 260) ** 2
    light = np.where(head < 1, 205 - 60 * head, 165 + 15 * np.sin(y / 60))
    for cx, cy, wide, high, deep in (
        (225, 325, 30, 15, 120),
        (375, 325, 30, 15, 120),
        (300, 540, 65, 12, 90),
        (300, 425, 20, 45, 50),
    ):
        light -= deep * np.exp(-(((x - cx) / wide) ** 2 + ((y - cy) / high) ** 2))
    light = np.where((((x - 300) / 210) ** 2 + ((y - 210) / 150) ** 2) < 1, light * 0.35, light)
    light += np.random.default_rng(4).normal(0, 5, light.shape)
    soft = Image.fromarray(np.clip(light, 0, 255).astype(np.uint8))
    return soft.filter(ImageFilter.GaussianBlur(1))


def text(words: str, font: Path = drawing.LATIN, angle: float = 0) -> Image.Image:
    image = Image.new("L", (1200, 1200), 255)
    face_ = ImageFont.truetype(str(font), 34)
    for row in range(8):
        ImageDraw.Draw(image).text((100, 150 + 100 * row), words, font=face_, fill=0)
    return image.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def wide() -> Image.Image:
    image = Image.new("L", (20_000, 90), 255)
    face_ = ImageFont.truetype(str(drawing.LATIN), 34)
    ImageDraw.Draw(image).text((100, 20), FREE, font=face_, fill=0)
    return image


def mixed() -> Image.Image:
    image = Image.new("L", (1500, 300), 255)
    x = 60.0
    for words, font in (
        ("ឈ្មោះ សុខ ដារ៉ា", drawing.KHMER),
        ("Name Sok Dara", drawing.LATIN),
        ("ชื่อ สมหญิง", drawing.THAI),
    ):
        face_ = ImageFont.truetype(str(font), 42)
        ImageDraw.Draw(image).text((x, 110), words, font=face_, fill=0)
        x += face_.getlength(words) + 30
    return image


ODD: dict[str, Callable[[], Image.Image]] = {
    "noise": noise,
    "black": lambda: Image.new("L", (800, 1100), 0),
    "tiny": lambda: Image.new("L", (5, 5), 128),
    "wide": wide,
    "devanagari": lambda: text("सभी मनुष्यों को गौरव और", NOTO / "NotoSansDevanagari-Regular.ttf"),
    "hebrew": lambda: text("כל בני האדם נולדו בני חורין"),
    "face": face,
    "askew": lambda: text(FREE, angle=45),
    "mixed": mixed,
}


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Every odd page as one command read it, by name, and what it told under "said"."""
    folder = tmp_path_factory.mktemp("odd")
    for name, make in ODD.items():
        make().save(folder / f"{name}.png", dpi=(150, 150))
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "ocr", "--format", "json", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    files = [json.loads(line) for line in done.stdout.splitlines()]
    assert [file["file"] for file in files] == [f"{name}.png" for name in sorted(ODD)]
    return {Path(file["file"]).stem: file["pages"][0] for file in files} | {"said": done.stderr}


@pytest.mark.parametrize("name", ["noise", "black", "tiny", "face"])
def test_what_shows_no_writing_gives_none_and_says_so(read: dict[str, Any], name: str) -> None:
    assert all(line["confidence"] < LOW for line in read[name]["lines"])
    assert sum(len(line["text"]) for line in read[name]["lines"]) < 40
    assert f"{name}.png, page 1:" in read["said"]


@pytest.mark.parametrize("name", ["devanagari", "hebrew"])
def test_what_cannot_be_read_is_not_believed(read: dict[str, Any], name: str) -> None:
    assert all(line["confidence"] < LOW for line in read[name]["lines"])


@pytest.mark.parametrize("name", ["wide", "askew"])
def test_what_lies_oddly_is_read_or_doubted(read: dict[str, Any], name: str) -> None:
    words = [word for line in read[name]["lines"] for word in line["words"]]
    assert {word["text"] for word in words if word["confidence"] >= LOW} <= set(FREE.split())


def test_boxes_are_in_pixels_of_the_page_as_scanned(read: dict[str, Any]) -> None:
    (line,) = read["wide"]["lines"]
    assert read["wide"]["width"] == 20_000
    assert 90 < line["box"][0] < 110 and line["box"][2] < 1200


def test_three_scripts_on_one_line_are_each_read_or_doubted(read: dict[str, Any]) -> None:
    words = [word for line in read["mixed"]["lines"] for word in line["words"]]
    expected = {"ឈ្មោះ", "សុខ", "ដារ៉ា", "Name", "Sok", "Dara", "ชื่อ", "สมหญิง"}
    assert {w["text"] for w in words if w["confidence"] >= 0.9} <= expected
    assert {"សុខ", "Name", "Sok", "Dara"} <= {w["text"] for w in words}
