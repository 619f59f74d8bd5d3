"""The text that stands at a field's place, found by printed labels instead of registration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from extract.labels.anchors import Layout, lay_out
from extract.labels.occurrences import Occurrence
from extract.labels.plane import Similarity
from extract.labels.strips import Strip
from models.forms import Form, FormField, Kind, Side
from models.values import Box, Line

_NOT_READ: Final = (Kind.CHOICE, Kind.MULTI, Kind.SIGNATURE, Kind.TABLE)
_SLACK: Final = 1.5  # mm around a zone in which writing still belongs to it
_BELOW: Final = 2.2  # heights of the label's line: so far below it a value may begin


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at a field's place: text, box on the scan, and the reader's confidence."""

    raw: str
    box: Box
    confidence: float


def find_values(lines: Sequence[Line], form: Form, page: int) -> Mapping[str, Found]:
    """Key -> what stands there, for the fields of that page that are read as text.

    With enough printed texts found, the field's zone is carried over to the scan; without, the
    value is what follows the label on its line up to the next label, else the line below it (or
    only one of the two, where the field has a `side`).
    """
    layout = lay_out(lines, form, page)
    taken = _taken(layout)
    values: dict[str, Found] = {}
    for field in form.fields:
        if field.page != page or field.kind in _NOT_READ:
            continue
        if layout.plane is not None:
            found = _in_zone(layout.strips, field, layout.plane, taken)
        else:
            found = _after_label(layout, field, taken)
        if found is not None:
            values[field.key] = found
    return values


Spans = Mapping[int, Sequence[tuple[int, int]]]


def _taken(layout: Layout) -> Spans:
    """The stretches of each strip that printed texts hold."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for o in layout.found:
        spans.setdefault(o.strip, []).append((o.start, o.end))
    return {strip: sorted(parts) for strip, parts in spans.items()}


def _in_zone(
    strips: tuple[Strip, ...], field: FormField, plane: Similarity, taken: Spans
) -> Found | None:
    zone, pitch = field.zone, field.zone.height / field.rows
    pieces: list[tuple[float, float, Found]] = []
    for index, strip in enumerate(strips):
        inside = [
            i
            for i in range(len(strip.key))
            if _within(_middle(strip, i, plane), zone)
            and not any(start <= i < end for start, end in taken.get(index, ()))
        ]
        if inside:
            start, end = inside[0], inside[-1] + 1
            x, y = _middle(strip, start, plane)
            found = Found(strip.text(start, end), strip.part(start, end), strip.confidence)
            pieces.append((round((y - zone.y0) / pitch - 0.5), x, found))
    return _joined([found for _, _, found in sorted(pieces, key=lambda p: p[:2])])


def _middle(strip: Strip, index: int, plane: Similarity) -> tuple[float, float]:
    x = (strip.left[index] + strip.right[index]) / 2
    return plane.to_paper((x, (strip.box.y0 + strip.box.y1) / 2))


def _within(point: tuple[float, float], zone: Box) -> bool:
    x, y = point
    return zone.x0 - _SLACK <= x <= zone.x1 + _SLACK and zone.y0 - _SLACK <= y <= zone.y1 + _SLACK


def _after_label(layout: Layout, field: FormField, taken: Spans) -> Found | None:
    labels = [o for o in layout.found if o.printed.role == "label" and o.printed.field == field.key]
    for label in labels if field.side is not Side.BELOW else ():
        right = _right_of(layout.strips, label, taken)
        if right is not None:
            return right
    for label in labels if field.side is not Side.RIGHT else ():
        below = _below(layout.strips, label, taken)
        if below is not None:
            return below
    return None


def _right_of(strips: tuple[Strip, ...], label: Occurrence, taken: Spans) -> Found | None:
    strip = strips[label.strip]
    end = min((s for s, _ in taken[label.strip] if s >= label.end), default=len(strip.key))
    if end > label.end:
        part = strip.part(label.end, end)
        return Found(strip.text(label.end, end), part, strip.confidence)
    if end < len(strip.key):
        return None  # the next label follows at once: nothing was written
    beside = [
        (other.box.x0, index)
        for index, other in enumerate(strips)
        if index != label.strip
        and other.box.x0 >= label.box.x1
        and _overlap(other.box, label.box) > 0.5
    ]
    for _, index in sorted(beside)[:1]:
        return _untaken(strips[index], taken.get(index, ()))
    return None


def _below(strips: tuple[Strip, ...], label: Occurrence, taken: Spans) -> Found | None:
    for index, strip in enumerate(strips):
        gap = strip.box.y0 - label.box.y1
        under = -0.3 * label.box.height <= gap <= _BELOW * label.box.height
        across = strip.box.x0 < label.box.x1 and strip.box.x1 > label.box.x0
        if index != label.strip and under and across and not taken.get(index):
            return _untaken(strip, ())
    return None


def _untaken(strip: Strip, spans: Sequence[tuple[int, int]]) -> Found | None:
    """The beginning of a strip, up to the first printed text in it."""
    end = min((start for start, _ in spans), default=len(strip.key))
    if end == 0:
        return None
    return Found(strip.text(0, end), strip.part(0, end), strip.confidence)


def _overlap(a: Box, b: Box) -> float:
    """The share of the lower of two boxes' heights that they have in common."""
    common = min(a.y1, b.y1) - max(a.y0, b.y0)
    return max(0.0, common) / max(min(a.height, b.height), 1e-6)


def _joined(found: list[Found]) -> Found | None:
    texts = [f.raw for f in found if f.raw]
    if not texts:
        return None
    boxes = [f.box for f in found]
    around = Box(
        min(b.x0 for b in boxes),
        min(b.y0 for b in boxes),
        max(b.x1 for b in boxes),
        max(b.y1 for b in boxes),
    )
    return Found(" ".join(texts), around, min(f.confidence for f in found))
