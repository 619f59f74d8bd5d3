"""Tick boxes of a page: the words beside each, and the question that they answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from extract.pairs.boxes import around, middle
from extract.pairs.tokens import Token, tokens
from models.drawn import Tick
from models.values import Box, Line, Word

_REACH: Final = 2.2  # heights: between a box and its words
_WITHIN: Final = 1.3  # heights: between two words of an option
_MOST: Final = 12  # words of an option
_OVER: Final = 0.5  # of a box's width: as far over it a word begins whose first letter is the mark
_BRACKETED: Final = 5  # letters that a pair of brackets and what is in it are read as
_LATE: Final = 0.7  # letters: of two faults, a mark read as a letter is the lesser one
_RESIDUE: Final = " []()（）{}|:.,'_-–—"


@dataclass(frozen=True, slots=True)
class Ticked:
    """A tick box and the words beside it; `box` holds both."""

    tick: Tick
    words: str
    box: Box


def options(
    lines: Sequence[Line], ticks: Sequence[Tick], em: float
) -> tuple[tuple[Ticked, ...], tuple[Line, ...]]:
    """The tick boxes with their words, row by row, and the lines without those words.

    Words stand on the right of their box; a box with none there is left out.
    """
    words = [token for n, line in enumerate(lines) for token in tokens(line, n)]
    found: list[Ticked] = []
    used: set[int] = set()
    for tick in ticks:
        mine = [n for n in _beside(tick, ticks, words, em) if n not in used]
        text = " ".join(_uncovered(words[n], tick) for n in mine).strip(_RESIDUE)
        used |= set(mine) | _covered(tick, words)
        if text:
            found.append(Ticked(tick, text, around([tick.box, *(words[n].box for n in mine)])))
    return tuple(found), tuple(_without(lines, words, used))


def _beside(tick: Tick, ticks: Sequence[Tick], words: Sequence[Token], em: float) -> Iterator[int]:
    """The numbers of the words that stand behind a box, up to the next box or a wide gap."""
    _, y = middle(tick.box)
    row = [n for n, word in enumerate(words) if word.box.y0 < y < word.box.y1]
    stop = min(
        (t.box.x0 for t in ticks if t.box.x0 > tick.box.x1 and t.box.y0 < y < t.box.y1),
        default=float("inf"),
    )
    end, reach = tick.box.x1, _REACH
    count = 0
    for n in sorted(row, key=lambda n: words[n].box.x0):
        box = words[n].box
        if box.x1 <= tick.box.x1 or middle(box)[0] > stop:
            continue
        if box.x0 - end > reach * em or count == _MOST:
            return
        if words[n].ends and count:
            return
        yield n
        end, reach, count = box.x1, _WITHIN, count + 1


def _covered(tick: Tick, words: Sequence[Token]) -> set[int]:
    """Words that are the box itself, read as a letter."""
    x, y = middle(tick.box)
    return {
        n
        for n, word in enumerate(words)
        if word.box.y0 < y < word.box.y1
        and word.box.x0 > tick.box.x0 - 0.5 * tick.box.width
        and word.box.x1 < tick.box.x1 + 0.5 * tick.box.width
        and word.box.x0 < x < word.box.x1
    }


def _uncovered(word: Token, tick: Tick) -> str:
    """What of a word stands behind the box: its mark is read as a letter of it sometimes."""
    over = tick.box.x1 - word.box.x0
    if over <= _OVER * tick.box.width:
        return word.text
    for at, letter in enumerate(word.text[:_BRACKETED]):
        if letter in "])）":
            return word.text[at + 1 :] or word.text
    step = word.box.width / max(1, len(word.text))
    return word.text[max(0, min(len(word.text) - 1, round(over / step - _LATE))) :]


def _without(lines: Sequence[Line], words: Sequence[Token], used: set[int]) -> Iterator[Line]:
    """The lines as their words are left; lines that lose none stay as they are."""
    gone = {words[n].line for n in used}
    for number, line in enumerate(lines):
        if number not in gone:
            yield line
            continue
        rest = [w for n, w in enumerate(words) if w.line == number and n not in used]
        kept = tuple(Word(w.text, w.box, line.confidence) for w in rest)
        yield replace(line, text=" ".join(w.text for w in rest), words=kept)
