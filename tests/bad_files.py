"""Files that go wrong, each drawn here: nothing of anybody's paper is in them."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from PIL import Image, ImageDraw, ImageFont

_FONTS = "/usr/share/fonts/truetype"


@dataclass(frozen=True, slots=True)
class Bad:
    """A file, and where it must end: refused at the door, or a document in a state, with a code."""

    name: str
    content: bytes
    end: str  # rejected at the door: "refused"; else the document's state
    code: str


def page(text: str, font: str = "dejavu/DejaVuSans.ttf", lines: int = 18) -> Image.Image:
    """An A4 page at 150 dpi with the text on it again and again."""
    image = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(image)
    face = ImageFont.truetype(f"{_FONTS}/{font}", 28)
    for number in range(lines):
        draw.text((120, 120 + number * 80), text, font=face, fill=0)
    return image


def encoded(image: Image.Image, format_: str) -> bytes:
    out = io.BytesIO()
    image.save(out, format_, resolution=150, dpi=(150, 150))
    return out.getvalue()


def pdf_of(width: float, height: float, pages: int = 1) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(width, height))
    return pdf


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def encrypted_pdf() -> bytes:
    return saved(pdf_of(595, 842), encryption=pikepdf.Encryption(owner="owner", user="user"))


def huge_image_pdf(side: int = 40_000) -> bytes:
    """A page of A4 that holds `side` x `side` pixels in some 190 KB."""
    packer = zlib.compressobj(9)
    row = bytes(side // 8)
    body = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    pdf = pdf_of(595, 842)
    image = pikepdf.Stream(pdf, body)
    image.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=side,
        Height=side,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=1,
        Filter=pikepdf.Name.FlateDecode,
    )
    only = pdf.pages[0]
    only.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    only.Contents = pikepdf.Stream(pdf, b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    return saved(pdf)


def many_pages_pdf(count: int = 100_000) -> bytes:
    """Written by hand: a page object each, all of them empty."""
    out = io.BytesIO()
    offsets = []

    def add(body: bytes) -> None:
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (len(offsets), body))

    out.write(b"%PDF-1.4\n")
    add(b"<</Type/Catalog/Pages 2 0 R>>")
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    add(b"<</Type/Pages/MediaBox[0 0 595 842]/Count %d/Kids[%s]>>" % (count, kids))
    for _ in range(count):
        add(b"<</Type/Page/Parent 2 0 R>>")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    out.write(b"trailer\n<</Size %d/Root 1 0 R>>\n" % (len(offsets) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def huge_png(side: int = 30_000) -> bytes:
    packer = zlib.compressobj(9)
    row = b"\0" + bytes((side + 7) // 8)
    body = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def tiff_with_broken_fourth() -> bytes:
    """Four pages, LZW; the data of the last is overwritten."""
    pages = [page(f"Page {n} of a file that broke on its way") for n in range(1, 5)]
    out = io.BytesIO()
    pages[0].save(
        out, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw", dpi=(150, 150)
    )
    content = bytearray(out.getvalue())
    with Image.open(io.BytesIO(content)) as tiff:
        tiff.seek(3)
        offsets, sizes = tiff.tag_v2[273], tiff.tag_v2[279]
    for offset, size in zip(offsets, sizes, strict=True):
        content[offset : offset + size] = b"\xff" * size
    return bytes(content)


def all_bad() -> Iterator[Bad]:
    """Every kind of bad file that the service must survive, small enough for one test."""
    good_pdf = encoded(page("A page that was copied only in part"), "PDF")
    good_jpeg = encoded(page("A page that was copied only in part"), "JPEG")
    yield Bad("empty.pdf", b"", "refused", "input.empty")
    yield Bad(
        "letter.pdf", b"Dear office, the form is attached.\n", "refused", "input.unknown_type"
    )
    yield Bad("cut.pdf", good_pdf[: len(good_pdf) // 2], "rejected", "input.damaged")
    yield Bad("cut.jpg", good_jpeg[: len(good_jpeg) // 2], "rejected", "input.damaged")
    yield Bad("locked.pdf", encrypted_pdf(), "rejected", "input.encrypted")
    yield Bad("poster.pdf", saved(pdf_of(14_400, 14_400)), "rejected", "input.page_too_big")
    yield Bad("bomb.pdf", huge_image_pdf(), "rejected", "input.too_many_pixels")
    yield Bad("wide.png", huge_png(), "rejected", "input.too_many_pixels")
    yield Bad("pages.pdf", many_pages_pdf(), "rejected", "input.too_many_pages")
    yield Bad("fourth.tif", tiff_with_broken_fourth(), "text_only", "input.damaged")
    yield Bad(
        "blank.png", encoded(Image.new("L", (1240, 1754), 255), "PNG"), "text_only", "page.blank"
    )
    yield Bad(
        "notice.png",
        encoded(page("Notice of the staff meeting on Monday"), "PNG"),
        "text_only",
        "form.none_known",
    )
    yield Bad(
        "foreign.png",
        encoded(page("Καλημέρα σας, αυτή είναι μια σελίδα"), "PNG"),
        "text_only",
        "form.none_known",
    )
    yield Bad(
        "../../etc/passwd\u202egpj.png",
        encoded(page("A name with parts of a path"), "PNG"),
        "text_only",
        "form.none_known",
    )
    yield Bad(
        "ក" * 1365 + ".png",
        encoded(page("A name of four kilobytes"), "PNG"),
        "text_only",
        "form.none_known",
    )
