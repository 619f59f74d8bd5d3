"""Error against automation as a picture (SVG): a standing answer to "how often is it wrong?".

The table beside it holds the same numbers; the picture is for the eye.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from api.routing_words import share
from api.speak import _
from extract.automation import Point
from extract.standing import Standing

_WIDTH, _HEIGHT = 560, 260
_LEFT, _RIGHT, _TOP, _FOOT = 58, 28, 14, 44
_LINE, _BAND, _GRID, _WORDS, _LIMIT = "#17605a", "#cfe4df", "#d9d6cc", "#57605a", "#97281f"
#: errors that the picture may have to reach up to
_TALLEST: Final = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
_FEW: Final = 20  # values that say too little for the height of the picture


def drawn(points: Sequence[Point], standing: Standing, title: str) -> str:
    """The picture as an SVG element. Says so where nobody has looked at anything yet."""
    known = [point for point in points if point.looked]
    top = _top(known, standing)
    parts = [*_frame(top), *_curve(known, top), *_tolerated(standing, top)]
    here = [p for p in known if abs(p.strictness - standing.strictness) < 1e-6]
    parts += [_dot(point, top) for point in here]
    if not known:
        parts.append(
            _words(_WIDTH / 2, _HEIGHT / 2, _("Nothing has been looked at yet."), "middle")
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{escape(title)}</title>'
        f"{''.join(parts)}</svg>"
    )


def _top(points: Sequence[Point], standing: Standing) -> float:
    wanted = [2 * standing.error, *(p.error * 1.2 for p in points if p.looked >= _FEW)]
    wanted += [p.error_interval[1] for p in points[-1:] if p.looked >= _FEW]
    return next((top for top in _TALLEST if top >= max(wanted)), 1.0)


def _x(part: float) -> float:
    return round(_LEFT + part * (_WIDTH - _LEFT - _RIGHT), 1)


def _y(error: float, top: float) -> float:
    return round(_HEIGHT - _FOOT - min(1.0, error / top) * (_HEIGHT - _TOP - _FOOT), 1)


def _words(x: float, y: float, text: str, anchor: str, colour: str = _WORDS) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'


def _frame(top: float) -> list[str]:
    parts = []
    for part in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y, base = _x(part), _y(part * top, top), _HEIGHT - _FOOT
        parts.append(
            f'<path d="M{x} {_TOP}V{base}M{_LEFT} {y}H{_WIDTH - _RIGHT}" stroke="{_GRID}"/>'
        )
        parts.append(_words(x, base + 16, share(part), "middle"))
        parts.append(_words(_LEFT - 6, y + 4, share(part * top), "end"))
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(_words(middle, _HEIGHT - 8, _("accepted without a person"), "middle"))
    wrong = _("wrong among them")
    along = f'transform="translate(12 {(_TOP + _HEIGHT - _FOOT) / 2}) rotate(-90)"'
    parts.append(f'<text {along} text-anchor="middle" fill="{_WORDS}">{escape(wrong)}</text>')
    return parts


def _curve(points: Sequence[Point], top: float) -> list[str]:
    """The band of the 95 % intervals, and the line."""
    if not points:
        return []
    ends = [(_x(p.automation), *(_y(end, top) for end in p.error_interval)) for p in points]
    there = " ".join(f"{x},{low}" for x, low, _ in ends)
    back = " ".join(f"{x},{high}" for x, _, high in reversed(ends))
    line = " ".join(f"{_x(p.automation)},{_y(p.error, top)}" for p in points)
    return [
        f'<polygon points="{there} {back}" fill="{_BAND}"/>',
        f'<polyline points="{line}" fill="none" stroke="{_LINE}" stroke-width="2"/>',
    ]


def _tolerated(standing: Standing, top: float) -> list[str]:
    y = _y(standing.error, top)
    return [
        f'<path d="M{_LEFT} {y}H{_WIDTH - _RIGHT}" stroke="{_LIMIT}" stroke-dasharray="5 4"/>',
        _words(
            _WIDTH - _RIGHT - 4,
            y - 5,
            _("tolerated {share}").format(share=share(standing.error)),
            "end",
            _LIMIT,
        ),
    ]


def _dot(point: Point, top: float) -> str:
    x, y = _x(point.automation), _y(point.error, top)
    return f'<circle cx="{x}" cy="{y}" r="5" fill="{_LINE}" stroke="#fff"/>'
