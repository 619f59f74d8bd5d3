"""A definition held against the picture of its blank: boxes where nothing is printed, and the like.

These are no faults, for a faint blank is still a blank; a person looks at the picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Final

from extract.forms.blank import BLANK_DPI, blank_picture
from extract.forms.faults import Fault
from extract.forms.soundness import overlap
from models.errors import BadFormDefinition
from models.forms import Form, FormField, Writing
from models.values import Box, Grey

_SCALE: Final = BLANK_DPI / 25.4  # pixels a mm
_DARK: Final = 170  # greys below it are print, on photocopies too
_AROUND: Final = 0.8  # mm: how far off a box may be drawn
_PRINTED: Final = 0.12  # of a value's zone: so much ink is no line to write on
_LOOK: Final = "Look at it with --picture DIR."


def picture_faults(form: Form) -> Iterator[Fault]:
    """Blank pictures that are missing, of another size, or white."""
    for page in form.pages:
        try:
            picture = blank_picture(form, page.number)
        except BadFormDefinition as error:
            yield Fault(f"pages.{page.number}.blank", error.detail, error.remedy)
            continue
        if not (picture < _DARK).any():
            text = "the picture is white: no scan can be laid upon it."
            yield Fault(f"pages.{page.number}.blank", text, "Scan the printed blank.")


def doubts(form: Form) -> Iterator[Fault]:
    """Places of a sound form that do not look like its blank."""
    for field, other in permutations(form.fields, 2):
        if field.page == other.page and overlap(field.zone, other.label_zone):
            yield Fault(f"{field.key}.zone", f"covers the label of {other.key}.", _LOOK)
    for field in form.fields:
        picture = blank_picture(form, field.page)
        if field.labels and not _inked(picture, field.label_zone):
            yield Fault(f"{field.key}.label_zone", "nothing is printed there.", _LOOK)
        boxes = [(f"options.{option.code}.box", option.box) for option in field.options]
        boxes += [(f"cells.{number}", cell) for number, cell in enumerate(field.cells, start=1)]
        for name, box in boxes:
            if not _inked(picture, _wider(box)):
                yield Fault(f"{field.key}.{name}", "nothing is printed there.", _LOOK)
        if _crowded(field, picture):
            text = "print fills much of the zone; is it the label's?"
            yield Fault(f"{field.key}.zone", text, _LOOK)


def _crowded(field: FormField, picture: Grey) -> bool:
    written = field.writing in (Writing.DOTS, Writing.FRAME)
    return written and _ink(picture, field.zone) > _PRINTED


def _inked(picture: Grey, box: Box) -> bool:
    return _ink(picture, box) > 0.0


def _ink(picture: Grey, box: Box) -> float:
    """The share of dark pixels within a box of the paper (mm)."""
    rows = slice(max(0, round(box.y0 * _SCALE)), max(1, round(box.y1 * _SCALE)))
    columns = slice(max(0, round(box.x0 * _SCALE)), max(1, round(box.x1 * _SCALE)))
    part = picture[rows, columns]
    return float((part < _DARK).mean()) if part.size else 0.0


def _wider(box: Box) -> Box:
    return Box(box.x0 - _AROUND, box.y0 - _AROUND, box.x1 + _AROUND, box.y1 + _AROUND)
