"""PDF files to page images, in the decoding child: pikepdf looks, poppler (pdf2image) draws.

Poppler answers a page that it cannot draw with a tiny or empty picture and success, so what
comes back is held against what the page said of itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pikepdf
from pdf2image import convert_from_path
from pdf2image.exceptions import (
    PDFInfoNotInstalledError,
    PDFPageCountError,
    PDFPopplerTimeoutError,
    PDFSyntaxError,
)
from PIL import Image

from models.errors import (
    DamagedFile,
    EncryptedFile,
    EnvironmentProblem,
    InputProblem,
    PageTooBig,
    TooHard,
    TooManyPages,
)
from models.limits import Limits
from models.values import Colour, Grey, PageImage, PageProblem
from ocr import embedded
from ocr.bounded import Total
from ocr.raster import single

_POINTS: Final = 72.0  # PDF units an inch (ISO 32000-2 8.3.2.3), times /UserUnit
_TAIL: Final = 2048  # %%EOF stands within the last 1024 bytes of a whole file


def pages(path: Path, limits: Limits, first: int) -> Iterator[Total | PageImage | PageProblem]:
    """The pages of a PDF from number `first` on. Raises the `InputProblem` family."""
    Image.MAX_IMAGE_PIXELS = limits.page_pixels
    with _opened(path) as pdf:
        total = _count(pdf, limits)
        yield Total(total)
        for number in range(first, total + 1):
            yield _page(path, pdf, number, limits)


def _opened(path: Path) -> pikepdf.Pdf:
    """Open strictly; a file with a broken table is mended only if it was not cut off."""
    try:
        return pikepdf.open(path, attempt_recovery=False, suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise EncryptedFile from error
    except pikepdf.PdfError as error:
        if b"%%EOF" not in _tail(path):
            raise DamagedFile("The PDF is cut off: its end is missing.") from error
    try:
        return pikepdf.open(path, suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise EncryptedFile from error
    except pikepdf.PdfError as error:
        raise DamagedFile("The PDF is damaged and could not be mended.") from error


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        return file.read()


def _count(pdf: pikepdf.Pdf, limits: Limits) -> int:
    try:
        total = len(pdf.pages)
    except (pikepdf.PdfError, RuntimeError, TypeError, ValueError) as error:
        raise DamagedFile("The PDF's list of pages is damaged.") from error
    if total == 0:
        raise DamagedFile("The PDF holds no page.")
    if total > limits.pages:
        raise TooManyPages(f"The PDF has {total:,} pages; the limit is {limits.pages:,}.")
    return total


def _page(path: Path, pdf: pikepdf.Pdf, number: int, limits: Limits) -> PageImage | PageProblem:
    try:
        page = pdf.pages[number - 1]
        area = _area(page, number, limits)
        embedded.check_images(page, limits)
        scan = embedded.find(page, area.width, area.height)
        if scan is not None:
            pixels = embedded.take(scan, area.turned)
            if pixels is not None:
                return PageImage(number, pixels, scan.dpi)
        dpi = scan.dpi if scan is not None else float(limits.render_dpi)
        return _drawn(path, number, area, dpi, limits)
    except InputProblem as error:
        return PageProblem(number, error.code, error.detail, error.remedy)
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, OSError) as error:
        # pikepdf's answers to a page whose objects are not what they should be
        problem = DamagedFile(f"Page {number} of the PDF is damaged ({type(error).__name__}).")
        return PageProblem(number, problem.code, problem.detail, problem.remedy)


@dataclass(frozen=True, slots=True)
class _Area:
    """Width and height of a page in inches before turning, and its clockwise turn in degrees."""

    width: float
    height: float
    turned: int


def _area(page: pikepdf.Page, number: int, limits: Limits) -> _Area:
    x0, y0, x1, y1 = (float(v) for v in page.cropbox)
    unit = float(page.obj.get("/UserUnit", 1)) / _POINTS
    width, height = abs(x1 - x0) * unit, abs(y1 - y0) * unit
    if max(width, height) > limits.page_inches:
        raise PageTooBig(
            f"Page {number} measures {width:.0f} x {height:.0f} inches; the limit is "
            f"{limits.page_inches:.0f} inches."
        )
    if min(width, height) <= 0.1:
        raise DamagedFile(f"Page {number} of the PDF has no size.")
    return _Area(width, height, int(page.rotation) % 360)


def _drawn(path: Path, number: int, area: _Area, dpi: float, limits: Limits) -> PageImage:
    """The page drawn by poppler at `dpi`, or at less where the page would pass the limits."""
    most = min(
        (limits.page_pixels / (area.width * area.height)) ** 0.5,
        limits.page_side_pixels / max(area.width, area.height),
    )
    dpi = min(dpi, most)
    try:
        images = convert_from_path(
            path,
            first_page=number,
            last_page=number,
            size=max(1, int(max(area.width, area.height) * dpi)),  # of the longer side
            use_cropbox=True,
            timeout=limits.parse_seconds,
        )
    except PDFPopplerTimeoutError as error:
        raise TooHard(f"Drawing page {number} took too long.") from error
    except PDFInfoNotInstalledError as error:
        raise EnvironmentProblem(
            "Poppler is not installed.", remedy="apt-get install poppler-utils"
        ) from error
    except (PDFPageCountError, PDFSyntaxError, OSError) as error:
        raise DamagedFile(f"Page {number} of the PDF cannot be drawn.") from error
    if not images:
        raise DamagedFile(f"Page {number} of the PDF cannot be drawn.")
    return PageImage(number, _checked(images[0], area, dpi, number), dpi)


def _checked(image: Image.Image, area: _Area, dpi: float, number: int) -> Grey | Colour:
    """What came back, if it is of the size that was asked for."""
    width, height = area.width * dpi, area.height * dpi
    if area.turned % 180:
        width, height = height, width
    if abs(image.width - width) > 3 or abs(image.height - height) > 3:
        raise TooHard(
            f"Page {number} was asked for at {width:.0f} x {height:.0f} pixels and came back at "
            f"{image.width} x {image.height}."
        )
    return single(np.asarray(image.convert("RGB")))
