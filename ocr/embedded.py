"""PDF pages that are just a scan: the image inside is taken out as it is, unharmed by drawing.

Also the guard against images of absurd size, which a PDF of a few kilobytes can hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, cast

import numpy as np
import pikepdf
from PIL import Image

from models.errors import DamagedFile, TooManyPixels
from models.limits import Limits
from models.values import Colour, Grey
from ocr.raster import to_pixels

_DEPTH: Final = 8  # forms within forms
_COVERS: Final = 0.95  # share of the page's sides that a scan covers
_CROPPED: Final = 1.02  # of a larger image only a part shows: drawing knows which
_LEAST_DPI, _MOST_DPI = 90.0, 1300.0
# Operators that leave no ink (ISO 32000-2 annex A): state, clipping, marked content.
_INKLESS: Final = frozenset(
    (  # noqa: SIM905 - as the annex lists them
        "q Q cm re W W* n BT ET Tf Td TD Tm T* Tc Tw Tz TL Ts BMC BDC EMC MP DP BX EX "
        "w J j M d ri i g G rg RG k K cs CS sc SC scn SCN"
    ).split()
)
_TEXT: Final = frozenset(("Tj", "TJ", "'", '"'))
_INVISIBLE: Final = 3  # text rendering mode (9.3.6): an OCR text layer


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """The image that is the page, and its resolution on that page."""

    image: pikepdf.Stream
    dpi: float


def check_images(page: pikepdf.Page, limits: Limits) -> None:
    """Raise TooManyPixels when an image on the page is over the limits, before decoding it."""
    sizes = [
        (int(image.get("/Width", 0)), int(image.get("/Height", 0)))
        for image in _images(page.resources, _DEPTH, set())
    ]
    for instruction in pikepdf.parse_content_stream(page, operators="BI ID EI"):
        inline = instruction.operands[0] if instruction.operands else None
        if isinstance(inline, pikepdf.PdfInlineImage):
            sizes.append((inline.width, inline.height))
    for width, height in sizes:
        side = max(width, height) > limits.page_side_pixels
        if side or width * height > limits.page_pixels:
            raise TooManyPixels(
                f"A page holds an image of {width} x {height} pixels; the limit is "
                f"{limits.page_pixels:,} pixels, and {limits.page_side_pixels:,} along one side."
            )


def _images(
    resources: pikepdf.Object | None, depth: int, seen: set[tuple[int, int]]
) -> Iterator[pikepdf.Object]:
    if not isinstance(resources, pikepdf.Dictionary) or depth == 0:
        return
    for name in ("/XObject", "/Pattern"):
        shelf = resources.get(name)
        if not isinstance(shelf, pikepdf.Dictionary):
            continue
        for _, thing in shelf.items():
            if not isinstance(thing, pikepdf.Stream) or thing.objgen in seen:
                continue
            seen.add(thing.objgen)
            if thing.get("/Subtype") == "/Image":
                yield thing
                mask = thing.get("/SMask")
                if isinstance(mask, pikepdf.Stream):
                    yield mask
            else:
                yield from _images(thing.get("/Resources"), depth - 1, seen)


def find(page: pikepdf.Page, width: float, height: float) -> Scan | None:
    """The one image that fills the page (inches), when nothing else on it leaves ink."""
    placed = None if page.obj.get("/Annots") else _only_image(page)
    if placed is None:
        return None
    image, (a, b, c, d) = placed
    unit = float(page.obj.get("/UserUnit", 1)) / 72.0
    across, down = a * unit, d * unit
    least = min(across / width, down / height)
    most = max(across / width, down / height)
    if b or c or least < _COVERS or most > _CROPPED:
        return None
    dpi_x, dpi_y = int(image.Width) / across, int(image.Height) / down
    if abs(dpi_x / dpi_y - 1) > 0.02 or not _LEAST_DPI <= dpi_x <= _MOST_DPI:
        return None
    return Scan(image, dpi_x)


Placement = tuple[float, float, float, float]


def _only_image(page: pikepdf.Page) -> tuple[pikepdf.Stream, Placement] | None:
    """The image and its matrix drawn, if the content draws it, once, and nothing else."""
    matrix = pikepdf.Matrix()
    stack: list[pikepdf.Matrix] = []
    found: tuple[pikepdf.Stream, Placement] | None = None
    mode = 0
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), instruction.operands
        if operator == "q":
            stack.append(matrix)
        elif operator == "Q":
            matrix = stack.pop() if stack else pikepdf.Matrix()
        elif operator == "cm":
            matrix = pikepdf.Matrix(*(float(v) for v in operands)) @ matrix
        elif operator == "Tr":
            mode = int(operands[0])
        elif operator == "Do":
            image = page.resources.XObject[pikepdf.Name(str(operands[0]))]
            if found is not None or image.get("/Subtype") != "/Image":
                return None
            found = cast(pikepdf.Stream, image), (matrix.a, matrix.b, matrix.c, matrix.d)
        elif operator not in _INKLESS and not (operator in _TEXT and mode == _INVISIBLE):
            return None
    return found


def take(scan: Scan, turned: int) -> Grey | Colour | None:
    """The pixels of the scan, turned clockwise by `turned` degrees; None if poppler must draw it.

    Only plain images are taken: masks, unusual decoding and colour spaces are poppler's.
    """
    image = scan.image
    if any(key in image for key in ("/Mask", "/SMask", "/Decode", "/ImageMask")):
        return None
    try:
        wrapped = pikepdf.PdfImage(image)
        plain = wrapped.mode in {"1", "L", "RGB"} and not wrapped.indexed
        if not plain or not set(wrapped.filters) <= {"/DCTDecode", "/FlateDecode"}:
            return None
        pixels = to_pixels(wrapped.as_pil_image())
    except (pikepdf.UnsupportedImageTypeError, pikepdf.HifiPrintImageNotTranscodableError):
        return None
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    except (OSError, ValueError) as error:
        raise DamagedFile("The scan inside the PDF is damaged or cut off.") from error
    if pixels.shape[:2] != (int(image.Height), int(image.Width)):
        return None
    return np.ascontiguousarray(np.rot90(pixels, -turned // 90))
