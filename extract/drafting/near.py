"""Which printed words belong to a place for writing: those beside, over, in or under it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from models.drafting import PrintedText, Room, RoomKind
from models.values import Box

_FAR_MM: Final = 60.0  # from a label's end to its room: labels in a column of their own
_WORDS_MM: Final = 7.0  # widest gap within a label
_ABOVE_MM: Final = 7.0
_BELOW_MM: Final = 5.0
_INDENT_MM: Final = 14.0  # a label over a line begins where the line does, or so
_ROW_MM: Final = 13.0  # to the row above
_STACKED_MM: Final = 2.8  # between the lines of one label
_OVERLAP: Final = 0.4  # of a text's height that lies in the row
_LINE_AT: Final = 0.76
_AROUND_TICK_MM: Final = 4.2  # over and under the middle of a tick box

Texts = Sequence[PrintedText]


def row_of(room: Room) -> Box:
    """The first row of a room: where a label beside it may stand."""
    box = room.box
    if room.kind is RoomKind.TICK:
        middle = (box.y0 + box.y1) / 2
        return Box(box.x0, middle - _AROUND_TICK_MM, box.x1, middle + _AROUND_TICK_MM)
    if room.kind is RoomKind.LINE:
        pitch = box.height / room.rows
        line = box.y0 + _LINE_AT * pitch
        return Box(box.x0, min(box.y0, line - 6.0), box.x1, max(box.y0 + pitch, line + 1.5))
    if room.kind is RoomKind.FRAME and box.height > 14:
        return Box(box.x0, box.y0, box.x1, box.y0 + 12.0)
    return box


def beside(room: Room, texts: Texts, rooms: Iterable[Room]) -> list[PrintedText]:
    """The words left of a room's first row, up to the room before them; from left to right."""
    row = row_of(room)
    walls = [
        other.box.x1
        for other in rooms
        if other is not room
        and other.box.x1 <= room.box.x0 + 1.0
        and _common(row_of(other), row) > 1.0
        and not (other.kind is RoomKind.FRAME and inside(other.box, texts))
    ]
    wall = max(walls, default=0.0)
    left = [
        t
        for t in texts
        if t.box.x1 <= room.box.x0 + 2.0
        and t.box.x0 >= wall - 1.0
        and _common(t.box, row) >= _OVERLAP * t.box.height
    ]
    chain: list[PrintedText] = []
    edge = room.box.x0
    reach = _FAR_MM
    for text in sorted(left, key=lambda t: -t.box.x1):
        if edge - text.box.x1 > reach:
            break
        chain.append(text)
        edge = min(edge, text.box.x0)
        reach = _WORDS_MM
    return _reading(chain)


def before(room: Room, texts: Texts, rooms: Iterable[Room]) -> list[PrintedText]:
    """The words that end the row above, for a room that its row begins with: running text."""
    row = row_of(room)
    above = [
        t
        for t in texts
        if 2.0 < (row.y0 + row.y1) / 2 - (t.box.y0 + t.box.y1) / 2 < _ROW_MM
        and t.box.x0 > room.box.x0 + 20.0
    ]
    if not above:
        return []
    last = max(above, key=lambda t: t.box.x1)
    level = [
        other
        for other in rooms
        if other is not room and _common(row_of(other), last.box) >= 0.5 * last.box.height
    ]
    ends = all(other.box.x1 <= last.box.x0 + 1.0 for other in level)
    return [last] if level and ends else []


def over(room: Room, texts: Texts) -> list[PrintedText]:
    """The words that stand over a room, close to its left end; from the top down."""
    box = room.box
    near = [
        t
        for t in texts
        if -0.8 <= box.y0 - t.box.y1 <= _ABOVE_MM
        and -6.0 <= t.box.x0 - box.x0 <= (_INDENT_MM if room.kind is RoomKind.LINE else 1e3)
        and min(t.box.x1, box.x1) - max(t.box.x0, box.x0) > 0.5 * min(t.box.width, box.width)
    ]
    return _block(near, downwards=False)


def under(room: Room, texts: Texts) -> list[PrintedText]:
    """The words that stand under a room and within its width: so signatures are named."""
    box = room.box
    near = [
        t
        for t in texts
        if -1.0 <= t.box.y0 - box.y1 <= _BELOW_MM
        and t.box.x0 >= box.x0 - 3.0
        and t.box.x1 <= box.x1 + 3.0
    ]
    return _block(near, downwards=True)


def inside(box: Box, texts: Texts) -> list[PrintedText]:
    """The words within a box, in reading order."""
    found = [
        t
        for t in texts
        if box.x0 - 0.5 <= (t.box.x0 + t.box.x1) / 2 <= box.x1 + 0.5
        and box.y0 - 0.5 <= (t.box.y0 + t.box.y1) / 2 <= box.y1 + 0.5
    ]
    return _reading(found)


def after(room: Room, texts: Texts, stop: float, taken: Collection[int]) -> list[PrintedText]:
    """The words right of a tick box up to `stop` (mm); `taken` are ids of texts used before."""
    row = row_of(room)
    right = [
        t
        for t in texts
        if t.box.x0 >= room.box.x1 - 1.0
        and t.box.x0 < stop - 0.5
        and id(t) not in taken
        and _common(t.box, row) >= 0.5 * t.box.height
    ]
    chain: list[PrintedText] = []
    edge = room.box.x1
    for text in sorted(right, key=lambda t: t.box.x0):
        gap = text.box.x0 - edge
        if gap > (6.0 if not chain else 3.6):
            break
        chain.append(text)
        edge = max(edge, text.box.x1)
    return chain


def stacked(upper: Sequence[PrintedText], lower: Sequence[PrintedText]) -> bool:
    """Whether two texts, one right below the other, are lines of one label."""
    if not upper or not lower:
        return False
    first, second = around(t.box for t in upper), around(t.box for t in lower)
    gap = second.y0 - first.y1
    return -first.height < gap < _STACKED_MM and abs(first.x0 - second.x0) < 4.0


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all of these, of which there is one at least."""
    all_ = list(boxes)
    return Box(
        min(b.x0 for b in all_),
        min(b.y0 for b in all_),
        max(b.x1 for b in all_),
        max(b.y1 for b in all_),
    )


def _block(near: list[PrintedText], *, downwards: bool) -> list[PrintedText]:
    """The nearest line, and the second one that belongs to it: another language beneath."""
    if not near:
        return []
    ordered = sorted(near, key=lambda t: t.box.y0 if downwards else -t.box.y1)
    first = ordered[0]
    block = [first]
    for text in ordered[1:]:
        beside_ = _common(text.box, first.box) > 0.5 * min(text.box.height, first.box.height)
        gap = max(text.box.y0 - block[-1].box.y1, block[-1].box.y0 - text.box.y1)
        stacked = gap < _STACKED_MM and abs(text.box.x0 - first.box.x0) < 4.0 and len(block) < 3
        if beside_ or stacked:
            block.append(text)
    return _reading(block)


def _reading(texts: Iterable[PrintedText]) -> list[PrintedText]:
    """From the top down; what shares a line, from left to right."""
    lines: list[list[PrintedText]] = []
    for text in sorted(texts, key=lambda t: t.box.y0):
        for line in lines:
            least = min(line[0].box.height, text.box.height)
            if _common(line[0].box, text.box) > 0.5 * least:
                line.append(text)
                break
        else:
            lines.append([text])
    return [text for line in lines for text in sorted(line, key=lambda t: t.box.x0)]


def _common(a: Box, b: Box) -> float:
    """Of two boxes' heights, what they have in common (mm)."""
    return min(a.y1, b.y1) - max(a.y0, b.y0)
