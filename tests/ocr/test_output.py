from __future__ import annotations

import io
import json
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pikepdf
import pytest

from models.values import Box, Line, Quality, ReadPage, Word
from ocr.clusters import clusters
from ocr.output import FORMATS
from ocr.output.pdf import jpeg

WORDS = ("ស្ត្រីខ្មែរ", "កំពង់ចាម", "สมหญิง", "น้ำที่อยู่", "Jakarta", "<&>")
PLACES = {  # where a reader meets the words, by how the scan has to be turned
    0: lambda n: Box(100 + 200 * n, 300, 260 + 200 * n, 350),
    90: lambda n: Box(300, 1140 - 200 * n, 350, 1300 - 200 * n),
    180: lambda n: Box(1140 - 200 * n, 300, 1300 - 200 * n, 350),
    270: lambda n: Box(300, 100 + 200 * n, 350, 260 + 200 * n),
}


def page(rotation: int = 0, number: int = 1) -> ReadPage:
    words = tuple(Word(text, PLACES[rotation](n), 0.9) for n, text in enumerate(WORDS))
    line = Line(" ".join(WORDS), Box(100, 300, 1300, 350), 0.9, words)
    quality = Quality(0.0, 1.0, 1.0, 0.1, blank=False, low_resolution=False)
    return ReadPage(number, 1400, 1400, 200.0, rotation, quality, (line,))


PICTURE = jpeg(np.full((1400, 1400), 255, np.uint8))


def test_plain_text_has_a_line_a_line_and_a_form_feed_a_page() -> None:
    text = FORMATS["txt"].write("a.png", [page(), page(number=2)], ()).decode()
    assert text == 2 * (" ".join(WORDS) + "\n\f")


def test_json_has_the_documented_shape() -> None:
    data = json.loads(FORMATS["json"].write("a.png", [page(90)], ()))
    assert set(data) == {"file", "pages"}
    (sheet,) = data["pages"]
    assert set(sheet) == {"page", "width", "height", "dpi", "rotation", "lines"}
    (line,) = sheet["lines"]
    assert set(line) == {"text", "box", "confidence", "words"}
    assert line["box"] == [100, 300, 1300, 350]
    assert set(line["words"][0]) == {"text", "box", "confidence"}
    assert sheet["rotation"] == 90


def test_hocr_is_xml_with_whole_words() -> None:
    html = ET.fromstring(FORMATS["hocr"].write("a.png", [page()], ()))
    spans = [e for e in html.iter() if e.get("class") == "ocrx_word"]
    assert tuple(e.text for e in spans) == WORDS
    assert spans[0].get("title") == "bbox 100 300 260 350; x_wconf 90"


def test_alto_is_xml_with_whole_words() -> None:
    alto = ET.fromstring(FORMATS["alto"].write("a.png", [page(), page(number=2)], ()))
    space = "{http://www.loc.gov/standards/alto/ns-v4#}"
    assert alto.tag == f"{space}alto"
    assert len(list(alto.iter(f"{space}Page"))) == 2
    strings = list(alto.iter(f"{space}String"))
    assert tuple(e.get("CONTENT") for e in strings[:6]) == WORDS
    names = [e.get("ID") for e in alto.iter() if e.get("ID")]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_text_copied_from_the_pdf_is_the_text(tmp_path: Path, rotation: int) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(FORMATS["pdf"].write("a.png", [page(rotation)], [PICTURE]))
    out = subprocess.run(
        ["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert out.split() == list(WORDS)


def test_the_pdf_shows_the_scan_upright_and_no_other_ink(tmp_path: Path) -> None:
    data = FORMATS["pdf"].write("a.png", [page(90), page(number=2)], [PICTURE, PICTURE])
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert [p.rotation for p in pdf.pages] == [90, 0]
        assert float(pdf.pages[0].mediabox[2]) == pytest.approx(1400 * 72 / 200)
    subprocess.run(["pdftoppm", "-gray", "-r", "50", str(path), str(tmp_path / "p")], check=True)
    for picture in tmp_path.glob("p*.pgm"):
        assert min(picture.read_bytes()[20:]) > 250


def test_empty_glyphs_have_an_extent_since_pdfium_leaves_out_those_without() -> None:
    data = FORMATS["pdf"].write("a.png", [page()], [PICTURE])
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fonts = pdf.pages[0].obj.Resources.Font
        glyphs = [g.read_bytes() for f in fonts.values() for g in f.CharProcs.values()]
    assert glyphs and all(glyph == b"1000 0 0 0 1000 1000 d1" for glyph in glyphs)


@pytest.mark.parametrize("gap", [2, 8])
def test_words_close_together_stay_apart(tmp_path: Path, gap: int) -> None:
    names = ("Sok", "Dara", "สมหญิง", "ស្រី")
    words = tuple(
        Word(text, Box(100 + n * (50 + gap), 300, 150 + n * (50 + gap), 312), 0.9)
        for n, text in enumerate(names)
    )
    line = Line(" ".join(names), Box(100, 300, 400, 312), 0.9, words)
    path = tmp_path / "a.pdf"
    pages = [replace(page(), lines=(line,))]
    path.write_bytes(FORMATS["pdf"].write("a.png", pages, [PICTURE]))
    for mode in ([], ["-raw"], ["-layout"]):
        out = subprocess.run(
            ["pdftotext", *mode, str(path), "-"], capture_output=True, text=True, check=True
        ).stdout
        assert out.split() == list(names)


def test_a_page_of_more_clusters_than_a_font_holds_keeps_its_words_whole(tmp_path: Path) -> None:
    letters = [chr(0x1780 + n % 30) + chr(0x17B6 + n // 30) for n in range(300)]
    lines = []
    for row in range(30):
        text = "".join(letters[10 * row : 10 * row + 10])
        box = Box(100, 20 + 45 * row, 500, 50 + 45 * row)
        lines.append(Line(text, box, 0.9, (Word(text, box, 0.9),)))
    path = tmp_path / "a.pdf"
    pages = [replace(page(), lines=tuple(lines))]
    path.write_bytes(FORMATS["pdf"].write("a.png", pages, [PICTURE]))
    out = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True)
    assert out.stdout.split() == [line.text for line in lines]


def test_clusters_keep_letters_and_their_marks_together() -> None:
    assert clusters("ស្ត្រីខ្មែរ") == ["ស្ត្រី", "ខ្មែ", "រ"]
    assert clusters("น้ำที่") == ["น้ำ", "ที่"]
    assert "".join(clusters("កាំ abc")) == "កាំ abc"
