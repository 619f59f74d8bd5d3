"""Pictures of confidence, written as SVG: reliability diagrams, and risk against coverage."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks.sureness.fits import probability
from benchmarks.sureness.reads import Read
from benchmarks.sureness.sheets import DIGIT_KINDS
from ocr.calibration.figures import Bin, bins, calibration_error, risk_and_coverage
from ocr.calibration.table import Table

_LANGUAGES: Final = {"khm": "Khmer", "tha": "Thai", "ind": "Indonesian", "eng": "English"}
_SIDE: Final = 150.0
_GAP: Final = 62.0
_INK, _FAINT, _LINE, _DOT = "#1d2b2a", "#c8d0cc", "#0b6e69", "#b5472f"
_RISKS: Final = (0.0, 0.005, 0.01, 0.02, 0.05)  # marks of the axis that shows the root of the risk


def draw(reads: Sequence[Read], table: Table, folder: Path) -> None:
    """Two pictures of what a table says of readings that it was not fitted on."""
    folder.mkdir(parents=True, exist_ok=True)
    p = [probability(table, read) for read in reads]
    parts = _parts(reads)
    (folder / "confidence-reliability.svg").write_text(
        _panels(parts, reads, p, _reliability), "utf-8"
    )
    (folder / "confidence-coverage.svg").write_text(_panels(parts, reads, p, _coverage), "utf-8")


def _parts(reads: Sequence[Read]) -> Mapping[str, list[bool]]:
    parts = {}
    for code, name in _LANGUAGES.items():
        words = [r.language == code and r.kind not in DIGIT_KINDS for r in reads]
        digits = [r.language == code and r.kind in DIGIT_KINDS for r in reads]
        parts[f"{name}, words"] = words
        parts[f"{name}, numbers"] = digits
    return parts


Panel = Callable[[Sequence[float], Sequence[bool]], str]


def _panels(
    parts: Mapping[str, Sequence[bool]], reads: Sequence[Read], p: Sequence[float], panel: Panel
) -> str:
    columns = 4
    rows = -(-len(parts) // columns)
    width, height = columns * (_SIDE + _GAP) + 30, rows * (_SIDE + _GAP) + 24
    found = []
    for n, (name, which) in enumerate(_ordered(parts)):
        mine = [q for q, w in zip(p, which, strict=True) if w]
        right = [r.right for r, w in zip(reads, which, strict=True) if w]
        x = 44 + (n % columns) * (_SIDE + _GAP)
        y = 30 + (n // columns) * (_SIDE + _GAP)
        head = _text(0, -10, f"{name} ({len(mine)})", "start", 11)
        found.append(f'<g transform="translate({x:.0f} {y:.0f})">{head}{panel(mine, right)}</g>')
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    ground = f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{ground}{"".join(found)}</svg>\n'


def _ordered(parts: Mapping[str, Sequence[bool]]) -> list[tuple[str, Sequence[bool]]]:
    """Words in the first row, numbers in the second."""
    return sorted(parts.items(), key=lambda item: item[0].endswith("numbers"))


def _reliability(p: Sequence[float], right: Sequence[bool]) -> str:
    """Claimed along, true up; a dot for each bin, as large as it has values."""
    whole = max(1, len(p))
    axes = _axes(("0", "0.5", "1"), ("0", "0.5", "1"), "claimed", "right")
    ideal = f'<path d="M0 {_SIDE}L{_SIDE} 0" stroke="{_FAINT}" fill="none"/>'
    dots = "".join(_bin(one, whole) for one in bins(p, right))
    said = _text(_SIDE - 4, _SIDE - 8, f"ECE {calibration_error(p, right):.3f}", "end", 10)
    return axes + ideal + dots + said


def _bin(one: Bin, whole: int) -> str:
    size = 2.0 + 7.0 * (one.seen / whole) ** 0.5
    x, y = one.claimed * _SIDE, (1 - one.right) * _SIDE
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{_LINE}" fill-opacity="0.7"/>'


def _coverage(p: Sequence[float], right: Sequence[bool]) -> str:
    """Share accepted along, share of it wrong up (as a root, so that small risks are seen)."""
    axes = _axes(("0", "0.5", "1"), (), "accepted", "wrong")
    marks = "".join(_risk(risk) for risk in _RISKS)
    points = [(0.0, 0.0), *risk_and_coverage(p, right)]
    path = "L".join(f"{x * _SIDE:.1f} {_up(y):.1f}" for x, y in points)
    line = f'<path d="M{path}" stroke="{_LINE}" stroke-width="1.6" fill="none"/>'
    high = [1 - r for q, r in zip(p, right, strict=True) if q >= 0.99]
    if not high:
        return axes + marks + line
    x, y = len(high) / len(p) * _SIDE, _up(sum(high) / len(high))
    return axes + marks + line + f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{_DOT}"/>'


def _up(risk: float) -> float:
    return _SIDE * (1 - min(1.0, math.sqrt(risk / _RISKS[-1])))


def _risk(risk: float) -> str:
    y = _up(risk)
    line = f'<path d="M0 {y:.1f}H{_SIDE}" stroke="{_FAINT}" stroke-width="0.6"/>'
    return line + _text(-4, y + 3, f"{100 * risk:g}%", "end", 8)


def _axes(along: Sequence[str], up: Sequence[str], below: str, beside: str) -> str:
    frame = f'<path d="M0 0V{_SIDE}H{_SIDE}" stroke="{_INK}" fill="none"/>'
    ticks = [
        _text(_SIDE * n / (len(along) - 1), _SIDE + 12, word, "middle", 8)
        for n, word in enumerate(along)
    ]
    ticks += [
        _text(-4, _SIDE * (1 - n / (len(up) - 1)) + 3, word, "end", 8) for n, word in enumerate(up)
    ]
    turned = (
        f'<text transform="translate(-30 {_SIDE / 2:.0f}) rotate(-90)" text-anchor="middle" '
        f'font-family="sans-serif" font-size="9" fill="{_INK}">{beside}</text>'
    )
    return frame + "".join(ticks) + turned + _text(_SIDE / 2, _SIDE + 24, below, "middle", 9)


def _text(x: float, y: float, words: str, anchor: str, size: int) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-family="sans-serif" '
        f'font-size="{size}" fill="{_INK}">{words}</text>'
    )
