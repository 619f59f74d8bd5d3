"""Fits the tables of marks on drawn sheets of the set `tune`; says how they do on left-out folds.

    .venv/bin/python -m benchmarks.marks --sheets 40 --seed 100 --out ocr/marks

Needs no network and no data but what is drawn; writes boxes.yaml and words.yaml into `--out`.
"""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path

from benchmarks.figures.marks_drawn import rows
from extract.forms.levels import Level
from ocr.marks import facts, words
from ocr.marks.fitting import Row, fitted
from ocr.marks.table import written

_SHARES: tuple[tuple[Level, float], ...] = (("clean", 0.25), ("office", 0.75), ("rough", 1.0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=40, help="rough ones; fewer of the others")
    parser.add_argument("--seed", type=int, default=100)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    boxes: list[Row] = []
    chosen: list[Row] = []
    for level, share in _SHARES:
        seeds = range(options.seed, options.seed + max(1, round(share * options.sheets)))
        some, more = rows(level, seeds, "tune")
        boxes += some
        chosen += more
        print(f"{level}: {len(some)} boxes, {len(more)} words", file=sys.stderr, flush=True)
    command = f"python -m benchmarks.marks --sheets {options.sheets} --seed {options.seed}"
    for name, names, found in (("boxes", facts.NAMES, boxes), ("words", words.NAMES, chosen)):
        table = fitted(
            found,
            names,
            date=datetime.datetime.now(datetime.UTC).date().isoformat(),
            source="drawn sheets of marks, set tune",
            command=command,
        )
        (options.out / f"{name}.yaml").write_text(written(table), "utf-8")
        steps = ", ".join(f"{s.right:.0f} of {s.seen:.0f}" for s in table.ladder)
        print(f"{name}: {steps}", file=sys.stderr)


if __name__ == "__main__":
    main()
