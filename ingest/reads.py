"""One page read: by the zones of its form, else by its labels, else as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from extract.labels import Identified, anchors, find_values, identify
from extract.labels.printed import printed_on
from extract.labels.values import Found
from ingest.joined import gravest
from ingest.known import Known
from ingest.planes import on_clean, on_scan
from ingest.separators import is_separator
from ingest.unknown import NOTHING, Unknown, told
from ingest.zones import Written, Zone, read_zones
from models.forms import Form
from models.languages import ENGINE_LANGUAGES
from models.values import Box, CleanPage, Line, Looks, PageImage, Reading, ReadPage, Spot, Step
from ocr import agree
from ocr.believed import believed
from ocr.clean import Cleaned, clean, clean_all
from ocr.clusters import canonical
from ocr.enlarge import enlarged
from ocr.panel import Panel
from ocr.placed import line_of, spread
from ocr.script import languages_on
from ocr.sheet import ready
from ocr.text import read_page as read_text

_STANDING: Final = 6  # printed texts at their place, and the share of all, that tell a form
_SHARE: Final = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class PageRead:
    """A page with the zones of its form; `found` says how they were found: zone, label or "",
    or that the page is a separator.

    `unknown` is what labels tell of a page of no known form, `spots` how well the print of a known
    one lies. `others` are further (form, version, page) with the same print: the other pages of
    the case tell which it is.
    """

    page: ReadPage
    zones: Mapping[str, Zone]
    found: str = ""
    unknown: Unknown = NOTHING
    spots: tuple[Spot, ...] = ()
    others: tuple[tuple[str, str, int], ...] = ()


def read(image: PageImage, known: Known, panel: Panel) -> PageRead:
    """Read one page with the document's engines: the surest form on it, where there are several.

    Raises what its first engine raises.
    """
    return _read(clean(image, known.matcher), known, panel)


def read_all(image: PageImage, known: Known, panel: Panel) -> tuple[PageRead, ...]:
    """Every form that lies on the glass as a page of its own; they share the scan's number."""
    return tuple(_read(cleaned, known, panel) for cleaned in clean_all(image, known.matcher))


def _read(cleaned: Cleaned, known: Known, panel: Panel) -> PageRead:
    page = _page(cleaned)
    if cleaned.match is not None:
        form = known.forms[(cleaned.match.form, cleaned.match.version)]
        zones, written = read_zones(cleaned, form, page.form_page, panel)
        lines = (*_printed(form, page.form_page, cleaned), *_written(written, cleaned.page))
        laid = replace(page, lines=_in_order(lines))
        return PageRead(laid, zones, "zone", spots=cleaned.match.spots, others=cleaned.match.others)
    if cleaned.page.quality.blank:
        return PageRead(page, {})
    if is_separator(cleaned.page.grey, cleaned.page.dpi):
        return PageRead(replace(page, steps=(*page.steps, Step("separator", 1.0))), {}, "separator")
    languages = languages_on(cleaned.page, ENGINE_LANGUAGES)
    large = enlarged(cleaned.page)
    sheet = ready(large)
    lines = believed(read_text(large, languages, sheet, panel), page.quality)
    found = _by_labels(replace(page, lines=lines), known)
    if found.found:
        if cleaned.perhaps is not None and _same(found.page, cleaned.perhaps):
            return _read(cleaned.perhaps, known, panel)
        return found
    unknown = told(large, sheet, lines, languages)
    return replace(found, page=replace(found.page, pairs=unknown.pairs), unknown=unknown)


def _same(by_words: ReadPage, laid: Cleaned) -> bool:
    """Whether a page's words name the form and page that most of its print shows."""
    match = laid.match
    return match is not None and (match.form, match.page) == (by_words.form, by_words.form_page)


def _page(cleaned: Cleaned) -> ReadPage:
    page, match = cleaned.page, cleaned.match
    return ReadPage(
        number=page.number,
        width=page.scan_width,
        height=page.scan_height,
        dpi=page.dpi,
        rotation=page.rotation,
        quality=page.quality,
        lines=(),
        form=match.form if match else "",
        form_version=match.version if match else "",
        form_page=match.page if match else 0,
        form_score=match.score if match else 0.0,
        form_residual=match.residual if match else 0.0,
        steps=page.steps,
    )


def _by_labels(page: ReadPage, known: Known) -> PageRead:
    """The pixels did not fit any blank, but the words may: another printing of a form we know."""
    match = identify(page.lines, tuple(known.forms.values()))
    if match is None or not _lies(page.lines, match):
        return PageRead(page, {})
    form = match.form
    zones = {
        key: Zone(found.box, present=True, readings=(_of_lines(page.lines, found),))
        for key, found in find_values(page.lines, form, match.page).items()
    }
    named = replace(
        page,
        form=form.id,
        form_version=form.version,
        form_page=match.page,
        form_score=match.score,
    )
    return PageRead(named, zones, "label")


def _lies(lines: Sequence[Line], match: Identified) -> bool:
    """Whether the form's words stand where the form has them: other forms share many words."""
    printed = {text.item for text in printed_on(match.form, match.page) if text.role != "note"}
    standing = {(a.role, a.paper) for a in anchors(lines, match.form, match.page)}
    return len(standing) >= max(_STANDING, _SHARE * len(printed))


def _of_lines(lines: Sequence[Line], found: Found) -> Reading:
    """A value found by its label as a reading: with those engines that read these very words."""
    around = [line for line in lines if _holds(line.box, found.box)]
    heard = [reading for line in around for reading in line.candidates]
    several = len({reading.engine for reading in heard}) > 1
    said = [r for r in heard if several and canonical(found.raw) in canonical(r.text)]
    return Reading(
        engine=agree.NAME if several or not heard else heard[0].engine,
        languages=(),
        text=found.raw,
        confidence=found.confidence,
        candidates=tuple(replace(reading, text=found.raw, words=()) for reading in said),
        agreement=max(0, len(said) - 1) / (len(heard) - 1) if several else None,
        looks=gravest(line.looks for line in around),
    )


def _holds(line: Box, part: Box) -> bool:
    x, y = (part.x0 + part.x1) / 2, (part.y0 + part.y1) / 2
    return line.x0 <= x <= line.x1 and line.y0 <= y <= line.y1


def _printed(form: Form, number: int, cleaned: Cleaned) -> Iterable[Line]:
    """The form's own words: known from its definition, so they need not be read.

    Words beside a tick box are given the place of the box: that place is not print alone.
    """
    sure = cleaned.match.score if cleaned.match else 0.0
    places = [(c.text, c.zone, True) for c in form.captions if c.page == number]
    for f in form.fields:
        if f.page == number:
            places.append((f.labels, f.label_zone, True))
            places += [(o.words, o.box, False) for o in f.options]
            places += [(c.labels, c.label_zone or c.zone, bool(c.label_zone)) for c in f.columns]
    for words, zone, own in places:
        text = " ".join(words.values())
        if text:
            place = on_scan(on_clean(zone, cleaned), cleaned.page)
            letters = spread(text, place, sure)
            yield Line(text, place, sure, letters, looks=Looks.PRINTED, own=own)


def _written(written: Iterable[Written], page: CleanPage) -> Iterable[Line]:
    for item in written:
        if item.reading.text:
            yield line_of(item.reading, item.place, page.to_scan)


def _in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: (line.box.y0, line.box.x0)))
