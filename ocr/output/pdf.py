"""Pages as a searchable PDF: the scan, and over it text that is not seen but found and copied.

Each cluster of letters is one empty glyph of a Type 3 font (ISO 32000-2 9.6.4) that says what it
stands for, so that Khmer and Thai come out in the order they are written, not in that of ink.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image

from models.values import Box, Colour, Grey, Line, ReadPage, Word
from ocr.clusters import clusters

_DPI: Final = 200.0  # of a page whose own nobody knows
_QUALITY: Final = 80  # of the JPEG
_GLYPHS: Final = 255  # of one font; code 0 is left out
_UNITS: Final = 1000
_APART: Final = 0.2  # of its height a word ends earlier: readers join words that nearly touch


def write(file: str, pages: Sequence[ReadPage], pictures: Iterable[bytes]) -> bytes:
    """One PDF of all pages; `pictures` are their scans as `jpeg` makes them, in order."""
    pdf = Pdf.new()
    with pdf.open_metadata() as metadata:
        metadata["dc:title"] = file
    for page, picture in zip(pages, pictures, strict=True):
        _page(pdf, page, picture)
    out = io.BytesIO()
    pdf.save(out, compress_streams=True)
    return out.getvalue()


def _page(pdf: Pdf, page: ReadPage, scan: bytes) -> None:
    scale = 72.0 / (page.dpi or _DPI)
    size = page.width * scale, page.height * scale
    glyphs = _Glyphs()
    text = b"".join(_line(line, page, scale, glyphs) for line in page.lines)
    picture = f"q {size[0]:.3f} 0 0 {size[1]:.3f} 0 0 cm /Scan Do Q\n".encode()
    fonts = {f"/F{n}": font for n, font in enumerate(glyphs.fonts(pdf))}
    pdf.add_blank_page(page_size=size)
    sheet = pdf.pages[-1]
    sheet.obj.Resources = Dictionary(
        XObject=Dictionary(Scan=_image(pdf, scan)), Font=Dictionary(fonts)
    )
    sheet.obj.Contents = Stream(pdf, picture + text)
    sheet.obj.Rotate = page.rotation


def jpeg(image: Grey | Colour) -> bytes:
    """A scan as the JPEG that goes into the PDF."""
    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(image)).save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _image(pdf: Pdf, scan: bytes) -> Stream:
    with Image.open(io.BytesIO(scan)) as image:
        size, grey = image.size, image.mode == "L"
    return Stream(
        pdf,
        scan,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=size[0],
        Height=size[1],
        ColorSpace=Name.DeviceGray if grey else Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )


class _Glyphs:
    """Which cluster is which code of which font, for one page.

    A line's clusters stand in one font: readers take another font for the start of a new word.
    """

    def __init__(self) -> None:
        self._fonts: list[dict[str, int]] = [{}]

    def begin(self, line: Iterable[str]) -> None:
        """Make sure that these clusters fit into the font at hand."""
        if len(self._fonts[-1].keys() | set(line)) > _GLYPHS:
            self._fonts.append({})

    def place(self, cluster: str) -> tuple[int, int]:
        """Font and code of a cluster."""
        known = self._fonts[-1]
        if cluster not in known and len(known) == _GLYPHS:
            known = {}
            self._fonts.append(known)
        return len(self._fonts) - 1, known.setdefault(cluster, len(known)) + 1

    def fonts(self, pdf: Pdf) -> Iterator[pikepdf.Object]:
        for known in self._fonts:
            if known:
                yield _font(pdf, list(known))


def _font(pdf: Pdf, known: Sequence[str]) -> pikepdf.Object:
    """A font of empty glyphs, one unit wide, that stand for clusters.

    They draw nothing, but say that they fill their square: PDFium, the reader inside Chromium,
    leaves letters without extent out of what it finds and copies.
    """
    names = [Name(f"/c{n}") for n in range(1, len(known) + 1)]
    empty = Stream(pdf, f"{_UNITS} 0 0 0 {_UNITS} {_UNITS} d1".encode())
    empty = pdf.make_indirect(empty)
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=[0, 0, _UNITS, _UNITS],
            FontMatrix=[1 / _UNITS, 0, 0, 1 / _UNITS, 0, 0],
            CharProcs=Dictionary({str(name): empty for name in names}),
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array([1, *names])),
            FirstChar=1,
            LastChar=len(known),
            Widths=[_UNITS] * len(known),
            Resources=Dictionary(),
            ToUnicode=Stream(pdf, _to_unicode(known)),
        )
    )


def _to_unicode(known: Sequence[str]) -> bytes:
    rows = "\n".join(
        f"<{code:02x}> <{cluster.encode('utf-16-be').hex()}>"
        for code, cluster in enumerate(known, 1)
    )
    blocks = rows.split("\n")
    mapped = "".join(
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n"
        for part in (blocks[i : i + 100] for i in range(0, len(blocks), 100))
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CMapName /Lontar def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<00> <ff>\nendcodespacerange\n"
        f"{mapped}endcmap\nend\nend\n"
    ).encode()


def _line(line: Line, page: ReadPage, scale: float, glyphs: _Glyphs) -> bytes:
    words = [word for word in line.words if word.text.strip()]
    glyphs.begin([" ", *(cluster for word in words for cluster in clusters(word.text))])
    return b"".join(_word(word, page, scale, glyphs) for word in words)


def _word(word: Word, page: ReadPage, scale: float, glyphs: _Glyphs) -> bytes:
    """A word set so that its clusters fill its box, along the way the page is to be read."""
    parts = [glyphs.place(cluster) for cluster in [*clusters(word.text), " "]]
    x, y, along, across, cos, sin = _set(word.box, page, scale)
    along = max(along - _APART * across, along / 2)
    step = along / max(1, len(parts) - 1)
    matrix = (step * cos, step * sin, -across * sin, across * cos, x, y)
    out = ["BT 3 Tr", " ".join(f"{value:.4f}" for value in matrix) + " Tm"]
    current = -1
    for font, code in parts:
        if font != current:
            out.append(f"/F{font} 1 Tf")
            current = font
        out.append(f"<{code:02x}> Tj")
    return (" ".join(out) + " ET\n").encode()


def _set(box: Box, page: ReadPage, scale: float) -> tuple[float, float, float, float, float, float]:
    """Where a word begins (points, y up), its length, its height, and its direction.

    A scan that needs a clockwise turn of 90 degrees has its lines running upwards, and so on.
    """
    left, right = box.x0 * scale, box.x1 * scale
    low, high = (page.height - box.y1) * scale, (page.height - box.y0) * scale
    wide, tall = right - left, high - low
    return {
        0: (left, low, wide, tall, 1.0, 0.0),
        90: (right, low, tall, wide, 0.0, 1.0),
        180: (right, high, wide, tall, -1.0, 0.0),
        270: (left, high, tall, wide, 0.0, -1.0),
    }[page.rotation]
