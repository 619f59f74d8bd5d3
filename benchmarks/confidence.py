"""How far `lontar`'s confidences can be believed: draws values, fits the table, judges it.

    .venv/bin/python -m benchmarks.confidence draw  --work DIR --set tune --sheets 40
    .venv/bin/python -m benchmarks.confidence fit   --work DIR
    .venv/bin/python -m benchmarks.confidence judge --work DIR
    .venv/bin/python -m benchmarks.confidence refit --work DIR   # fit, then judge, and the pictures

`draw` adds sheets of values to DIR/tune or DIR/judge (those that are there stay). `fit` reads
DIR/tune with the engines of this checkout and writes ocr/calibration/table.yaml; its folds keep
fonts, words and damage apart. `judge` reads DIR/judge, which nothing is ever fitted on, prints the
tables of docs/confidence.md and draws its pictures. What other engines than our own have said is
remembered in DIR/memory.sqlite, so that a new network costs its own readings alone. `--fonts` is a
folder of npm packages with the families of @fontsource that belong to no set (sureness/sheets.py).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import cv2

from benchmarks.figures.tables import table
from benchmarks.sureness import charts, fits, reads, sheets, store
from benchmarks.sureness.cached import Memory
from benchmarks.sureness.reads import Read
from extract.forms.levels import Level
from ocr.calibration.figures import accepted
from ocr.calibration.table import SHIPPED, Table, load, written
from ocr.engines import registry

_ROOT: Final = Path(__file__).parents[1]
_PICTURES: Final = _ROOT / "docs" / "pictures"
_PAGE: Final = _ROOT / "docs" / "confidence.md"
_MEASURED: Final = (
    "<!-- measured: written by `python -m benchmarks.confidence refit` -->",
    "<!-- end -->",
)
_LEVELS: Final[dict[str, tuple[Level, ...]]] = {
    "tune": ("office", "clean", "office", "rough", "clean", "office", "clean", "office", "clean",
             "office"),
    "judge": ("office", "clean", "office", "clean", "office", "rough", "clean", "office", "clean",
              "office"),
}  # fmt: skip
_DIGITS: Final = 0.6
_SURE: Final = 0.99


def main() -> None:
    options = _options()
    cv2.setNumThreads(1)
    work: dict[str, Callable[[argparse.Namespace], object]] = {
        "draw": _draw,
        "fit": _fit,
        "judge": _judge,
        "refit": _refit,
    }
    work[options.what](options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("draw", "fit", "judge", "refit"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--set", default="tune", choices=("tune", "judge"), dest="which")
    parser.add_argument("--sheets", type=int, default=10, help="a language")
    parser.add_argument("--start", type=int, default=0, help="number of the first sheet")
    parser.add_argument("--fonts", type=Path, default=None)
    parser.add_argument("--minutes", type=float, default=0.0, help="stop reading a set after")
    parser.add_argument("--again", action="store_true", help="fit and judge what was read before")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="the table that is written")
    return parser.parse_args()


def _draw(options: argparse.Namespace) -> None:
    folder = options.work / options.which
    folder.mkdir(parents=True, exist_ok=True)
    levels = _LEVELS[options.which]
    for seed in range(options.start, options.start + options.sheets):
        for language in sheets.LANGUAGES:
            file = folder / f"{seed:03d}-{language}.jsonl"
            if not file.exists():
                mix = sheets.Mix(digits=_DIGITS)
                level = levels[seed % len(levels)]
                drawn = sheets.samples(
                    language, 5000 + seed, level, options.which, mix, fonts=options.fonts
                )
                store.keep(drawn, file)


def _fit(options: argparse.Namespace) -> str:
    """Writes the table; what folds of the set that it is made of say, as a table."""
    found = _read(options, "tune")
    versions = {e.name: e.version for e in registry.available() if e.ready}
    now = datetime.now(UTC)
    made = fits.fitted(
        found,
        version=f"{now:%Y-%m-%d.%H%M}",
        date=f"{now:%Y-%m-%d}",
        command="python -m benchmarks.confidence fit",
        engines=versions,
    )
    options.out.write_text(written(made), "utf-8")
    rows, short = [], []
    for apart in fits.APART:
        some, p = fits.crossed(found, apart)
        told = fits.told(some, p)
        rows += [(f"{apart}: {row[0]}", *row[1:]) for row in told]
        short += [(f"{apart} kept apart", *row[1:]) for row in told if row[0] == "all"]
    print(f"Fitted on {len(found)} values; folds that keep apart:\n\n{table(fits.HEADS, rows)}\n")
    return table(fits.HEADS, short)


def _judge(options: argparse.Namespace, folds: str = "") -> None:
    found = _read(options, "judge")
    asked = load(options.out)
    told = judged(found, asked)
    if folds:
        said = "The set `tune` itself, by weights and ladders that had not seen the fold:"
        told += f"\n{said}\n\n{folds}\n"
    print(told)
    print("\n".join(_wrong(found, asked)))
    if options.out == SHIPPED:
        charts.draw(found, asked, _PICTURES)
        _into_page(told)


def _refit(options: argparse.Namespace) -> None:
    folds = _fit(options)
    load.cache_clear()
    _judge(options, folds)


def judged(found: list[Read], asked: Table) -> str:
    """The measured part of docs/confidence.md."""
    p = [fits.probability(asked, read) for read in found]
    numbers = [(r, q) for r, q in zip(found, p, strict=True) if r.kind in sheets.DIGIT_KINDS]
    sure = [r for r, q in numbers if q >= _SURE]
    wrong = sum(not r.right for r in sure)
    levels = [("claimed at least", "share of printed values, clean and office", "wrong among them")]
    printed = [(r, q) for r, q in zip(found, p, strict=True) if r.level != "rough" and not r.hand]
    for least in (0.99, 0.97, 0.95, 0.9, 0.8):
        high = accepted([q for _, q in printed], [r.right for r, _ in printed], least)
        levels.append((f"{least}", f"{high.share:.3f}", f"{high.wrong} of {high.seen}"))
    engines = ", ".join(f"{name} {version}" for name, version in asked.engines.items())
    return f"""
