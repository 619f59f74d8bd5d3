"""One surveyed page: every place for writing with the printed words that name it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from extract.drafting import near
from extract.drafting.questions import Question, gather
from models.drafting import PrintedText, Room, RoomKind, Survey
from models.values import Box

_HEAD_MM: Final = 11.0  # tallest band that heads a section
_HEAD_WIDE: Final = 0.7  # of the printed width that such a band takes
_DIVIDES: Final = 0.75  # of the printed width: a lone line without a name divides sections
_LEAST_FRAME_MM: Final = (12.0, 5.0)
_LEAST_LINE_MM: Final = 10.0
_REST_MM: Final = 18.0  # paper beside or under the words in a frame, to write on
_LOW_MM: Final = 5.0
_COLON: Final = (":", "៖", "：")
_BARE_MM: Final = (25.0, 110.0)
_TO_COLON_MM: Final = 60.0

Found = Callable[[Room, Sequence[PrintedText]], list[PrintedText]]


@dataclass(frozen=True, slots=True)
class Named:
    """A place for writing and its label; `zone` is where one writes (mm)."""

    room: Room
    label: tuple[PrintedText, ...]
    zone: Box


@dataclass(slots=True)
class Sheet:
    """What a page was found to hold; made and used within `understand` only, then read."""

    survey: Survey
    questions: list[Question] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    heads: list[tuple[Box, tuple[PrintedText, ...]]] = field(default_factory=list)
    rest: list[PrintedText] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)

    def free(self) -> list[PrintedText]:
        return [text for text in self.survey.texts if id(text) not in self.taken]

    def take(self, room: Room, label: Sequence[PrintedText], zone: Box | None = None) -> None:
        self.named.append(Named(room, tuple(label), zone or room.box))
        self.taken |= {id(text) for text in label}


def understand(survey: Survey) -> Sheet:
    """Give every room of a page its words, and tell heads of sections from the rest."""
    sheet = Sheet(survey)
    content = _content(survey)
    _heads(sheet, content)
    sheet.questions = [
        question
        for question in gather(survey.rooms, sheet.free())
        if question.label or any(answer.words for answer in question.answers)
    ]
    lines = {id(a.line) for q in sheet.questions for a in q.answers if a.line is not None}
    for question in sheet.questions:
        words = [*question.label, *(t for a in question.answers for t in a.words)]
        sheet.taken |= {id(text) for text in words}
    _tables(sheet)
    _bands(sheet, content)
    open_ = [
        room
        for room in survey.rooms
        if room.kind in (RoomKind.LINE, RoomKind.FRAME, RoomKind.COMB)
        and id(room) not in lines
        and not (room.kind is RoomKind.FRAME and near.inside(room.box, survey.texts))
    ]
    _name(sheet, open_, content)
    _labelled_frames(sheet)
    _bare(sheet)
    sheet.rest = sheet.free()
    return sheet


def _content(survey: Survey) -> float:
    boxes = [*(t.box for t in survey.texts), *(r.box for r in survey.rooms)]
    return near.around(boxes).width if boxes else survey.width


def _heads(sheet: Sheet, content: float) -> None:
    """Low frames as wide as the page that hold words and leave no neighbour: section heads."""
    frames = [room for room in sheet.survey.rooms if room.kind is RoomKind.FRAME]
    for room in frames:
        said = near.inside(room.box, sheet.free())
        if not said or room.box.height > _HEAD_MM or room.box.width < _HEAD_WIDE * content:
            continue
        if any(_touches(room.box, other.box) for other in frames if other is not room):
            continue
        sheet.heads.append((room.box, tuple(said)))
        sheet.taken |= {id(text) for text in said}


def _bands(sheet: Sheet, content: float) -> None:
    """Shaded bands with words on them."""
    for band in sheet.survey.bands:
        said = near.inside(band, sheet.free())
        if said and band.width >= 0.5 * content:
            sheet.heads.append((band, tuple(said)))
            sheet.taken |= {id(text) for text in said}


def _touches(a: Box, b: Box) -> bool:
    """Whether two frames share a wall: then they are cells of one grid."""
    over = min(abs(a.y1 - b.y0), abs(b.y1 - a.y0)) < 1.0
    beside = min(abs(a.x1 - b.x0), abs(b.x1 - a.x0)) < 1.0
    wide = min(a.x1, b.x1) - max(a.x0, b.x0) > 1.0
    tall = min(a.y1, b.y1) - max(a.y0, b.y0) > 1.0
    return (over and wide and abs(a.width - b.width) > 2.0) or (beside and tall)


def _tables(sheet: Sheet) -> None:
    for room in sheet.survey.rooms:
        if room.kind is not RoomKind.TABLE:
            continue
        whole = near.around([*room.heads, *room.columns])
        heads = [text for head in room.heads for text in near.inside(head, sheet.free())]
        sheet.taken |= {id(text) for text in heads}
        top = Room(RoomKind.FRAME, whole)
        sheet.take(room, near.over(top, sheet.free()))


def _name(sheet: Sheet, rooms: Sequence[Room], content: float) -> None:
    """Labels beside first, then over, then under; what nobody names may be no room at all."""
    left = list(rooms)
    ways: tuple[Found, ...] = (
        lambda room, texts: near.beside(room, texts, sheet.survey.rooms),
        lambda room, texts: near.before(room, texts, sheet.survey.rooms),
        near.over,
        near.under,
    )
    for way in ways:
        for room in list(left):
            label = way(room, sheet.free())
            if label:
                sheet.take(room, label)
                left.remove(room)
    for room in left:
        if _worth(room, content):
            sheet.take(room, ())


def _worth(room: Room, content: float) -> bool:
    """Whether a room that nothing names is one: a lone rule across the page is none."""
    box = room.box
    if room.kind is RoomKind.COMB:
        return True
    if room.kind is RoomKind.FRAME:
        return box.width >= _LEAST_FRAME_MM[0] and box.height >= _LEAST_FRAME_MM[1]
    if room.rows > 1:
        return True
    return _LEAST_LINE_MM <= box.width <= _DIVIDES * content


def _labelled_frames(sheet: Sheet) -> None:
    """Frames with words of their own and paper left under or beside these."""
    for room in sheet.survey.rooms:
        if room.kind is not RoomKind.FRAME:
            continue
        every = near.inside(room.box, sheet.survey.texts)
        said = [text for text in every if id(text) not in sheet.taken]
        if not said or len(said) != len(every):
            continue
        if any(_holds(room.box, other.box) for other in sheet.survey.rooms if other is not room):
            continue
        zone = _rest(room.box, said)
        if zone is not None:
            sheet.take(room, said, zone)


def _holds(outer: Box, inner: Box) -> bool:
    x, y = (inner.x0 + inner.x1) / 2, (inner.y0 + inner.y1) / 2
    return outer.x0 < x < outer.x1 and outer.y0 < y < outer.y1 and inner.width < outer.width


def _rest(frame: Box, said: Sequence[PrintedText]) -> Box | None:
    """The paper in a frame that its words leave: below them, else right of them."""
    words = near.around([text.box for text in said])
    under = Box(frame.x0, words.y1 + 0.2, frame.x1, frame.y1)
    if words.y0 - frame.y0 < 5.0 and under.height >= max(_LOW_MM, 0.42 * frame.height):
        return under
    beside = Box(words.x1 + 1.0, frame.y0, frame.x1, frame.y1)
    if words.x0 - frame.x0 < 6.0 and beside.width >= max(_REST_MM, 0.25 * frame.width):
        return beside
    return None


def _bare(sheet: Sheet) -> None:
    """Paper behind words that end with a colon, where nothing else stands."""
    for text in sheet.free():
        start = _colon(text, sheet.survey)
        if start is None:
            continue
        end = sheet.survey.width - 12.0
        row = Box(start + 1.0, text.box.y0 - 2.0, end, text.box.y1 + 1.5)
        stops = [
            box.x0
            for box in (*(t.box for t in sheet.survey.texts), *(r.box for r in sheet.survey.rooms))
            if box.x0 > start - 0.5 and min(box.y1, row.y1) - max(box.y0, row.y0) > 0.8
        ]
        end = min([row.x1, row.x0 + _BARE_MM[1], *(stop - 2.0 for stop in stops)])
        if end - row.x0 < _BARE_MM[0]:
            continue
        zone = Box(row.x0, row.y0, end, row.y1)
        sheet.take(Room(RoomKind.BARE, zone), (text,))


def _colon(text: PrintedText, survey: Survey) -> float | None:
    """Where the colon ends that ends a text, or stands apart from it in a column of colons."""
    if len(text.text.strip()) > 2 and text.text.rstrip().endswith(_COLON):
        return text.box.x1
    for colon in survey.colons:
        level = min(colon.y1, text.box.y1) - max(colon.y0, text.box.y0) > 0.6 * colon.height
        if not level or not -1.0 <= colon.x0 - text.box.x1 + 1.5 <= _TO_COLON_MM:
            continue
        between = [
            t
            for t in survey.texts
            if t is not text
            and text.box.x1 <= t.box.x0 <= colon.x0
            and min(t.box.y1, text.box.y1) - max(t.box.y0, text.box.y0) > 0.5 * text.box.height
        ]
        if not between:
            return colon.x1
    return None
