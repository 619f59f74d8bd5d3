"""A table made of readings whose truth is known, and what held-out folds say of it."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from benchmarks.sureness.reads import Read
from benchmarks.sureness.sheets import FAMILIES
from ocr.calibration import fitting
from ocr.calibration.figures import accepted, calibration_error
from ocr.calibration.fitting import Row
from ocr.calibration.table import GROUPS, Bound, Table

_FOLDS: Final = 5
#: how far below what was seen claims stay; of numbers more is asked than of words
BOUNDS: Final = {
    "khmer": Bound(1.28),
    "thai": Bound(1.28),
    "latin": Bound(1.28),
    "numbers": Bound(1.64, strict=True),
    "other": Bound(1.64),
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
    """Values and their probabilities by tables that were fitted without their fold."""
    some = [r for r in reads if r.said]
    fold = APART[apart]
    found: list[tuple[Read, float]] = []
    for n in range(_FOLDS):
        mine = [r for r in some if fold(r) == n]
        rest = [r for r in some if fold(r) != n]
        if not mine or not rest:
            continue
        table = fitted(rest, version="", date="", command="", engines={})
        found += [(r, probability(table, r)) for r in mine]
    return [r for r, _ in found], [p for _, p in found]


def probability(table: Table, read: Read) -> float:
    """What a table says of a reading; 0 of none."""
    if not read.said:
        return 0.0
    return table.p(read.group, table.score(read.group, read.values), frozenset(read.agreeing))


def told(reads: Sequence[Read], p: Sequence[float]) -> list[tuple[str, ...]]:
    """Rows of a table of figures, for each language, for numbers, and for all."""
    parts = {
        **{code: [r.language == code for r in reads] for code in ("khm", "tha", "ind", "eng")},
        "numbers": [r.group == "numbers" for r in reads],
        "printed, clean and office": [r.level != "rough" and not r.hand for r in reads],
        "all": [True for _ in reads],
    }
    return [(name, *_figures(reads, p, which)) for name, which in parts.items()]


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
__all__ = ["APART", "BOUNDS", "GROUPS", "HEADS", "crossed", "fitted", "probability", "rows", "told"]
