"""A form drawn as a vector PDF, for printing blanks. The only place that imports WeasyPrint."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from extract.forms.typography import (
    BETWEEN,
    FAMILIES,
    HEAD_FAMILIES,
    LINE_AT,
    MM_PER_POINT,
    Line,
    Run,
    lines,
    look,
    runs,
)
from models.errors import EnvironmentProblem
from models.forms import Caption, Form, FormField, Writing
from models.values import Box

_THIN: Final = 0.25  # mm
_CSS: Final = """
@page {{ size: {width}mm {height}mm; margin: 0 }}
body {{ margin: 0 }}
section {{ position: relative; width: {width}mm; height: {height}mm; overflow: hidden;
          break-after: page }}
section:last-child {{ break-after: auto }}
svg, div {{ position: absolute }}
div {{ white-space: pre }}
"""


def print_form(form: Form) -> bytes:
    """The blank of `form` as PDF, one page a page, every element at its zone.

    Only installed fonts are used; nothing is fetched. Raises EnvironmentProblem when the
    drawing library or its Pango is missing.
    """
    return as_pdf(_document(form))


def as_pdf(document: str) -> bytes:
    """A page of HTML as PDF. Raises EnvironmentProblem as `print_form` does."""
    try:
        from weasyprint import HTML  # noqa: PLC0415 - heavy, and absent where forms are only read
    except (ImportError, OSError) as error:
        raise EnvironmentProblem(
            "The PDF printer (WeasyPrint with Pango) is not installed.",
            remedy="Install the Debian packages libpango-1.0-0 and libpangoft2-1.0-0.",
        ) from error
    pdf = HTML(string=document, url_fetcher=_nothing).write_pdf()
    assert isinstance(pdf, bytes)  # noqa: S101 - the library is not annotated
    return pdf


def _nothing(url: str, **_: object) -> dict[str, object]:
    raise ValueError(f"a form fetches nothing, but asks for {url}")


def _document(form: Form) -> str:
    first = form.pages[0]
    css = _CSS.format(width=first.width, height=first.height)
    pages = "".join(_page(form, p.number, p.width, p.height) for p in form.pages)
    title = escape(next(iter(form.titles.values())))
    return (
        f'<html lang="{form.languages[0]}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{css}</style></head><body>{pages}</body></html>"
    )


def _page(form: Form, number: int, width: float, height: float) -> str:
    fields = [f for f in form.fields if f.page == number]
    captions = [c for c in form.captions if c.page == number]
    shapes = [*_caption_shapes(captions), *(s for f in fields for s in _shapes(f))]
    words = [w for c in captions for w in _caption_words(c, form)]
    words += [w for f in fields for w in _field_words(f, form)]
    return (
        f'<section><svg width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}"'
        f' style="left:0;top:0">{"".join(shapes)}</svg>{"".join(words)}</section>'
    )


def _rect(box: Box, stroke: float = _THIN, fill: str = "none") -> str:
    return (
        f'<rect x="{box.x0:.2f}" y="{box.y0:.2f}" width="{box.width:.2f}"'
        f' height="{box.height:.2f}" fill="{fill}" stroke="black" stroke-width="{stroke}"/>'
    )


def _line(x0: float, y0: float, x1: float, y1: float, *, dots: bool = False) -> str:
    dash = ' stroke-dasharray="0.01 0.95" stroke-linecap="round"' if dots else ""
    width = 0.38 if dots else _THIN
    return (
        f'<line x1="{x0:.2f}" y1="{y0:.2f}" x2="{x1:.2f}" y2="{y1:.2f}" stroke="black"'
        f' stroke-width="{width}"{dash}/>'
    )


def _caption_shapes(captions: list[Caption]) -> Iterator[str]:
    for caption in captions:
        if caption.role == "section":
            yield _rect(caption.zone, fill="#e4e4e4")


def _shapes(field: FormField) -> Iterator[str]:
    zone = field.zone
    pitch = zone.height / field.rows
    if field.writing is Writing.FRAME:
        yield _rect(zone)
    for row in range(field.rows):
        y = zone.y0 + (row + LINE_AT) * pitch
        if field.writing is Writing.DOTS:
            yield _line(zone.x0, y, zone.x1, y, dots=True)
        if field.writing is Writing.TABLE:
            y = zone.y0 + row * pitch
            yield _line(zone.x0, y, zone.x1, y)
    for cell in field.cells:
        yield _rect(cell)
    for option in field.options:
        if field.writing is Writing.TICKS:
            yield _rect(option.box, 0.3)
        if option.text_zone is not None:
            line = option.text_zone
            y = line.y0 + LINE_AT * line.height
            yield _line(line.x0, y, line.x1, y, dots=True)
    for column in field.columns:
        top = column.label_zone or column.zone
        yield _rect(Box(column.zone.x0, top.y0, column.zone.x1, column.zone.y1))


def _text(run: Run, box: Box, align: str = "left") -> str:
    """A line of text centred on the height of `box`, shrunk when it is wider than the box."""
    points = run.points * min(1.0, box.width / max(run.width, 0.01))
    families = (HEAD_FAMILIES if run.head else FAMILIES)[run.language]
    names = ",".join(f"'{name}'" for name in families)
    bold = "bold" if run.head and run.language != "km" else "normal"
    return (
        f'<div lang="{run.language}" style="left:{box.x0:.2f}mm;top:{box.y0:.2f}mm;'
        f"width:{box.width + 2 if align == 'left' else box.width:.2f}mm;"
        f"height:{box.height:.2f}mm;line-height:{box.height:.2f}mm;font:{bold} {points:.2f}pt "
        f'{names};line-height:{box.height:.2f}mm;text-align:{align}">{escape(run.text)}</div>'
    )


def _stack(set_: tuple[Run, ...], zone: Box, align: str = "left") -> Iterator[str]:
    """Lines one beneath the other, sharing the height of `zone` by their sizes."""
    total = sum(run.points for run in set_)
    y = zone.y0
    for run in set_:
        height = zone.height * run.points / total
        yield _text(run, Box(zone.x0, y, zone.x1, y + height), align)
        y += height


def _beside(set_: tuple[Run, ...], zone: Box, gap: float) -> Iterator[str]:
    x = zone.x0
    for run in set_:
        yield _text(run, Box(x, zone.y0, min(x + run.width, zone.x1), zone.y1))
        x += run.width + gap


def _caption_words(caption: Caption, form: Form) -> Iterator[str]:
    sizes = look(form.languages)
    zone = caption.zone
    if caption.role == "section":
        set_ = runs(caption.text, form.languages, sizes.head, sizes.second + 1, head=True)
        yield from _beside(set_, Box(zone.x0 + 1.5, zone.y0, zone.x1, zone.y1), 3.0)
    elif caption.role == "title":
        set_ = runs(caption.text, form.languages, sizes.title, sizes.second + 2, head=True)
        yield from _stack(set_, zone, "center")
    elif caption.role == "header":
        head = form.languages[0] == "km"
        set_ = runs(caption.text, form.languages, sizes.label, sizes.second, head=head)
        yield from _stack(set_, zone, "center")
    else:
        size = sizes.second if caption.role == "page" else sizes.second * 0.92
        set_ = runs(caption.text, form.languages, size, size, head=False)
        align = "right" if caption.role == "page" else "left"
        yield from _stack(set_, zone, align)


def _field_words(field: FormField, form: Form) -> Iterator[str]:
    sizes = look(form.languages)
    set_ = lines(field.labels, form.languages, sizes.label, sizes.second)
    yield from _label(set_, _tight(field.label_zone, set_))
    for option in field.options:
        words = runs(option.words, form.languages, sizes.label - 0.3, sizes.second, head=False)
        if field.writing is Writing.WORDS:
            yield from _beside(words, option.box, 1.2)
            continue
        middle = (option.box.y0 + option.box.y1) / 2
        start = option.box.x1 + 1.2
        room = Box(start, middle - 3.2, max(field.zone.x1, start + 5), middle + 3.2)
        yield from _beside(words, room, 1.2)
    for column in field.columns:
        if column.label_zone is not None:
            head = lines(column.labels, form.languages, sizes.label - 0.5, sizes.second)
            yield from _label(head, _inset(column.label_zone), centred=True)


def _label(set_: tuple[Line, ...], zone: Box, *, centred: bool = False) -> Iterator[str]:
    """Lines one beneath the other; a line wider than the zone is set smaller."""
    total = sum(line.points for line in set_)
    y = zone.y0
    for line in set_:
        height = zone.height * line.points / total
        shrunk = min(1.0, zone.width / max(line.width, 0.01))
        x = zone.x0 + (zone.width - line.width * shrunk) / 2 if centred else zone.x0
        for run in line.runs:
            yield _text(run, Box(x, y, x + run.width * shrunk, y + height))
            x += (run.width + BETWEEN) * shrunk
        y += height


def _tight(zone: Box, set_: tuple[Line, ...]) -> Box:
    """A label stands in the middle of its zone, its lines close together."""
    height = min(zone.height, sum(line.points for line in set_) * MM_PER_POINT * 1.62)
    middle = (zone.y0 + zone.y1) / 2
    return Box(zone.x0, middle - height / 2, zone.x1, middle + height / 2)


def _inset(zone: Box) -> Box:
    return Box(zone.x0 + 0.6, zone.y0 + 0.3, zone.x1 - 0.6, zone.y1 - 0.3)
