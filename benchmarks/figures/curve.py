"""How the errors of our reader fell while it learnt, drawn from the log of its training."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_WIDTH, _HEIGHT = 640, 400
_LEFT, _RIGHT, _TOP, _FOOT = 64, 130, 24, 48  # room around the plot
_COLOURS: Final = ("#0b6e99", "#b3541e", "#4c7a34", "#7a3e9d", "#a8323e", "#5b5b5b", "#c29b00")
_LEAST: Final = 0.0005  # an error of none at all is drawn here
_NOT_RATES: Final = frozenset({"step", "samples", "minutes", "loss", "seconds"})


@dataclass(frozen=True, slots=True)
class Point:
    """After so many samples and minutes, the share of lines read wrongly, by name."""

    samples: float
    minutes: float
    wrong: Mapping[str, float]


def points(log: Path) -> tuple[Point, ...]:
    """The judgements in a log of training: JSON lines with `samples`, `minutes` and shares read
    exactly (0..1), either beside them or under `exact`."""
    found = []
    for line in log.read_text("utf-8").splitlines():
        row = json.loads(line)
        exact = row.get("exact") or {k: v for k, v in row.items() if k not in _NOT_RATES}
        shares = {k: float(v) for k, v in exact.items() if isinstance(v, int | float)}
        if shares:
            wrong = {name: 1 - value for name, value in shares.items()}
            found.append(Point(float(row["samples"]), float(row["minutes"]), wrong))
    return tuple(found)


def told(found: Sequence[Point]) -> str:
    """By name the last error, and the power of samples that errors fell with."""
    rows = [
        "| lines | wrong at the end | fell with samples to the power of |",
        "| --- | --- | --- |",
    ]
    for name in found[-1].wrong:
        seen = [(p.samples, p.wrong[name]) for p in found if name in p.wrong]
        rows.append(f"| {name} | {100 * seen[-1][1]:.1f} % | {_slope(seen)} |")
    last = found[-1]
    return "\n".join([*rows, "", f"{last.samples:.0f} samples, {last.minutes:.0f} minutes."])


def drawn(found: Sequence[Point]) -> str:
    """An SVG: wrong lines against samples, both on scales of powers."""
    names = list(found[-1].wrong)
    low, high = found[0].samples, max(found[-1].samples, found[0].samples * 1.1)
    wrongs = [max(_LEAST, value) for point in found for value in point.wrong.values()]
    least, most = min(wrongs), max(wrongs)

    def x(samples: float) -> float:
        share = math.log(samples / low) / math.log(high / low)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(wrong: float) -> float:
        share = math.log(max(_LEAST, wrong) / least) / max(1e-9, math.log(most / least))
        return _HEIGHT - _FOOT - share * (_HEIGHT - _TOP - _FOOT)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
    ]
    for tick in _ticks(least, most):
        parts.append(_line(_LEFT, y(tick), _WIDTH - _RIGHT, y(tick), "#ddd"))
        parts.append(_text(_LEFT - 6, y(tick) + 4, f"{100 * tick:g} %", "end"))
    for tick in _ticks(low, high):
        parts.append(_line(x(tick), _TOP, x(tick), _HEIGHT - _FOOT, "#ddd"))
        parts.append(_text(x(tick), _HEIGHT - _FOOT + 16, _count(tick), "middle"))
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(_text(middle, _HEIGHT - 8, "lines learnt from", "middle"))
    parts.append(_text(_LEFT, _TOP - 8, "lines read wrongly", "start"))
    for number, name in enumerate(names):
        colour = _COLOURS[number % len(_COLOURS)]
        spots = " ".join(
            f"{x(p.samples):.1f},{y(p.wrong[name]):.1f}" for p in found if name in p.wrong
        )
        parts.append(f'<polyline points="{spots}" fill="none" stroke="{colour}" stroke-width="2"/>')
        height = _TOP + 16 * (number + 1)
        parts.append(
            _line(_WIDTH - _RIGHT + 8, height - 4, _WIDTH - _RIGHT + 24, height - 4, colour)
        )
        parts.append(_text(_WIDTH - _RIGHT + 28, height, name, "start"))
    return "\n".join([*parts, "</svg>", ""])


def _slope(seen: Sequence[tuple[float, float]]) -> str:
    """The exponent of a power law through the later half of the points (least squares)."""
    later = [(math.log(s), math.log(max(_LEAST, w))) for s, w in seen[len(seen) // 2 :]]
    if len(later) < 2:
        return "-"
    mean_x = sum(a for a, _ in later) / len(later)
    mean_y = sum(b for _, b in later) / len(later)
    spread = sum((a - mean_x) ** 2 for a, _ in later)
    if spread == 0:
        return "-"
    return f"{sum((a - mean_x) * (b - mean_y) for a, b in later) / spread:.2f}"


def _ticks(low: float, high: float) -> list[float]:
    found = []
    power = math.floor(math.log10(low))
    while 10.0**power <= high:
        found += [m * 10.0**power for m in (1, 2, 5) if low <= m * 10.0**power <= high]
        power += 1
    return found


def _count(value: float) -> str:
    for size, sign in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g} {sign}"
    return f"{value:g}"


def _line(x0: float, y0: float, x1: float, y1: float, colour: str) -> str:
    ends = f'x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}"'
    return f'<line {ends} stroke="{colour}"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{words}</text>'
