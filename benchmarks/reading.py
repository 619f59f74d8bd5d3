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
from pathlib import Path
from typing import Final

from benchmarks import machine
from benchmarks.figures import cost, hand, memory, orientation, readers, values
from benchmarks.figures import prose as cer
from benchmarks.figures.pages import LANGUAGES, LEVELS, Choice, filled, foreign, prose, scans
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
    parser.add_argument("--foreign", type=int, default=2, help="pages a language and level")
    parser.add_argument("--lines", type=int, default=20, help="lines of prose a language")
    parser.add_argument("--prose", type=int, default=2, help="pages of prose a language")
    parser.add_argument("--real", type=_real, action="append", default=[], metavar="LANG=DIR")
    parser.add_argument("--orientation", type=int, default=48, help="pages to turn upright")
    parser.add_argument("--crops", type=int, default=24, help="crops a language and level")
    parser.add_argument("--pages", type=int, default=200, help="pages read for memory")
    parser.add_argument("--ocrmypdf", default="ocrmypdf", help="its program, if not on PATH")
    return parser.parse_args()


def _choice(options: Options) -> Choice:
    return Choice(options.which, options.seed)


def _others(options: Options) -> Mapping[str, Reader]:
    """Whom we stand beside."""
    found: dict[str, Reader] = {f"Tesseract {readers.tesseract_version()}": readers.tesseract}
    missing = readers.missing_for_ocrmypdf(options.ocrmypdf)
    if missing:
        print(f"Without OCRmyPDF: {', '.join(missing)} not installed.\n")
        return found
    version = readers.ocrmypdf_version(options.ocrmypdf)
    return found | {f"OCRmyPDF {version}": readers.ocrmypdf(options.ocrmypdf)}


def _values(options: Options, folder: Path) -> str:
    choice, others = _choice(options), _others(options)
    ours = [page for lv in LEVELS for page in filled(folder, lv, options.forms, choice)]
    theirs = [page for lv in LEVELS for page in foreign(folder, lv, options.foreign, choice)]
    known = values.measured(ours, others)
    print(f"Pages of the four forms that Lontar knows:\n\n{known}\n", flush=True)
    return f"Pages of forms that it does not know:\n\n{values.measured(theirs, others)}"


def _cer(options: Options, folder: Path) -> str:
    pages = list(prose(folder, "office", options.lines, options.prose, _choice(options)))
    for language, place in options.real:
        pages += scans(place, language)
    return cer.measured(pages, _others(options))


def _orientation(options: Options, _folder: Path) -> str:
    return orientation.measured(options.orientation, _choice(options))


def _hand(options: Options, _folder: Path) -> str:
    return hand.measured(options.crops, _choice(options))


def _cost(options: Options, folder: Path) -> str:
    choice = _choice(options)
    pages = [*filled(folder, "office", options.forms, choice)]
    pages += foreign(folder, "office", options.foreign, choice)
    return cost.measured(pages, folder)


def _memory(options: Options, folder: Path) -> str:
    choice = _choice(options)
    pages = [*filled(folder, "office", 2, choice), *foreign(folder, "office", 2, choice)]
    return memory.measured([page.path for page in pages], options.pages)


def _real(text: str) -> tuple[str, Path]:
    language, _, folder = text.partition("=")
    if language not in LANGUAGES or not Path(folder).is_dir():
        raise argparse.ArgumentTypeError(f"LANGUAGE=FOLDER, such as tha=scans/; not {text!r}")
    return language, Path(folder)


SECTIONS: Final[Mapping[str, Callable[[Options, Path], str]]] = {
    "values": _values,
    "cer": _cer,
    "orientation": _orientation,
    "hand": _hand,
    "cost": _cost,
    "memory": _memory,
}
TITLES: Final[Mapping[str, str]] = {
    "values": "Printed values found exactly",
    "cer": "Character error rate",
    "orientation": "Which way up",
    "hand": "Printed, handwritten, empty",
    "cost": "CPU-seconds a page",
    "memory": "Memory of one worker",
}

if __name__ == "__main__":
    main()
