"""Every bad file ends in a word of ours, quickly and in bounds; good pages beside it go on."""

from __future__ import annotations

import os
import resource
import struct
import time
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image
from reportlab.pdfgen import canvas

from ingest.processes import children
from models.errors import (
    DamagedFile,
    EmptyFile,
    EncryptedFile,
    InputProblem,
    PageTooBig,
    TooHard,
    TooLarge,
    TooManyPages,
    TooManyPixels,
    UnknownType,
)
from models.limits import Limits
from models.values import PageImage, PageProblem
from ocr import inspect
from ocr.inspect import sniff
from ocr.split import pages
from tests.ocr import drawing

LIMITS = Limits()


def read(path: Path, limits: Limits = LIMITS) -> list[PageImage | PageProblem]:
    media_type = sniff(path.read_bytes()[: inspect.HEAD_BYTES])
    return list(pages(path, media_type or "unknown", limits))


def a_pdf(path: Path, count: int = 1, size: tuple[float, float] = (595, 842)) -> Path:
    sheet = canvas.Canvas(str(path), pagesize=size, pageCompression=0)
    for n in range(count):
        for row in range(30):
            sheet.drawString(60, size[1] - 40 - 20 * row, f"page {n} row {row} of a plain document")
        sheet.showPage()
    sheet.save()
    return path


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.touch()
    with pytest.raises(EmptyFile):
        read(path)


def test_a_text_file_named_pdf(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_text("not a PDF at all")
    with pytest.raises(UnknownType):
        read(path)


def test_a_file_over_the_size_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (300, 300), np.uint8)).save(path)
    with pytest.raises(TooLarge, match="MB"):
        read(path, Limits(file_bytes=1000))


@pytest.mark.parametrize("share", [0.4, 0.98])
def test_a_pdf_cut_off(tmp_path: Path, share: float) -> None:
    whole = a_pdf(tmp_path / "whole.pdf", 3).read_bytes()
    path = tmp_path / "cut.pdf"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(DamagedFile, match="cut off"):
        read(path)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff"])
@pytest.mark.parametrize("share", [0.3, 0.95])
def test_a_picture_cut_off_is_not_read_as_a_grey_page(
    tmp_path: Path, kind: str, share: float
) -> None:
    path = tmp_path / "whole"
    Image.fromarray(drawing.prose()).save(path, kind)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(DamagedFile):
        read(path)


def test_a_pdf_with_a_password(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    with pikepdf.open(a_pdf(tmp_path / "a.pdf")) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="secret", owner="other"))
    with pytest.raises(EncryptedFile) as caught:
        read(path)
    assert "password" in caught.value.remedy


def test_a_pdf_that_may_be_read_but_not_printed_is_read(tmp_path: Path) -> None:
    path = tmp_path / "owned.pdf"
    with pikepdf.open(a_pdf(tmp_path / "a.pdf")) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="", owner="other"))
    (page,) = read(path)
    assert isinstance(page, PageImage)
    assert page.image.min() < 100


def test_a_page_of_two_hundred_inches(tmp_path: Path) -> None:
    with pytest.raises(PageTooBig, match="200"):
        read(a_pdf(tmp_path / "a.pdf", size=(14400, 14400)))


def test_a_large_page_among_others_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    sheet = canvas.Canvas(str(path), pagesize=(400, 400))
    for side in (400, 14400, 400):
        sheet.setPageSize((side, side))
        sheet.drawString(50, 50, "text")
        sheet.showPage()
    sheet.save()
    first, second, third = read(path)
    assert isinstance(first, PageImage)
    assert isinstance(second, PageProblem)
    assert second.code == PageTooBig.code
    assert isinstance(third, PageImage)


