"""A definition drawn over its blank: what a person looks at to see whether zones fit the paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from extract.forms.blank import BLANK_DPI, blank_picture
from extract.forms.faults import Fault
from extract.forms.fonts import first_font, sized
from models.errors import BadFormDefinition
from models.forms import Form, FormField
from models.values import Box

_SCALE: Final = BLANK_DPI / 25.4  # pixels a mm
_PALE: Final = 0.45  # of the blank's darkness that stays
_LEGEND: Final = 34  # pixels beneath the page
_LETTERS: Final = 13
_SMALL: Final = 10  # of an option's code, which stands beneath its box
_FONTS: Final = ("DejaVu Sans", "Liberation Sans", "Noto Sans")

_Colour = tuple[int, int, int]
ZONE: Final[_Colour] = (20, 90, 200)
ROOM: Final[_Colour] = (0, 140, 140)
LABEL: Final[_Colour] = (0, 130, 40)
OPTION: Final[_Colour] = (200, 90, 0)
PART: Final[_Colour] = (120, 60, 170)
FAULT: Final[_Colour] = (215, 0, 20)
_WORDS: Final = (
    (ZONE, "zone of a value"),
    (ROOM, "room beside or below a label"),
    (LABEL, "label"),
    (OPTION, "option"),
    (PART, "cell, column, line of “Other”"),
    (FAULT, "fault"),
)


@dataclass(frozen=True, slots=True)
class _Shape:
    """A rectangle to draw (mm), with words at its corner."""

    box: Box
    colour: _Colour
    words: str = ""
    width: int = 1
    beneath: bool = False  # its words stand small beneath it
    right: bool = False  # its words stand at its upper right corner


def drawn(form: Form, faults: Sequence[Fault] = ()) -> tuple[Image.Image, ...]:
    """Every page at BLANK_DPI in colour: zones, labels, options, cells over the paled blank.

    What `faults` name stands in red. A page without a picture is drawn on white.
    """
    return tuple(_page(form, number, faults) for number in range(1, len(form.pages) + 1))


def write_drawn(form: Form, folder: Path, faults: Sequence[Fault] = ()) -> tuple[Path, ...]:
    """One PNG a page and one PDF of them all: `ID-VERSION-page-N.png`, `ID-VERSION.pdf`."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{form.id}-{form.version}"
    pictures = drawn(form, faults)
    files = [folder / f"{stem}-page-{number}.png" for number in range(1, len(pictures) + 1)]
    for file, picture in zip(files, pictures, strict=True):
        picture.save(file, optimize=True)
    whole = folder / f"{stem}.pdf"
    pictures[0].save(whole, save_all=True, append_images=pictures[1:], resolution=BLANK_DPI)
    return (*files, whole)


def _page(form: Form, number: int, faults: Sequence[Fault]) -> Image.Image:
    paper = form.pages[number - 1]
    size = (round(paper.width * _SCALE), round(paper.height * _SCALE))
    sheet = Image.new("RGB", (size[0], size[1] + _LEGEND), "white")
    try:
        blank = Image.fromarray(blank_picture(form, number))
        pale = blank.point([round(255 - (255 - grey) * _PALE) for grey in range(256)])
        sheet.paste(pale.convert("RGB"))
    except BadFormDefinition:
        pass  # the missing picture is a fault of its own; zones can be seen without it
    pen = ImageDraw.Draw(sheet, "RGBA")
    file = first_font(_FONTS)
    font = sized(file, _LETTERS)
    shapes = [s for f in form.fields if f.page == number for s in _shapes(f, faults)]
    for shape in shapes:
        _rectangle(pen, shape)
    for shape in shapes:
        _tag(pen, shape, sized(file, _SMALL) if shape.beneath else font, size)
    _legend(pen, size, font)
    return sheet


def _shapes(field: FormField, faults: Sequence[Fault]) -> Iterable[_Shape]:
    wrong = {fault.where for fault in faults}

    def shape(name: str, box: Box, colour: _Colour, words: str = "") -> _Shape:
        bad = any(f"{field.key}.{name}" in (place, place.removesuffix(".side")) for place in wrong)
        return _Shape(box, FAULT if bad else colour, words, 3 if bad else 1)

    yield shape("label_zone", field.label_zone, LABEL)
    for option in field.options:
        box = shape(f"options.{option.code}.box", option.box, OPTION, option.code)
        yield replace(box, beneath=True)
        if option.text_zone is not None:
            yield shape(f"options.{option.code}.text_zone", option.text_zone, PART)
    for column in field.columns:
        yield shape(f"columns.{column.key}.zone", column.zone, PART, column.key)
    for index, cell in enumerate(field.cells, start=1):
        yield shape(f"cells.{index}", cell, PART)
    whole = any(place in (field.key, f"{field.key}.side") for place in wrong)
    colour = ROOM if field.side is not None else ZONE
    zone = shape("zone", field.zone, colour, f"{field.key} · {field.kind.value}")
    zone = replace(zone, right=bool(field.options))  # printed words stand at the left
    yield replace(zone, colour=FAULT, width=3) if whole else zone


def _rectangle(pen: ImageDraw.ImageDraw, shape: _Shape) -> None:
    x0, x1 = sorted((shape.box.x0 * _SCALE, shape.box.x1 * _SCALE))
    y0, y1 = sorted((shape.box.y0 * _SCALE, shape.box.y1 * _SCALE))
    pen.rectangle((x0, y0, x1, y1), (*shape.colour, 28), (*shape.colour, 255), shape.width)


def _tag(
    pen: ImageDraw.ImageDraw, shape: _Shape, font: ImageFont.FreeTypeFont, size: tuple[int, int]
) -> None:
    """The words at the upper left corner, on white, within the page."""
    if not shape.words:
        return
    width = pen.textlength(shape.words, font=font)
    left = shape.box.x1 * _SCALE - width - 4 if shape.right else shape.box.x0 * _SCALE + 1
    x = min(max(0.0, left), max(0.0, size[0] - width - 4))
    top = shape.box.y1 if shape.beneath else shape.box.y0
    letters = _SMALL if shape.beneath else _LETTERS
    y = min(max(0.0, top * _SCALE + 1), size[1] - letters - 4.0)
    pen.rectangle((x, y, x + width + 3, y + letters + 2), (255, 255, 255, 215))
    pen.text((x + 1, y), shape.words, fill=(*shape.colour, 255), font=font)


def _legend(pen: ImageDraw.ImageDraw, size: tuple[int, int], font: ImageFont.FreeTypeFont) -> None:
    x, y = 10.0, size[1] + 10.0
    for colour, words in _WORDS:
        pen.rectangle((x, y, x + 13, y + 13), (*colour, 60), (*colour, 255))
        pen.text((x + 18, y - 1), words, fill=(0, 0, 0, 255), font=font)
        x += 34 + pen.textlength(words, font=font)
