"""Every figure of reading, beside plain Tesseract and OCRmyPDF on the same pages.

    .venv/bin/python -m benchmarks.reading --seed 9001

Prints tables in Markdown as they stand in docs/benchmarks.md. Pages are drawn for the purpose,
with the fonts, texts and damage kept for judging; `--set tune` draws the others. Real scans with
their text are read from the folders named with `--real LANGUAGE=FOLDER`. `--only` names sections.
OCRmyPDF is measured where it is installed and left out, with a word, where it is not.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping
from itertools import chain
from pathlib import Path
from typing import Final

from benchmarks import machine
from benchmarks.figures import cost, memory, readers, values
from benchmarks.figures.pages import LEVELS, Page, filled
from benchmarks.figures.readers import Reader

Options = argparse.Namespace


def main() -> None:
    options = _options()
    chosen = options.only.split(",") if options.only else list(SECTIONS)
    unknown = set(chosen) - set(SECTIONS)
    if unknown:
        raise SystemExit(f"no such section: {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    print(f"Machine: {machine.described()}.")
    print(f"Command: `python -m benchmarks.reading {' '.join(sys.argv[1:])}`.")
    with tempfile.TemporaryDirectory(prefix="lontar-reading-") as name:
        for section in chosen:
            folder = Path(name) / section
            folder.mkdir()
            print(f"\n### {TITLES[section]}\n")
            print(SECTIONS[section](options, folder), flush=True)


def _options() -> Options:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help=f"sections, by commas: {','.join(SECTIONS)}")
    parser.add_argument("--set", default="judge", choices=("judge", "tune"), dest="which")
    parser.add_argument("--seed", type=int, default=9001)
    parser.add_argument("--forms", type=int, default=2, help="filled forms a form and level")
    parser.add_argument("--pages", type=int, default=200, help="pages read for memory")
    parser.add_argument("--ocrmypdf", default="ocrmypdf", help="its program, if not on PATH")
    return parser.parse_args()


def _others(options: Options) -> Mapping[str, Reader]:
    """Whom we stand beside."""
    found: dict[str, Reader] = {f"Tesseract {readers.tesseract_version()}": readers.tesseract}
    missing = readers.missing_for_ocrmypdf(options.ocrmypdf)
    if missing:
        print(f"Without OCRmyPDF: {', '.join(missing)} not installed.\n")
        return found
    version = readers.ocrmypdf_version(options.ocrmypdf)
    return found | {f"OCRmyPDF {version}": readers.ocrmypdf(options.ocrmypdf)}


def _filled(options: Options, folder: Path) -> list[Page]:
    made = (filled(folder, level, options.forms, options.seed) for level in LEVELS)
    return list(chain.from_iterable(made))


def _values(options: Options, folder: Path) -> str:
    return values.measured(_filled(options, folder), _others(options))


def _cost(options: Options, folder: Path) -> str:
    return cost.measured(list(filled(folder, "office", options.forms, options.seed)))


def _memory(options: Options, folder: Path) -> str:
    pages = list(filled(folder, "office", 2, options.seed))
    return memory.measured([page.path for page in pages], options.pages)


SECTIONS: Final[Mapping[str, Callable[[Options, Path], str]]] = {
    "values": _values,
    "cost": _cost,
    "memory": _memory,
}
TITLES: Final[Mapping[str, str]] = {
    "values": "Printed values found exactly",
    "cost": "CPU-seconds a page",
    "memory": "Memory of one worker",
}

if __name__ == "__main__":
    main()
