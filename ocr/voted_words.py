"""The words of a text that was voted on, placed where one of its candidates saw them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from models.values import Box, Word
from ocr.ballot import Winner


def words(won: Sequence[Winner], worth: Callable[[Sequence[Winner]], float]) -> tuple[Word, ...]:
    """Words in order. One that no candidate placed stands between those beside it.

    `worth` says how sure the letters of one word are. Without any place there are no words.
    """
    parts = list(_between_blanks(won))
    boxes = _filled([_around([w.place.box for w in part if w.place]) for part in parts])
    return tuple(
        Word("".join(w.letter.text for w in part if w.letter), box, worth(part))
        for part, box in zip(parts, boxes, strict=True)
        if box is not None
    )


def _between_blanks(won: Sequence[Winner]) -> Iterator[list[Winner]]:
    part: list[Winner] = []
    for item in won:
        if not item.blank:
            part.append(item)
        elif any(w.letter for w in part):
            yield part
            part = []
    if any(w.letter for w in part):
        yield part


def _around(boxes: Sequence[Box | None]) -> Box | None:
    known = [box for box in boxes if box is not None]
    if not known:
        return None
    return Box(
        min(box.x0 for box in known),
        min(box.y0 for box in known),
        max(box.x1 for box in known),
        max(box.y1 for box in known),
    )


def _filled(boxes: Sequence[Box | None]) -> list[Box | None]:
    """Boxes with the missing ones set into the gap between their neighbours."""
    whole = _around(boxes)
    if whole is None:
        return list(boxes)
    found: list[Box | None] = []
    for n, box in enumerate(boxes):
        left = found[-1].x1 if found and found[-1] else whole.x0
        right = next((b.x0 for b in boxes[n + 1 :] if b), whole.x1)
        found.append(box or Box(min(left, right), whole.y0, max(left, right), whole.y1))
    return found
