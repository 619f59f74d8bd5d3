"""Tick boxes gathered to questions: which belong together, and the words beside each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from extract.drafting.near import after, around, beside, over, row_of, stacked
from models.drafting import PrintedText, Room, RoomKind
from models.values import Box

_LEVEL_MM: Final = 2.2  # by which tick boxes of one row may differ
_NEXT_ROW_MM: Final = 14.0  # to the next row of one question
_LEFT_MM: Final = 4.0  # by which a further row may begin further left
_LINE_MM: Final = 6.0  # from "Other:" to the line for it
_BEFORE_MM: Final = 4.0  # words that stand before their boxes end so near


@dataclass(frozen=True, slots=True)
class Answer:
    """A tick box, the words beside it, and the line for further words, if there is one."""

    tick: Room
    words: tuple[PrintedText, ...]
    line: Room | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Tick boxes that answer one question; `label` may be empty."""

    label: tuple[PrintedText, ...]
    answers: tuple[Answer, ...]

    @property
    def boxes(self) -> list[Box]:
        """Everything that belongs to the answers."""
        found = [a.tick.box for a in self.answers]
        found += [t.box for a in self.answers for t in a.words]
        return found + [a.line.box for a in self.answers if a.line is not None]


def gather(rooms: Sequence[Room], texts: Sequence[PrintedText]) -> list[Question]:
    """The questions of a page, from the top down."""
    rows = _rows([room for room in rooms if room.kind is RoomKind.TICK])
    others = [room for room in rooms if room.kind is not RoomKind.TICK]
    after_box = _words_follow(rows, texts)
    taken: set[int] = set()
    answered: list[list[Answer]] = []
    for row in rows:
        answers: list[Answer] = []
        for n, tick in enumerate(row):
            if after_box:
                stop = row[n + 1].box.x0 if n + 1 < len(row) else 1e9
                words = after(tick, texts, stop, taken)
            else:
                words = beside(tick, [t for t in texts if id(t) not in taken], rooms)[-1:]
            taken |= {id(text) for text in words}
            answers.append(Answer(tick, tuple(words), _line(tick, words, others)))
        answered.append(answers)
    return _grouped(answered, [t for t in texts if id(t) not in taken], rooms)


def _rows(ticks: Sequence[Room]) -> list[list[Room]]:
    rows: list[list[Room]] = []
    for tick in sorted(ticks, key=lambda r: r.box.y0 + r.box.y1):
        middle = (tick.box.y0 + tick.box.y1) / 2
        last = rows[-1][0].box if rows else None
        if last is not None and abs((last.y0 + last.y1) / 2 - middle) <= _LEVEL_MM:
            rows[-1].append(tick)
        else:
            rows.append([tick])
    return [sorted(row, key=lambda r: r.box.x0) for row in rows]


def _words_follow(rows: Sequence[Sequence[Room]], texts: Sequence[PrintedText]) -> bool:
    """Whether words stand behind their boxes on this page, as usual, or before them."""
    behind = before = 0
    for row in rows:
        last, first = row[-1], row[0]
        behind += bool(after(last, texts, 1e9, ()))
        close = beside(first, texts, row)
        before += bool(close) and first.box.x0 - close[-1].box.x1 < _BEFORE_MM
    return behind >= before


def _line(tick: Room, words: Sequence[PrintedText], others: Sequence[Room]) -> Room | None:
    """The line right behind an answer's words, for what is not among the answers."""
    if not words:
        return None
    end = words[-1].box.x1
    for room in others:
        near = -1.5 <= room.box.x0 - end <= _LINE_MM
        row, band = row_of(room), row_of(tick)
        level = min(row.y1, band.y1) - max(row.y0, band.y0) > 3.0
        if near and level and room.kind in (RoomKind.LINE, RoomKind.FRAME) and room.rows == 1:
            return room
    return None


def _grouped(
    rows: Sequence[Sequence[Answer]], texts: Sequence[PrintedText], rooms: Sequence[Room]
) -> list[Question]:
    made: list[Question] = []
    for row in rows:
        for answer in row:
            label = beside(answer.tick, texts, rooms)
            first = answer is row[0]
            home = _home(answer, row, made, [t for t in texts if t not in label], first=first)
            if home is not None and (not label or stacked(made[home].label, label)):
                # Beside a second row may stand the second line of the label.
                whole = (*made[home].label, *(t for t in label if t not in made[home].label))
                made[home] = Question(whole, (*made[home].answers, answer))
                continue
            made.append(Question(tuple(label or over(answer.tick, texts)), (answer,)))
    return made


def _home(
    answer: Answer,
    row: Sequence[Answer],
    made: Sequence[Question],
    texts: Sequence[PrintedText],
    *,
    first: bool,
) -> int | None:
    """The question that a tick box without a label of its own goes on with."""
    if not made:
        return None
    if not first:
        place = row.index(answer) - 1
        for n, question in enumerate(made):
            if row[place] in question.answers:
                return n
    box = answer.tick.box
    for n in reversed(range(len(made))):
        question = made[n]
        last = question.answers[-1].tick.box
        if not 0 < box.y0 - last.y0 <= _NEXT_ROW_MM:
            continue
        left = min(a.tick.box.x0 for a in question.answers)
        if box.x0 < left - _LEFT_MM:
            continue
        between = around([last, box])
        named = [
            t
            for t in texts
            if between.y0 + 2.5 < (t.box.y0 + t.box.y1) / 2 < between.y1 - 1.0
            and t.box.x1 > left
            and t not in question.label
        ]
        if not named:
            return n
    return None
