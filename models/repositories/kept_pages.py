"""Pages that were kept, as the values that they were read as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Final

from models.tables import Page
from models.values import Box, Line, Looks, Quality, ReadPage, Word

_NONE: Final = Quality(0.0, 0.0, 0.0, 0.0, blank=False, low_resolution=False)
_MEASURES: Final = frozenset(field.name for field in fields(Quality))


def read_page(row: Page) -> ReadPage:
    """What was read of a page, without the single engines' readings; boxes in scan pixels."""
    return ReadPage(
        number=row.number,
        width=row.width,
        height=row.height,
        dpi=row.dpi,
        rotation=row.rotation,
        quality=_quality(row.quality),
        lines=_lines(row.lines),
        form=row.form,
        form_version=row.form_version,
        form_page=row.form_page,
        form_score=row.form_score,
    )


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
