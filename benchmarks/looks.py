"""Figures of `ocr.looks` and `ocr.upright`: which way up, which scripts, print or hand.

    .venv/bin/python -m benchmarks.looks pages --count 200
    .venv/bin/python -m benchmarks.looks scans DIR

`pages` draws random forms (fonts and words kept for judging), turns each by 0, 90, 180 or 270
degrees, and counts pages stood upright and values called printed, handwritten or empty rightly.
`scans` looks at real lines: DIR holds pictures of pages (or, with --lines, of single lines) of
one kind; each is looked at as it lies and upside down.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

import cv2
import numpy as np

from benchmarks.pages.form import foreign_form
from benchmarks.pages.page import Page
from extract.forms.levels import Level
from models.values import Box, CleanPage, Grey, Looks, PageImage
from ocr.crops import cut
from ocr.glimpse import glimpses
from ocr.hand import kinds_of
from ocr.light import flatten
from ocr.looks import Look, kind_of, look
from ocr.plane import box_through, grey_of
from ocr.sheet import ready
from ocr.straighten import guessed_dpi, straighten
from ocr.upright import turned_over

_LINE_DPI: Final = 300.0  # taken for pictures of single lines
LANGUAGES: Final = ("khm", "tha", "ind", "eng")
LEVELS: Final[tuple[Level, ...]] = ("clean", "office", "office", "rough")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("pages", "scans"))
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--set", default="judge", choices=("judge", "tune"), dest="which")
    parser.add_argument("--lines", action="store_true", help="each picture is one line")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    print(_scans(options) if options.what == "scans" else _pages(options))


def _pages(options: argparse.Namespace) -> str:
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    spent = 0.0
    for number in range(options.start, options.start + options.count):
        rng = Random(f"looks {options.which} {number}")
        language, level = LANGUAGES[number % 4], rng.choice(LEVELS)
        drawn = foreign_form(language, number, level, options.which, handwritten=0.4)
        quarters = rng.randrange(4)
        scan = np.ascontiguousarray(np.rot90(grey_of(drawn.image), quarters))
        upright = (drawn.truth["rotation"] + 90 * quarters) % 360
        began = time.process_time()
        page = straighten(PageImage(1, scan, float(drawn.dpi)))
        spent += time.process_time() - began
        counts[f"pages {language}"] += 1
        if page.rotation == upright:
            counts[f"upright {language}"] += 1
            counts.update(_values(page, drawn, scan, quarters))
        else:
            wrong.append(
                f"{language} {number} {level} {page.rotation}/{upright} {page.upright:.2f}"
            )
    rows = [f"{language}: {counts[f'upright {language}']} of {counts[f'pages {language}']} upright"
            for language in LANGUAGES]  # fmt: skip
    rows += [f"{key}: {value}" for key, value in sorted(counts.items()) if ">" in key]
    rows += [f"wrong: {one}" for one in wrong]
    return "\n".join([*rows, f"{spent / options.count:.2f} CPU-seconds a page"])


def _values(page: CleanPage, drawn: Page, scan: Grey, quarters: int) -> Iterator[str]:
    """true > said, for each value that no stamp touches: by itself, and with the others' help."""
    sheet = ready(page)
    to_clean = np.asarray(np.linalg.inv(page.to_scan), np.float64)
    height, width = drawn.truth["height"], drawn.truth["width"]
    values = [v for v in drawn.truth["values"] if v["text"] and not v.get("stamped")]
    boxes = [_turned(Box(*value["box"]), width, height, quarters) for value in values]
    looks = [look(cut(sheet, box_through(box, to_clean)).crops) for box in boxes]
    for value, alone, together in zip(values, map(kind_of, looks), kinds_of(looks), strict=True):
        true = Looks.HANDWRITTEN if value["handwritten"] else Looks.PRINTED
        yield f"alone {true} > {alone}"
        yield f"together {true} > {together}"


def _turned(box: Box, width: float, height: float, quarters: int) -> Box:
    """A box of a picture after np.rot90(picture, quarters)."""
    for _ in range(quarters):
        box = Box(box.y0, width - box.x1, box.y1, width - box.x0)
        width, height = height, width
    return box


def _scans(options: argparse.Namespace) -> str:
    looks: list[Look] = []
    turned: list[Look] = []
    for file in sorted(options.folder.iterdir()):
        read = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)
        if read is None:
            continue
        picture = np.asarray(read, np.uint8)
        crops = (flatten(picture, _LINE_DPI),) if options.lines else _lines(picture)
        looks += look(crops)
        turned += look(turned_over(crops))
    return _told(looks, turned)


def _lines(picture: Grey) -> Sequence[Grey]:
    page = straighten(PageImage(1, picture, guessed_dpi(picture)))
    return glimpses(page.grey, page.dpi)


def _told(looks: Sequence[Look], turned: Sequence[Look]) -> str:
    kinds: Counter[Any] = Counter(str(kind_of([one])) for one in looks)
    scripts: Counter[Any] = Counter(
        "+".join(s for s, share in zip(("khm", "tha", "latin"), one.scripts, strict=True)
                 if share >= 0.5) or "none" for one in looks
    )  # fmt: skip
    upright = sum(a.upright > b.upright for a, b in zip(looks, turned, strict=True))
    return (
        f"{len(looks)} lines: {upright} the right way up; scripts {dict(scripts)}; "
        f"looks {dict(kinds)}"
    )


if __name__ == "__main__":
    main()
