"""One page to its text, whatever form it may be: for `lontar ocr`, which knows no forms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from models.values import Looks, PageImage, ReadPage
from ocr.believed import believed, sureness
from ocr.clean import clean
from ocr.output.pdf import jpeg
from ocr.panel import EngineFault, Panel, open_panel
from ocr.script import seen_first
from ocr.text import read_page

_DOUBTFUL: Final = 0.5  # mean confidence of a page's letters below which it is told


@dataclass(frozen=True, slots=True)
class Wish:
    """How pages are to be read: `languages`, the main one first; engines that are `off`; whether
    a JPEG of the page as scanned is kept for the result."""

    languages: tuple[str, ...]
    off: frozenset[str] = frozenset()
    pictures: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class TextPage:
    """A page with its text; `faults` are engines that could not be asked."""

    page: ReadPage
    picture: bytes
    faults: tuple[EngineFault, ...]


def read_text(image: PageImage, wish: Wish) -> TextPage:
    """Read one page. Raises EngineFailed and EnvironmentProblem when the first engine cannot."""
    panel = _panel(wish.off)
    cleaned = clean(image).page
    lines = read_page(cleaned, seen_first(cleaned, wish.languages), panel=panel)
    page = ReadPage(
        number=cleaned.number,
        width=cleaned.scan_width,
        height=cleaned.scan_height,
        dpi=image.dpi,
        rotation=cleaned.rotation,
        quality=cleaned.quality,
        lines=believed(lines, cleaned.quality),
        steps=cleaned.steps,
    )
    return TextPage(page, jpeg(image.image) if wish.pictures else b"", panel.faults)


@lru_cache(maxsize=1)
def _panel(off: frozenset[str]) -> Panel:
    """One a process: its networks are loaded once, and what is missing is found out once."""
    return open_panel(off)


def hints(page: ReadPage) -> tuple[str, ...]:
    """What a person should know of how a page could be read."""
    letters = sum(len(line.text) for line in page.lines)
    sure = sureness(page.lines)
    hand = sum(line.looks is Looks.HANDWRITTEN for line in page.lines)
    told = []
    if page.quality.blank:
        told.append("The page is blank.")
    elif not letters:
        told.append("No writing that Lontar reads was found.")
    elif sure < _DOUBTFUL:
        told.append(f"Read badly ({sure:.0%} sure): believe nothing of it without looking.")
    if hand:
        told.append(f"{hand} of {len(page.lines)} lines look handwritten; a person must read them.")
    if page.quality.low_resolution and letters:
        told.append("The picture is small: scan at 300 dpi for better reading.")
    return tuple(told)
