"""Every figure of the line reader and of confidence, beside other engines on the same crops.

    .venv/bin/python -m benchmarks.reader --seed 9001

Prints tables in Markdown as they stand in docs/benchmarks.md, every share with its 95 % interval.
Values and pages are drawn with the fonts, words and damage kept for judging; `--set tune` draws
the others. Sizes are options, small by default; `--full` takes those that the goals ask for.
Real scans are read from the folders that are named; nothing else is looked for.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from benchmarks import machine
from benchmarks.figures import alone, curve, prose, readers, scans, sureness, values, zones
from benchmarks.figures.crops import LOCAL, Sample, Together, drawn, everyone, model_of
from benchmarks.figures.pages import LANGUAGES, LEVELS, Choice, filled, foreign
from benchmarks.figures.pages import prose as prose_of
from benchmarks.figures.pages import scans as pages_of
from benchmarks.pages import NUMBERS
from models.errors import EnvironmentProblem
from ocr.panel import Panel, open_panel

Options = argparse.Namespace
_FULL: Final = {"count": 60, "digits": 125, "forms": 10, "foreign": 10, "lines": 200, "prose": 5}


def main() -> None:
    options = _options()
    chosen = options.only.split(",") if options.only else list(SECTIONS)
    unknown = set(chosen) - set(SECTIONS)
    if unknown:
        raise SystemExit(f"no such section: {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    print(f"Machine: {machine.described()}.")
    print(f"Command: `python -m benchmarks.reader {' '.join(sys.argv[1:])}`.")
    print(f"Data: drawn for the purpose, set {options.which}, seed {options.seed}.")
    with tempfile.TemporaryDirectory(prefix="lontar-reader-") as name:
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
    parser.add_argument("--model", default="", help="the network to measure, if not the program's")
    parser.add_argument("--full", action="store_true", help=f"sizes of the goals: {_FULL}")
    parser.add_argument("--count", type=int, default=6, help="values a kind, language and level")
    parser.add_argument("--digits", type=int, default=8, help="numbers a kind, system and level")
    parser.add_argument("--forms", type=int, default=1, help="filled forms a form and level")
    parser.add_argument("--foreign", type=int, default=2, help="pages a language and level")
    parser.add_argument("--lines", type=int, default=20, help="lines of prose a language")
    parser.add_argument("--prose", type=int, default=1, help="pages of prose a language")
    parser.add_argument(
        "--real", type=_folder, action="append", default=[], metavar="LANG=DIR", help="pages"
    )
    parser.add_argument(
        "--crops", type=_folder, action="append", default=[], metavar="LANG=DIR", help="lines"
    )
    parser.add_argument(
        "--keyed", type=_folder, action="append", default=[], metavar="LANG=DIR", help="as FUNSD"
    )
    parser.add_argument("--log", type=Path, help="the log of training, for the curve")
    parser.add_argument("--svg", type=Path, help="where the curve is drawn")
    parser.add_argument("--languages", default=",".join(LANGUAGES), type=lambda t: t.split(","))
    options = parser.parse_args()
    if options.full:
        vars(options).update(_FULL)
    return options


def _choice(options: Options) -> Choice:
    return Choice(options.which, options.seed)


def _panel(options: Options) -> Panel:
    return Panel(everyone(Path(options.model)).values()) if options.model else open_panel()


def _tesseract() -> Mapping[str, readers.Reader]:
    return {f"Tesseract {readers.tesseract_version()}": readers.tesseract}


def _reader(options: Options, _folder: Path) -> str:
    engines = {"all engines": Together(_panel(options)), **everyone(model_of(options.model))}
    samples = list(drawn(options.languages, LEVELS, options.count, _choice(options)))
    ideal = alone.measured(samples, engines)
    samples = list(drawn(options.languages, LEVELS, options.count, _choice(options), bare=False))
    cut = alone.measured(samples, engines)
    return f"Cut ideally:\n\n{ideal}\n\nOn dots, rules and in boxes, cut as pages are:\n\n{cut}"


def _digits(options: Options, _folder: Path) -> str:
    samples: list[Sample] = []
    for language in options.languages:
        for local in (True, False) if language in LOCAL else (False,):
            samples += drawn(
                (language,),
                ("clean", "office"),
                options.digits,
                _choice(options),
                kinds=NUMBERS,
                local=local,
                bare=False,
            )
    found = sureness.digits(samples, _panel(options))
    return f"{found}\n\n{len(samples)} values, cut as pages are, read by all engines."


def _values(options: Options, folder: Path) -> str:
    choice = _choice(options)
    pages = [page for lv in LEVELS for page in filled(folder, lv, options.forms, choice)]
    known = values.measured(pages, _tesseract())
    print(f"Pages of the four forms that Lontar knows:\n\n{known}\n", flush=True)
    pages = [page for lv in LEVELS for page in foreign(folder, lv, options.foreign, choice)]
    return f"Pages of forms that it does not know:\n\n{values.measured(pages, _tesseract())}"


def _prose(options: Options, folder: Path) -> str:
    pages = list(prose_of(folder, "office", options.lines, options.prose, _choice(options)))
    return prose.measured(pages, _tesseract())


def _real(options: Options, _folder: Path) -> str:
    parts = []
    pages = [page for code, place in options.real for page in pages_of(place, code)]
    if pages:
        parts.append(prose.measured(pages, _tesseract()))
    samples = [one for code, place in options.crops for one in scans.lines(place, code)]
    samples += [one for code, place in options.keyed for one in scans.keyed(place, code)]
    if samples:
        parts.append(scans.measured(samples, everyone(model_of(options.model))))
    return "\n\n".join(parts) or "None named (--real, --crops, --keyed)."


def _accepted(options: Options, _folder: Path) -> str:
    samples = drawn(options.languages, LEVELS, options.count, _choice(options), bare=False)
    return sureness.measured(list(samples), _panel(options))


def _cost(options: Options, folder: Path) -> str:
    pages = list(filled(folder, "office", options.forms, _choice(options)))
    found = zones.measured(pages, _panel(options), folder)
    model = model_of(options.model)
    if not model.exists():
        return found
    samples = list(drawn(options.languages, ("office",), options.count, _choice(options)))
    return f"{found}\n\n{zones.batched(samples, model)}"


def _size(options: Options, _folder: Path) -> str:
    model = model_of(options.model)
    size = f"{model.stat().st_size / 1e6:.1f} MB" if model.exists() else "missing"
    listed = subprocess.run(("git", "ls-files", "-z"), check=True, capture_output=True, text=True)
    files = [Path(name) for name in listed.stdout.split("\0") if name]
    whole = sum(file.stat().st_size for file in files if file.exists()) / 1e6
    return f"The network: {size}. All files of the repository: {whole:.0f} MB in {len(files)}."


def _curve(options: Options, _folder: Path) -> str:
    if options.log is None:
        return "No log of training named (--log)."
    found = curve.points(options.log)
    if not found:
        raise EnvironmentProblem(f"{options.log} holds no judgement.")
    if options.svg is not None:
        options.svg.write_text(curve.drawn(found), "utf-8")
    return curve.told(found)


def _folder(text: str) -> tuple[str, Path]:
    language, _, folder = text.partition("=")
    if language not in LANGUAGES or not Path(folder).is_dir():
        raise argparse.ArgumentTypeError(f"LANGUAGE=FOLDER, such as tha=scans/; not {text!r}")
    return language, Path(folder)


SECTIONS: Final[Mapping[str, Callable[[Options, Path], str]]] = {
    "reader": _reader,
    "digits": _digits,
    "values": _values,
    "prose": _prose,
    "real": _real,
    "accepted": _accepted,
    "cost": _cost,
    "size": _size,
    "curve": _curve,
}
TITLES: Final[Mapping[str, str]] = {
    "reader": "The reader alone, on fonts it has not seen",
    "digits": "Digits, dates and numbers of identity",
    "values": "Printed values found exactly in the text of pages",
    "prose": "Characters wrong in prose",
    "real": "Real scans",
    "accepted": "What is accepted, and what that is worth",
    "cost": "What reading costs",
    "size": "Size",
    "curve": "What more training brings",
}

if __name__ == "__main__":
    main()
