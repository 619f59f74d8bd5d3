"""Places of a known form's page, from its paper to the clean page and on to the scan."""

from __future__ import annotations

from models.values import Box, CleanPage
from ocr.clean import Cleaned
from ocr.plane import box_through


def on_clean(paper: Box, cleaned: Cleaned) -> Box:
    """A box of the form's paper (mm) in clean pixels."""
    if cleaned.match is None:
        raise ValueError("only a page of a known form has zones")
    return box_through(paper, cleaned.match.to_clean)


def on_scan(box: Box, page: CleanPage) -> Box:
    """A box of the clean page in scan pixels, within the scan."""
    place = box_through(box, page.to_scan)
    return Box(
        max(0.0, place.x0),
        max(0.0, place.y0),
        min(float(page.scan_width), place.x1),
        min(float(page.scan_height), place.y1),
    )
