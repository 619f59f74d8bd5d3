"""Lines to write on become places for writing: how much paper above and below belongs to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from models.values import Box
from ocr.drafting.strokes import Stroke

LINE_AT: Final = 0.76  # of a row's height lies its line; subscripts hang below it
_PITCH_MM: Final = (6.0, 12.0)  # heights of rows that are believed
_USUAL_MM: Final = 8.0  # where a page does not tell
_LEAST_MM: Final = 3.2  # lower paper over a line is no room: it underlines what stands there
_UNDERLINES: Final = 0.5  # of a line's length that print stands on
_STANDS_MM: Final = 2.8  # how near over a rule print is, to stand on it
_ACROSS: Final = 0.75  # of the printed width, a rule that may divide sections
_SAME_MM: Final = 2.5  # by which the ends of stacked lines may differ
_EVEN: Final = 0.22  # of their distance, by which it may differ
_STACK_MM: Final = (4.0, 16.0)


@dataclass(frozen=True, slots=True)
class Lines:
    """Equal lines of writing, one below the other: the paper they take, in pixels."""

    box: Box
    rows: int


def rooms(
    strokes: Sequence[Stroke], texts: Sequence[Box], barriers: Sequence[Box], pixels: float
) -> list[Lines]:
    """`texts` are boxes of print, `barriers` of cells and the like; all in pixels."""
    content = _content(strokes, texts)
    free = [s for stroke in strokes for s in _clear(stroke, texts, content, pixels)]
    pitch = _pitch(free, pixels)
    stacks = _stacked(free, texts, pixels)
    made = [_room(stack, pitch, free, [*texts, *barriers]) for stack in stacks]
    return [lines for lines in made if lines.box.height / lines.rows >= _LEAST_MM * pixels]


def _content(strokes: Sequence[Stroke], texts: Sequence[Box]) -> float:
    """The width that print and lines take on the page."""
    left = [*(s.x0 for s in strokes), *(t.x0 for t in texts)]
    right = [*(s.x1 for s in strokes), *(t.x1 for t in texts)]
    return max(right, default=1.0) - min(left, default=0.0)


def _clear(stroke: Stroke, texts: Sequence[Box], content: float, pixels: float) -> list[Stroke]:
    """What of a line is left beside the print that stands on it."""
    on = [
        t
        for t in texts
        if -1.0 * pixels <= stroke.y - t.y1 <= _STANDS_MM * pixels
        and min(t.x1, stroke.x1) - max(t.x0, stroke.x0) > 1.0 * pixels
    ]
    if not on:
        return [stroke]
    covered = sum(min(t.x1, stroke.x1) - max(t.x0, stroke.x0) for t in on)
    divides = not stroke.dotted and stroke.width > _ACROSS * content
    if covered > _UNDERLINES * stroke.width or divides:
        return []
    start = stroke.x0
    parts: list[Stroke] = []
    for text in sorted(on, key=lambda t: t.x0):
        parts.append(Stroke(start, text.x0 - pixels, stroke.y, stroke.dotted))
        start = text.x1 + pixels
    parts.append(Stroke(start, stroke.x1, stroke.y, stroke.dotted))
    return [part for part in parts if part.width >= 6.0 * pixels]


def _pitch(strokes: Sequence[Stroke], pixels: float) -> float:
    """The usual height of a row of this page."""
    levels = np.unique(np.round([s.y for s in strokes]))
    steps = np.diff(levels) / pixels
    usual = steps[(steps >= _PITCH_MM[0]) & (steps <= _PITCH_MM[1])]
    return float(np.median(usual) if len(usual) else _USUAL_MM) * pixels


def _stacked(strokes: Sequence[Stroke], texts: Sequence[Box], pixels: float) -> list[list[Stroke]]:
    """Lines of one length at one distance, with no print between: one long answer."""
    near, (low, high) = _SAME_MM * pixels, (v * pixels for v in _STACK_MM)
    stacks: list[list[Stroke]] = []
    for stroke in sorted(strokes, key=lambda s: s.y):
        for stack in stacks:
            last = stack[-1]
            step = stroke.y - last.y
            if abs(last.x0 - stroke.x0) > near or abs(last.x1 - stroke.x1) > near:
                continue
            before = last.y - stack[-2].y if len(stack) > 1 else step
            if not low <= step <= high or abs(step - before) > _EVEN * before:
                continue
            if not _named(stroke, last, texts, pixels):
                stack.append(stroke)
                break
        else:
            stacks.append([stroke])
    return stacks


def _named(stroke: Stroke, last: Stroke, texts: Sequence[Box], pixels: float) -> bool:
    """Whether print stands between two lines, or at the left of the lower one."""
    for t in texts:
        middle = (t.y0 + t.y1) / 2
        if not last.y + pixels < middle < stroke.y + pixels:
            continue
        over = min(t.x1, stroke.x1) - max(t.x0, stroke.x0) > pixels
        beside = t.x1 <= stroke.x0 + pixels and stroke.x0 - t.x1 < 70 * pixels
        if over or beside:
            return True
    return False


def _room(
    stack: Sequence[Stroke], pitch: float, every: Sequence[Stroke], obstacles: Sequence[Box]
) -> Lines:
    if len(stack) > 1:
        pitch = (stack[-1].y - stack[0].y) / (len(stack) - 1)
    x0, x1 = min(s.x0 for s in stack), max(s.x1 for s in stack)
    top, foot = stack[0].y - LINE_AT * pitch, stack[-1].y + (1 - LINE_AT) * pitch
    for box in obstacles:
        if min(box.x1, x1) - max(box.x0, x0) <= 0.04 * (x1 - x0):
            continue
        if box.y0 < stack[0].y and top < box.y1 < stack[0].y + 0.1 * pitch:
            top = box.y1
        if box.y1 > stack[-1].y and stack[-1].y - 0.1 * pitch < box.y0 < foot:
            foot = max(box.y0, stack[-1].y + 1)
    for other in every:
        if other in stack or min(other.x1, x1) - max(other.x0, x0) <= 0:
            continue
        share = (1 - LINE_AT) * pitch
        if other.y < stack[0].y:
            top = max(top, min(other.y + share, stack[0].y - 1))
        elif other.y > stack[-1].y:
            foot = min(foot, max(other.y - LINE_AT * pitch, stack[-1].y + 1))
    return Lines(Box(x0, top, x1, foot), len(stack))
