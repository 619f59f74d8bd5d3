"""Good files of every kind become the pages that a person sees."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from models.limits import Limits
from models.values import PageImage
from ocr import inspect
from ocr.split import pages
from tests.ocr import drawing

LIMITS = Limits()


def only(path: Path, media_type: str) -> PageImage:
    (page,) = pages(path, media_type, LIMITS)
    assert isinstance(page, PageImage)
    return page


def test_a_drawn_pdf_comes_at_the_render_resolution(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    sheet = canvas.Canvas(str(path), pagesize=A4)
    for n in range(3):
        sheet.drawString(100, 700, f"page {n}")
        sheet.showPage()
    sheet.save()
    found = list(pages(path, inspect.PDF, LIMITS))
    assert [p.number for p in found] == [1, 2, 3]
    assert all(isinstance(p, PageImage) for p in found)
    assert found[0].dpi == 200
    assert abs(found[0].image.shape[1] - 1654) <= 2
    assert found[0].image.ndim == 2


def test_a_scan_in_a_pdf_is_taken_out_unchanged(tmp_path: Path) -> None:
    scan = np.random.default_rng(1).integers(0, 255, (900, 600), np.uint8)
    path = tmp_path / "scan.pdf"
    _scan_pdf(path, scan, dpi=150)
    page = only(path, inspect.PDF)
    assert page.dpi == pytest.approx(150, abs=0.5)
    assert np.array_equal(page.image, scan)


def test_a_turned_page_of_a_pdf_is_shown_turned(tmp_path: Path) -> None:
    scan = np.random.default_rng(1).integers(0, 255, (900, 600), np.uint8)
    path = tmp_path / "scan.pdf"
    _scan_pdf(path, scan, dpi=150, rotate=90)
    assert np.array_equal(only(path, inspect.PDF).image, np.rot90(scan, -1))


def test_a_drawn_page_that_is_turned_comes_back_whole(tmp_path: Path) -> None:
    plain = tmp_path / "a.pdf"
    sheet = canvas.Canvas(str(plain), pagesize=(400, 200))
    sheet.drawString(50, 100, "turned")
    sheet.save()
    path = tmp_path / "b.pdf"
    with pikepdf.open(plain) as pdf:
        pdf.pages[0].Rotate = 270
        pdf.save(path)
    height, width = only(path, inspect.PDF).image.shape[:2]
    assert height > 1.9 * width


def _scan_pdf(path: Path, scan: np.ndarray, dpi: float, rotate: int = 0) -> None:
    height, width = scan.shape
    pdf = pikepdf.Pdf.new()
    size = width * 72 / dpi, height * 72 / dpi
    page = pdf.add_blank_page(page_size=size)
    image = pikepdf.Stream(
        pdf,
        scan.tobytes(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=8,
    )
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
    page.obj.Contents = pikepdf.Stream(pdf, f"q {size[0]} 0 0 {size[1]} 0 0 cm /I Do Q".encode())
    page.obj.Rotate = rotate
    pdf.save(path, compress_streams=True)


@pytest.mark.parametrize(
    ("mode", "colour", "expected"),
    [
        ("1", 0, 0),
        ("L", 77, 77),
        ("P", 0, 0),
        ("LA", (10, 255), 10),
        ("RGBA", (0, 0, 0, 0), 255),
        ("RGB", (9, 9, 9), 9),
        ("I;16", 30000, 116),
    ],
)
def test_every_kind_of_pixel_becomes_eight_bits_on_white(
    tmp_path: Path, mode: str, colour: object, expected: int
) -> None:
    path = tmp_path / "a.png"
    image = Image.new(mode, (40, 30), colour)
    if mode == "P":
        image.putpalette([0, 0, 0] * 256)
    image.save(path)
    page = only(path, inspect.PNG)
    assert page.image.dtype == np.uint8
    assert abs(int(page.image[10, 10]) - expected) <= 1


def test_ink_of_a_printing_press_becomes_colour(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.new("CMYK", (64, 64), (0, 255, 255, 0)).save(path, quality=95)
    red, green, _ = only(path, inspect.JPEG).image[30, 30]
    assert int(red) > 180
    assert int(green) < 80


def test_a_phone_picture_is_turned_as_its_note_says(tmp_path: Path) -> None:
    image = Image.new("L", (60, 40), 255)
    image.paste(0, (0, 0, 10, 10))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn clockwise to see it
    path = tmp_path / "a.jpg"
    image.save(path, exif=exif, quality=95)
    page = only(path, inspect.JPEG)
    assert page.image.shape == (60, 40)
    assert page.image[3, 36] < 60


@pytest.mark.parametrize(("given", "known"), [((300, 300), 300), ((72, 72), 0), ((1, 1), 0)])
def test_a_resolution_that_cannot_be_is_not_believed(
    tmp_path: Path, given: tuple[int, int], known: float
) -> None:
    path = tmp_path / "a.png"
    Image.new("L", (1654, 2339), 255).save(path, dpi=given)
    assert only(path, inspect.PNG).dpi == pytest.approx(known, abs=0.1)


def test_a_fax_gets_square_pixels(tmp_path: Path) -> None:
    path = tmp_path / "fax.tif"
    Image.new("1", (1728, 1078), 1).save(path, dpi=(204, 98), compression="group4")
    page = only(path, inspect.TIFF)
    assert page.image.shape == (round(1078 * 204 / 98), 1728)
    assert page.dpi == pytest.approx(204)


def test_webp_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.webp"
    Image.fromarray(drawing.prose(3)).save(path)
    assert only(path, inspect.WEBP).image.min() < 60
