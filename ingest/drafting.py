"""A blank form's file to a proposed definition and the pictures of its pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from extract.drafting.propose import Draft, propose
from extract.forms.blank import BLANK_DPI
from models.drafting import Survey
from models.errors import DamagedFile
from models.languages import ENGINE_LANGUAGE, ENGINE_LANGUAGES
from models.library import Library
from models.limits import Limits
from models.values import CleanPage, Grey, Matrix, PageImage, PageProblem
from ocr import inspect
from ocr.clean import clean
from ocr.drafting.survey import survey
from ocr.panel import Panel
from ocr.plane import resized, scaling, warp
from ocr.script import seen_first
from ocr.split import pages

_MM: Final = 25.4
_LEAST_DPI: Final = 200.0  # less is enlarged before rules are looked for
_SNAP_MM: Final = 3.0  # a sheet so near a usual size has that size
_SIZES: Final = ((210.0, 297.0), (215.9, 279.4), (215.9, 355.6), (215.0, 330.0), (148.0, 210.0))


@dataclass(frozen=True, slots=True, eq=False)
class Blank:
    """One page of the blank: what stands on it, its picture at BLANK_DPI, and the homography
    from millimetres on it to pixels of the scan."""

    survey: Survey
    picture: Grey
    to_scan: Matrix


def blanks(
    path: Path,
    limits: Limits,
    panel: Panel,
    languages: tuple[str, ...] = (),
    tell: Callable[[int], None] = lambda number: None,
) -> list[Blank]:
    """Survey every page of a blank's file; `tell` hears the number of each finished page.

    `languages` are label languages that the form is printed in; empty: whichever are seen.
    Raises InputProblem for a file that is unusable, and for one with a page that is.
    """
    wanted = tuple(ENGINE_LANGUAGE[code] for code in languages) or ENGINE_LANGUAGES
    found: list[Blank] = []
    with path.open("rb") as file:
        media_type = inspect.sniff(file.read(inspect.HEAD_BYTES)) or ""
    for item in pages(path, media_type, limits):
        if isinstance(item, PageProblem):
            raise DamagedFile(
                f"Page {item.number} cannot be used: {item.detail}", remedy=item.remedy
            )
        page = upright(item)
        seen = survey(page, seen_first(page, wanted) if not languages else wanted, panel)
        found.append(Blank(seen, at_blank_dpi(page), page.to_scan @ scaling(page.dpi / _MM)))
        tell(item.number)
    return found


def draft(
    pages_: Sequence[Blank],
    library: Library,
    *,
    form_id: str,
    version: str = "1",
    languages: tuple[str, ...] = (),
    country: str = "",
    source: str = "",
) -> Draft:
    """The definition that the surveyed pages propose."""
    return propose(
        [blank.survey for blank in pages_],
        library,
        form_id=form_id,
        version=version,
        languages=languages,
        country=country,
        source=source,
    )


def upright(item: PageImage) -> CleanPage:
    """The page straightened, as large as its paper: 200 to 300 dpi, a usual size where near."""
    page = clean(item).page
    scale = max(1.0, _LEAST_DPI / page.dpi)
    dpi = page.dpi * scale
    turned = page.rotation % 180 != 0
    scan_w, scan_h = page.scan_width, page.scan_height
    density = (item.dpi or page.dpi) / _MM
    width, height = (scan_h, scan_w) if turned else (scan_w, scan_h)
    width_mm, height_mm = _usual(width / density, height / density)
    there = round(width_mm * dpi / _MM), round(height_mm * dpi / _MM)
    if (page.grey.shape[1], page.grey.shape[0]) == there:
        return page
    # The middle of the straightened page is the middle of the paper.
    here = page.grey.shape[1] * scale, page.grey.shape[0] * scale
    shift = np.array(
        [[1, 0, (here[0] - there[0]) / 2], [0, 1, (here[1] - there[1]) / 2], [0, 0, 1]], np.float64
    )
    place = scaling(1 / scale) @ shift
    grey = warp(page.grey, place, *there, fine=True)
    return replace(page, grey=grey, dpi=dpi, to_scan=page.to_scan @ place)


def _usual(width: float, height: float) -> tuple[float, float]:
    """A standard sheet's size in mm where a page is as large as one, give or take."""
    for a, b in _SIZES:
        for w, h in ((a, b), (b, a)):
            if abs(width - w) <= _SNAP_MM and abs(height - h) <= _SNAP_MM:
                return w, h
    return round(width, 1), round(height, 1)


def at_blank_dpi(page: CleanPage) -> Grey:
    """The picture that a definition keeps of the page."""
    small, _ = resized(page.grey, BLANK_DPI / page.dpi)
    return small


def write_picture(picture: Grey, file: Path) -> None:
    """Keep a blank's picture: sixteen greys are enough for registration and stay small."""
    Image.fromarray(picture).quantize(16).save(file, "PNG", optimize=True)
