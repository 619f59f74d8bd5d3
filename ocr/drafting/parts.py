"""A printed line cut where its script changes: label and translation are read better alone."""

from __future__ import annotations

from collections.abc import Sequence

from models.values import Line
from ocr.lines import Run
from ocr.looks import script_of
from ocr.sheet import Piece

_SCRIPTS = (("khm", "\u1780", "\u17ff"), ("tha", "\u0e00", "\u0e7f"))


def by_script(run: Run, line: Line, languages: Sequence[str]) -> list[tuple[Run, tuple[str, ...]]]:
    """The parts of a line's run with the languages of each; one part where nothing changes."""
    stretches: list[tuple[str, float, float]] = []
    for word in sorted(line.words, key=lambda word: word.box.x0):
        script = _script(word.text)
        if stretches and script in ("", stretches[-1][0]):
            stretches[-1] = (stretches[-1][0], stretches[-1][1], word.box.x1)
        elif stretches and not stretches[-1][0]:
            stretches[-1] = (script, stretches[-1][1], word.box.x1)
        else:
            stretches.append((script, word.box.x0, word.box.x1))
    if len(stretches) != 2:  # back and forth is one sentence
        return [(run, tuple(languages))]
    (first, _, end), (second, start, _) = stretches
    border = _gap(run.pieces, (end + start) / 2)
    left = tuple(p for p in run.pieces if (p.x0 + p.x1) / 2 < border)
    right = tuple(p for p in run.pieces if (p.x0 + p.x1) / 2 >= border)
    if not left or not right:
        return [(run, tuple(languages))]
    return [
        (Run(left, run.boxed), _of(first, languages)),
        (Run(right, run.boxed), _of(second, languages)),
    ]


def _gap(pieces: Sequence[Piece], near: float) -> float:
    """The middle of the widest gap between pieces around a place."""
    ordered = sorted(pieces, key=lambda p: p.x0)
    height = max(p.height for p in ordered)
    best, place = 0.0, near
    end = ordered[0].x1
    for piece in ordered[1:]:
        gap, middle = piece.x0 - end, (piece.x0 + end) / 2
        if abs(middle - near) < 2 * height and gap > best:
            best, place = gap, middle
        end = max(end, piece.x1)
    return place


def _script(text: str) -> str:
    """khm, tha, latin; empty for digits and signs."""
    for char in text:
        for name, low, high in _SCRIPTS:
            if low <= char <= high:
                return name
        if char.isalpha():
            return "latin"
    return ""


def _of(script: str, languages: Sequence[str]) -> tuple[str, ...]:
    own = tuple(code for code in languages if script_of(code) == script)
    return own or tuple(languages)
