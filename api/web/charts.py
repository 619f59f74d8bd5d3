"""Charts as SVG elements of our own drawing: no script, no file from elsewhere.

They are for the eye. Whatever they show stands beside them as words or as a table, so that they are
hidden from who listens. Colours are classes of static/progress.css.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Final

from babel.dates import format_date
from markupsafe import Markup

from api import speak


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar: how much, and the class of its colour."""

    count: int
    tone: str


@dataclass(frozen=True, slots=True)
class Column:
    """A day: two amounts beside each other; `within` is the lower part of the second."""

    day: date
    first: int
    second: int
    within: int


_LENGTH, _THICK = 1000, 12
#: shorter pieces could not be seen
_SEEN: Final = 6
_TOP, _FOOT, _LEFT, _HEIGHT = 12, 24, 44, 190
_NICE: Final = (1, 2, 3, 4, 5, 6, 8, 10)


def bar(pieces: Sequence[Piece]) -> Markup:
    """One bar of 100 %, its pieces in their order, as wide as the place it stands in."""
    total = sum(piece.count for piece in pieces)
    shown = [piece for piece in pieces if piece.count]
    widths = [max(_SEEN, _LENGTH * piece.count / total) for piece in shown]
    fit = _LENGTH / sum(widths) if widths else 1.0
    x, parts = 0.0, [f'<rect class="none" width="{_LENGTH}" height="{_THICK}"/>']
    for piece, width in zip(shown, widths, strict=True):
        wide = width * fit
        parts.append(_rect(piece.tone, x, 0, max(1.0, wide - 2), _THICK))
        x += wide
    return _svg("stacked", _LENGTH, _THICK, parts, ' preserveAspectRatio="none"')


def columns(days: Sequence[Column], width: int, name: str) -> Markup:
    """A pair of columns for each day, `width` units wide. `name` is a class for the style sheet."""
    top = _ceiling(max((max(one.first, one.second) for one in days), default=0))
    base = _HEIGHT - _FOOT
    step = (width - _LEFT) / max(1, len(days))
    each = max(2.0, step * 0.36)
    parts = _grid(top, width)
    for place, one in enumerate(days):
        x = _LEFT + place * step + (step - 2 * each - 1) / 2
        parts += _standing("first", x, one.first, top, each)
        parts += _standing("second", x + each + 1, one.second, top, each)
        parts += _standing("within", x + each + 1, one.within, top, each)
        if (len(days) - 1 - place) % 7 == 0:
            said = speak.digits(format_date(one.day, "d MMM", locale=speak.language()))
            end = place == len(days) - 1
            at, anchor = (width, "end") if end else (x + each, "middle")
            parts.append(_words(at, base + 17, said, anchor))
    return _svg(f"columns {name}", width, _HEIGHT, parts)


def _ceiling(highest: int) -> int:
    """A round number that is not below the highest, and that halves well.

    >>> [_ceiling(n) for n in (0, 3, 7, 95, 1201)]
    [2, 4, 8, 100, 2000]
    """
    size = 1
    while 10 * size < highest:
        size *= 10
    return next(size * n for n in _NICE if size * n >= highest and (size * n) % 2 == 0)


def _grid(top: int, width: int) -> list[str]:
    parts = []
    for amount in (0, top // 2, top):
        y = _y(amount, top)
        parts.append(f'<path class="grid" d="M{_LEFT} {y}H{width}"/>')
        parts.append(_words(_LEFT - 8, y + 4, speak.number(amount), "end"))
    return parts


def _y(amount: int, top: int) -> float:
    return round(_HEIGHT - _FOOT - (_HEIGHT - _FOOT - _TOP) * amount / top, 1)


def _standing(tone: str, x: float, amount: int, top: int, wide: float) -> list[str]:
    if not amount:
        return []
    y = min(_y(amount, top), _HEIGHT - _FOOT - 1.5)  # one of a thousand is seen too
    return [_rect(tone, x, y, wide, _HEIGHT - _FOOT - y)]


def _rect(tone: str, x: float, y: float, wide: float, high: float) -> str:
    return f'<rect class="{tone}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}"/>'


def _words(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(name: str, width: int, height: int, parts: Sequence[str], more: str = "") -> Markup:
    # Only numbers, dates and class names of ours get here: nothing that somebody has written.
    return Markup(  # noqa: S704
        f'<svg class="{name}" viewBox="0 0 {width} {height}"{more} aria-hidden="true" '
        f'focusable="false">{"".join(parts)}</svg>'
    )