def test_a_small_pdf_with_an_enormous_image(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pdf"
    pdf = pikepdf.Pdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    image = pikepdf.Stream(
        pdf,
        _zeros(40_000 * 40_000 // 8),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=40_000,
        Height=40_000,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=1,
        Filter=pikepdf.Name.FlateDecode,
    )
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
    page.obj.Contents = pikepdf.Stream(pdf, b"q 595 0 0 842 0 0 cm /I Do Q")
    pdf.save(path)
    assert path.stat().st_size < 300_000
    with pytest.raises(TooManyPixels, match="40000 x 40000"):
        read(path)


def test_an_enormous_image_among_the_drawing_itself(tmp_path: Path) -> None:
    path = tmp_path / "inline.pdf"
    pdf = pikepdf.Pdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    head = b"q 595 0 0 842 0 0 cm BI /W 40000 /H 40000 /CS /G /BPC 8 /F /Fl ID "
    page.obj.Contents = pikepdf.Stream(pdf, head + _zeros(40_000 * 40_000 // 8) + b" EI Q")
    pdf.save(path)
    with pytest.raises(TooManyPixels, match="40000 x 40000"):
        read(path)


def _zeros(count: int) -> bytes:
    packer = zlib.compressobj(9)
    parts = [packer.compress(bytes(1 << 20)) for _ in range(count >> 20)]
    return b"".join(parts) + packer.flush()


def test_a_png_of_thirty_thousand_squared(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(_png(30_000, 30_000))
    started = time.monotonic()
    with pytest.raises(TooManyPixels, match="pixels"):
        read(path)
    assert time.monotonic() - started < 20


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = _zeros((width // 8 + 1) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_a_pdf_of_a_hundred_thousand_pages(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    pdf = pikepdf.Pdf.new()
    leaf = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, 200, 200])
    groups = []
    for _ in range(100):
        kids = pikepdf.Array([pdf.make_indirect(pikepdf.Dictionary(leaf)) for _ in range(1000)])
        groups.append(
            pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Pages, Count=1000, Kids=kids))
        )
    pdf.Root.Pages = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Pages, Count=100_000, Kids=pikepdf.Array(groups))
    )
    for group in groups:
        group.Parent = pdf.Root.Pages
        for kid in group.Kids:
            kid.Parent = group
    pdf.save(path)
    with pytest.raises(TooManyPages, match="100,000"):
        read(path)


def test_a_tiff_of_too_many_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    sheet = Image.new("1", (20, 20), 1)
    sheet.save(path, save_all=True, append_images=[sheet] * 30)
    with pytest.raises(TooManyPages):
        read(path, Limits(pages=20))


def test_three_good_pages_of_a_tiff_survive_a_broken_fourth(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    sheets = [Image.fromarray(drawing.prose(n + 2)) for n in range(4)]
    sheets[0].save(path, save_all=True, append_images=sheets[1:], compression="tiff_lzw")
    data = bytearray(path.read_bytes())
    with Image.open(path) as image:
        image.seek(3)
        start = image.tag_v2[273][0]  # where the strips of page 4 begin
    data[start : start + 400] = os.urandom(400)
    path.write_bytes(data[: start + 2000] if start > len(data) // 2 else data)
    found = read(path)
    assert [type(page) for page in found] == [PageImage] * 3 + [PageProblem]
    assert isinstance(found[3], PageProblem)
    assert found[3].number == 4
    assert found[3].code == DamagedFile.code


def test_a_tiff_whose_directories_run_in_a_circle_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    sheet = Image.new("L", (20, 20), 200)
    sheet.save(path, save_all=True, append_images=[sheet])
    data = bytearray(path.read_bytes())
    first = struct.unpack("<I", data[4:8])[0]
    count = struct.unpack("<H", data[first : first + 2])[0]
    link = first + 2 + 12 * count
    second = struct.unpack("<I", data[link : link + 4])[0]
    count = struct.unpack("<H", data[second : second + 2])[0]
    link = second + 2 + 12 * count
    data[link : link + 4] = struct.pack("<I", first)
    path.write_bytes(data)
    with suppress(InputProblem):
        assert len(read(path)) <= LIMITS.pages


def test_a_damaged_scan_in_a_pdf_does_not_take_the_others_along(tmp_path: Path) -> None:
    Image.fromarray(drawing.prose()).save(tmp_path / "scan.jpg")
    scan = (tmp_path / "scan.jpg").read_bytes()
    path = tmp_path / "a.pdf"
    pdf = pikepdf.Pdf.new()
    for data in (scan, scan[: len(scan) // 3], scan):
        _scan_page(pdf, data)
    pdf.save(path)
    found = read(path)
    assert [type(page) for page in found] == [PageImage, PageProblem, PageImage]


def _scan_page(pdf: pikepdf.Pdf, data: bytes) -> None:
    height, width = drawing.prose().shape
    page = pdf.add_blank_page(page_size=(width * 72 / 200, height * 72 / 200))
    image = pikepdf.Stream(
        pdf,
        data,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
    place = f"q {width * 72 / 200} 0 0 {height * 72 / 200} 0 0 cm /I Do Q"
    page.obj.Contents = pikepdf.Stream(pdf, place.encode())


def test_drawing_that_never_ends_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "slow.pdf"
    pdf = pikepdf.Pdf.new()
    page = pdf.add_blank_page(page_size=(2000, 2000))
    page.obj.Contents = pikepdf.Stream(pdf, b"0 0 m 2000 2000 l 900 3 l f* " * 400_000)
    pdf.save(path)
    _ends_within_bounds(path, Limits(parse_seconds=2))


def test_memory_that_a_file_may_not_have_is_not_had(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (6000, 6000), (1, 2, 3)).save(path)
    with pytest.raises(TooHard):
        read(path, Limits(memory_bytes=220 * 1024**2))


def _ends_within_bounds(path: Path, limits: Limits = LIMITS) -> None:
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    try:
        found = read(path, limits)
        assert all(max(page.image.shape) < 20_000 for page in found if isinstance(page, PageImage))
    except InputProblem:
        pass
    assert time.monotonic() - started < 3 * limits.parse_seconds + 15
    # The largest of all children so far, kilobytes: a browser of an earlier test may be larger.
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert largest < 2_000_000 or largest == before


def test_a_reader_that_stops_early_leaves_no_child_behind(tmp_path: Path) -> None:
    path = a_pdf(tmp_path / "a.pdf", 20)
    before = set(children(os.getpid()))  # other tests' servers may be among them
    stream = pages(path, inspect.PDF, LIMITS)
    next(stream)
    assert set(children(os.getpid())) - before, "the file is decoded in a child"
    stream.close()  # type: ignore[attr-defined]
    assert not set(children(os.getpid())) - before
