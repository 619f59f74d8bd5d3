"""A table made of readings whose truth is known, and what held-out folds say of it."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from benchmarks.sureness.reads import Read
from benchmarks.sureness.sheets import DIGIT_KINDS, FAMILIES
from ocr.calibration import fitting
from ocr.calibration.figures import accepted, calibration_error
from ocr.calibration.fitting import Row
from ocr.calibration.table import Bound, Step, Table

_FOLDS: Final = 5
_CODES: Final = ("khm", "tha", "ind", "eng")
#: how far below what was seen claims stay; of numbers more is asked than of words
BOUNDS: Final = {
    "khmer": Bound(1.0),
    "thai": Bound(1.0),
    "latin": Bound(1.0),
    "numbers": Bound(2.0, strict=True),
    "other": Bound(1.28),
}


def _fold(name: str) -> int:
    return zlib.crc32(name.encode()) % _FOLDS


#: what may be kept apart, and by what of a value
APART: Final[Mapping[str, Callable[[Read], int]]] = {
    "font": lambda r: _fold(r.face.split(" ")[0].split("-")[0]),
    "words": lambda r: _fold(r.text),
    "damage": lambda r: _fold(f"{r.level} {'+'.join(r.damage)}"),
}


def rows(reads: Sequence[Read], apart: str = "font") -> list[Row]:
    """Rows to fit with, their folds made by `apart`."""
    fold = APART[apart]
    return [
        Row(r.group, r.values, r.right, fold(r), frozenset(r.agreeing)) for r in reads if r.said
    ]


def fitted(
    reads: Sequence[Read], *, version: str, date: str, command: str, engines: Mapping[str, str]
) -> Table:
    """A table from all of them; its ladders count scores of held-out fonts."""
    some = rows(reads)
    kinds = Counter(r.language for r in reads) + Counter(r.level for r in reads)
    kinds += Counter("read without our own reader" for r in reads if r.off)
    kinds += Counter("faces never learnt from, or bent" for r in reads if _strange(r))
    return Table(
        version=version,
        date=date,
        source="values drawn in the faces, words and damage of the set to tune with",
        command=command,
        engines=engines,
        samples={"readings": len(some), "right": sum(r.right for r in some), **kinds},
        bounds=BOUNDS,
        weights=fitting.weights(some),
        ladders=fitting.ladders(some, fitting.held_out(some)),
        voices=fitting.voices(some),
    )


def _strange(r: Read) -> bool:
    return " " in r.face or r.face in FAMILIES


def crossed(reads: Sequence[Read], apart: str) -> tuple[list[Read], list[float]]:
    """Values and their probabilities by weights and ladders that have not seen their fold."""
    some = [r for r in reads if r.said]
    rows_ = rows(some, apart)
    scores = fitting.held_out(rows_)
    folds = np.array([row.fold for row in rows_])
    p = np.zeros(len(rows_))
    for fold in sorted(set(folds.tolist())):
        rest = np.flatnonzero(folds != fold).tolist()
        others = [rows_[n] for n in rest]
        table = _table(others, fitting.ladders(others, scores[rest]))
        for n in np.flatnonzero(folds == fold).tolist():
            p[n] = table.p(rows_[n].group, float(scores[n]), rows_[n].agreeing)
    return some, p.tolist()


def _table(some: Sequence[Row], ladders: Mapping[str, tuple[Step, ...]]) -> Table:
    """One with ladders and counts alone, for scores that are known."""
    return Table("", "", "", "", {}, {}, BOUNDS, {}, ladders, fitting.voices(some))


def probability(table: Table, read: Read) -> float:
    """What a table says of a reading; 0 of none."""
    if not read.said:
        return 0.0
    return table.p(read.group, table.score(read.group, read.values), frozenset(read.agreeing))


def told(reads: Sequence[Read], p: Sequence[float]) -> list[tuple[str, ...]]:
    """Rows of a table of figures, for each language, for numbers, and for all."""
    parts = {
        **{code: [r.language == code for r in reads] for code in _CODES},
        **{f"{code}, words": [_is(r, code, digits=False) for r in reads] for code in _CODES},
        **{f"{code}, numbers": [_is(r, code, digits=True) for r in reads] for code in _CODES},
        "lines of prose": [r.kind == "line" for r in reads],
        "by hand": [r.hand for r in reads],
        "rough": [r.level == "rough" and not r.hand for r in reads],
        "printed, clean and office": [r.level != "rough" and not r.hand for r in reads],
        "all": [True for _ in reads],
    }
    return [(name, *_figures(reads, p, which)) for name, which in parts.items() if any(which)]


def _is(read: Read, language: str, *, digits: bool) -> bool:
    """Printed at clean or office level, a number or words of that language; no prose."""
    printed = read.level != "rough" and not read.hand and read.kind != "line"
    return printed and read.language == language and (read.kind in DIGIT_KINDS) == digits


def _figures(reads: Sequence[Read], p: Sequence[float], which: Sequence[bool]) -> tuple[str, ...]:
    sure = np.array(p)[np.array(which, np.bool_)]
    right = [r.right for r, w in zip(reads, which, strict=True) if w]
    high = accepted(sure.tolist(), right, 0.99)
    return (
        str(len(right)),
        f"{np.mean(right):.3f}" if right else "",
        f"{calibration_error(sure.tolist(), right):.4f}",
        f"{high.share:.3f}",
        f"{high.wrong} of {high.seen}",
    )


HEADS: Final = ("", "values", "right", "ECE", "share at 0.99", "wrong among them")