## Measured
Table {asked.version} ({engines}),
made of {asked.samples["readings"]} readings, judged on {len(found)} values of the set `judge`,
which nothing was fitted on. ECE is the expected calibration error over 15 bins.

{table(fits.HEADS, fits.told(found, p))}

{table(levels[0], levels[1:])}

Digit strings, dates, IDs and codes of every level: {len(numbers)}, {len(sure)} of them claimed
at {_SURE} or more, {wrong} of these wrong.

Claimed probability and share that was right, a dot for each bin, as large as it has values:

![Reliability diagrams by language](pictures/confidence-reliability.svg)

Share accepted and share of it wrong, from the surest on; the dot is where {_SURE} is claimed:

![Risk and coverage by language](pictures/confidence-coverage.svg)
"""


def _wrong(found: list[Read], asked: Table) -> Iterator[str]:
    """Every value that was wrong above 0.99: to look at, not to be kept."""
    for r in found:
        if not r.right and fits.probability(asked, r) >= _SURE:
            yield f"{r.language} {r.level} {r.kind} {r.face}: “{r.text}” read “{r.said}”"


def _into_page(told: str) -> None:
    start, end = _MEASURED
    before, rest = _PAGE.read_text("utf-8").split(start)
    after = rest.split(end)[1]
    _PAGE.write_text(f"{before}{start}{told}{end}{after}", "utf-8")


def _read(options: argparse.Namespace, which: str) -> list[Read]:
    """The values of a set as they are read now, or as they were read last."""
    file = options.work / f"{which}.reads"
    if options.again and file.exists():
        return reads.kept_reads(file)
    began, memory = time.monotonic(), Memory(options.work / "memory.sqlite")
    coming = reads.read_folder(options.work / which, memory, off=which == "tune")

    def some() -> Iterator[Read]:
        for read in coming:
            yield read
            if options.minutes and time.monotonic() - began > 60 * options.minutes:
                return

    found = reads.keep(some(), file)
    print(
        f"{len(found)} values of {which} read in {time.monotonic() - began:.0f} s.", file=sys.stderr
    )
    return found


if __name__ == "__main__":
    main()
