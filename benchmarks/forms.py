"""Every figure of forms: which form, where its zones lie, marks, values, unknown forms, cost.

    .venv/bin/python -m benchmarks.forms --seed 9001

Prints tables in Markdown as they stand in docs/benchmarks.md, every share with its 95 % interval.
Forms are filled and pages drawn with the fonts, words and damage kept for judging; `--set tune`
draws the others. Sizes are options, small by default; `--full` takes those that the goals ask for.
Real scans are read from the folders that are named; nothing else is looked for.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks import machine
from benchmarks.figures.pages import LANGUAGES

#: section -> title; each is the module `benchmarks.figures.forms_<section>`
SECTIONS: Final = {
    "values": "Values of known forms, typed and normalised",
    "accepted": "Accepted without a person, and wrong among these",
    "identify": "Which form, version and page",
    "zones": "Where the zones lie",
    "marks": "Marks",
    "unknown": "Forms that nobody has defined",
    "funsd": "Keys and values of foreign forms",
    "routing": "Probabilities of fields, and thresholds learnt from reviewed records",
    "draft": "What is found on a blank that nobody has defined",
    "cost": "What a known form costs",
}
_FULL: Final = 10


def main() -> None:
    options = _options()
    chosen = options.only.split(",") if options.only else list(SECTIONS)
    if unknown := set(chosen) - set(SECTIONS):
        raise SystemExit(f"no such section: {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    print(f"Machine: {machine.described()}.")
    print(f"Command: `python -m benchmarks.forms {' '.join(sys.argv[1:])}`.")
    print(f"Data: drawn for the purpose, set {options.which}, seed {options.seed}.")
    with tempfile.TemporaryDirectory(prefix="lontar-forms-") as name:
        for section in chosen:
            folder = Path(name) / section
            folder.mkdir()
            module = importlib.import_module(f"benchmarks.figures.forms_{section}")
            print(f"\n### {SECTIONS[section]}\n")
            print(module.figure(options, folder), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help=f"sections, by commas: {','.join(SECTIONS)}")
    parser.add_argument("--set", default="judge", choices=("judge", "tune"), dest="which")
    parser.add_argument("--seed", type=int, default=9001)
    parser.add_argument("--forms", type=int, default=1, help="filled forms a definition and level")
    parser.add_argument("--full", action="store_true", help=f"{_FULL} forms, and all sizes alike")
    parser.add_argument("--languages", default=",".join(LANGUAGES), type=lambda t: t.split(","))
    parser.add_argument("--wrong", action="store_true", help="list the values that were wrong")
    parser.add_argument("--funsd", type=Path, help="folder with images/ and gt/ of FUNSD")
    parser.add_argument("--checkbox", type=Path, help="folder with images/ and labels/ (YOLO)")
    parser.add_argument("--omr", type=Path, action="append", default=[], help="hand-ticked scans")
    parser.add_argument("--truth", type=Path, help="the states of those boxes (docs/marks.md)")
    options = parser.parse_args()
    if options.full:
        options.forms = _FULL
    return options


if __name__ == "__main__":
    main()
