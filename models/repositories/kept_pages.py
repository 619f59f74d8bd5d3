"""Pages that were kept, as the values that they were read as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Final

from models.tables import Page
from models.values import Box, Line, Looks, Quality, ReadPage, Word

_NONE: Final = Quality(0.0, 0.0, 0.0, 0.0, blank=False, low_resolution=False)
_MEASURES: Final = frozenset(field.name for field in fields(Quality))


#: So far may a line reach into a covered place before it counts as touching, in pixels.
_RIM: Final = 2.0


def read_page(row: Page, covered: Sequence[Box] = ()) -> ReadPage:
    """What was read of a page, without the single engines' readings; boxes in scan pixels.

    Lines that touch a covered place are left out.
    """
    return ReadPage(
        number=row.number,
        width=row.width,
        height=row.height,
        dpi=row.dpi,
        rotation=row.rotation,
        quality=_quality(row.quality),
        lines=_outside(_lines(row.lines), covered),
        form=row.form,
        form_version=row.form_version,
        form_page=row.form_page,
        form_score=row.form_score,
    )


def page_text(row: Page, covered: Sequence[Box] = ()) -> str:
    """The text of a page, line by line, without the lines that touch a covered place."""
    if not covered:
        return row.text
    return "\n".join(line.text for line in _outside(_lines(row.lines), covered))


def _outside(lines: tuple[Line, ...], covered: Sequence[Box]) -> tuple[Line, ...]:
    return tuple(line for line in lines if not any(_touch(line.box, box) for box in covered))


def _touch(line: Box, place: Box) -> bool:
    across = min(line.x1, place.x1) - max(line.x0, place.x0)
    down = min(line.y1, place.y1) - max(line.y0, place.y0)
    return across > _RIM and down > _RIM


def _quality(kept: Mapping[str, Any]) -> Quality:
    """Measures that a page of an older pipeline lacks stay at their defaults."""
    known = {name: value for name, value in kept.items() if name in _MEASURES}
    return Quality(**known) if known else _NONE


def _lines(kept: Sequence[Mapping[str, Any]]) -> tuple[Line, ...]:
    return tuple(
        Line(
            text=line["text"],
            box=Box(*line["box"]),
            confidence=line["confidence"],
            words=tuple(
                Word(word["text"], Box(*word["box"]), word["confidence"])
                for word in line.get("words", ())
            ),
            looks=Looks(line.get("looks", Looks.UNSURE)),
        )
        for line in kept
    )
