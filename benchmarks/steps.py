"""What each step of cleaning does to what is read: values exact with it and without it.

    .venv/bin/python -m benchmarks.steps FOLDER…

FOLDER holds pages of `lontar forms fill --format png` with their truth. Every page is read by
Tesseract, once with all steps and once without each step that was taken: as a page of a form that
is known (by its zones) and as one that is not (by its lines). Prints a table in Markdown.

With `--hurt` the pages (of level clean, best) are damaged first, in one way after the other, and
read as pages of no known form with the step that is for it, and without.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image

from ingest.known import Known, known
from models.forms import Writing
from models.values import Grey, PageImage
from ocr.clean import Cleaned, clean
from ocr.crops import cut
from ocr.engines.tesseract import read_lines
from ocr.plane import box_through
from ocr.sheet import ready
from ocr.text import read_page
from tests.ocr import damage

_LANGUAGES: Final = {
    "id": ("ind", "eng"),
    "kh": ("khm", "eng"),
    "th": ("tha", "eng"),
    "ph": ("eng",),
}
_ASLANT: Final = ((0.06, 0.05), (0.93, 0.03), (0.97, 0.95), (0.02, 0.97))
_KEYSTONE: Final = ((0.0, 0.0), (1.0, 0.04), (1.0, 0.96), (0.0, 1.0))
#: Damage, and the step that is for it.
_HURT: Final[dict[str, tuple[str, Callable[[Grey], Any]]]] = {
    "red stamps": ("stamps", lambda page: _stamped(page, damage.RED)),
    "blue stamps": ("stamps", lambda page: _stamped(page, damage.BLUE)),
    "photograph": ("corners", lambda page: damage.on_desk(page, _ASLANT)[0]),
    "aslant, no edges": ("lines", lambda page: damage.on_desk(page, _KEYSTONE, desk=255)[0]),
    "reverse side 0.3": ("bleed", lambda page: damage.shone_through(page, page[::-1], 0.3)),
    "reverse side 0.5": ("bleed", lambda page: damage.shone_through(page, page[::-1], 0.5)),
    "specks 0.4 %": ("speckle", lambda page: damage.peppered(page, 0.004)),
    "specks of 2 pixels": ("speckle", lambda page: damage.peppered(page, 0.002, 2)),
    "ink at 0.2": ("faint", lambda page: damage.noisy(damage.faded(page, 0.2), 1.5)),
    "screen of dots": ("screens", lambda page: damage.screened(page, 215, 5)),
    "hard shadow": ("light", damage.shaded),
}
_ALL: Final[frozenset[str]] = frozenset()


@dataclass(slots=True)
class Score:
    """Pages on which a step was taken, values on them, exact ones with it and without."""

    pages: int = 0
    values: int = 0
    with_it: int = 0
    without: int = 0
    worse: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--way", default="form,text", help="known forms, unknown forms")
    parser.add_argument("--hurt", action="store_true", help="damage the pages first")
    parser.add_argument("--only", default=";".join(_HURT), help="damage, by semicolons")
    options = parser.parse_args()
    if options.hurt:
        paths = [path for folder in options.folders for path in sorted(folder.glob("*.png"))]
        _hurt(paths, options.only.split(";"))
        return
    with tempfile.TemporaryDirectory() as cache:
        forms = known(None, Path(cache))
        for way in options.way.split(","):
            scores: dict[str, Score] = defaultdict(Score)
            for folder in options.folders:
                for path in sorted(folder.glob("*.png")):
                    _compare(path, way, forms, scores)
            print(f"\n{way}\n\n| step | pages | values | exact with | exact without |")
            print("| --- | --- | --- | --- | --- |")
            for name, score in sorted(scores.items()):
                print(
                    f"| {name} | {score.pages} | {score.values} | {score.with_it} "
                    f"| {score.without} |",
                    flush=True,
                )
                for line in score.worse:
                    print(f"    {line}")


def _hurt(paths: list[Path], only: list[str]) -> None:
    print("| damage | step | values | exact before it | with the step | without | pages taken |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    pages = [_page(path) for path in paths]
    whole = [
        len(_read(page, truth, "text", None, values, _ALL)[1]) for page, truth, values in pages
    ]
    for name in only:
        step, hurt = _HURT[name]
        taken = with_it = without = 0
        for page, truth, values in pages:
            grey = np.asarray(Image.fromarray(page.image).convert("L"))
            harmed = PageImage(1, hurt(grey), page.dpi)
            steps, exact = _read(harmed, truth, "text", None, values, _ALL)
            taken += step in steps
            with_it += len(exact)
            skip = frozenset({step})
            without += len(_read(harmed, truth, "text", None, values, skip)[1])
        total = sum(len(values) for _, _, values in pages)
        print(
            f"| {name} | {step} | {total} | {sum(whole)} | {with_it} | {without} "
            f"| {taken} of {len(pages)} |",
            flush=True,
        )


def _stamped(page: Grey, ink: tuple[int, int, int]) -> Any:
    """Four stamps down the page, where the values are."""
    colour = damage.coloured(page)
    for number in range(4):
        at = (
            round(page.shape[1] * (0.35 + 0.1 * number)),
            round(page.shape[0] * (0.2 + 0.18 * number)),
        )
        colour = damage.stamped(colour, at, round(page.shape[1] * 0.08), ink)
    return damage.noisy(colour, 2.0)


def _compare(path: Path, way: str, forms: Known, scores: dict[str, Score]) -> None:
    page, truth, values = _page(path)
    steps, exact = _read(page, truth, way, forms, values, _ALL)
    _add(scores["(all pages)"], exact, exact, values, "")
    for step in steps:
        _, without = _read(page, truth, way, forms, values, frozenset({step}))
        _add(scores[step], exact, without, values, path.name)


def _page(path: Path) -> tuple[PageImage, Mapping[str, Any], Mapping[str, str]]:
    """A page upright, its truth, and the values that were printed on it."""
    truth = json.loads(path.with_suffix(".json").read_text())
    # Which way up is another question, answered by reading; here it would cost most of the time.
    image = np.ascontiguousarray(np.rot90(_opened(path), -truth["rotation"] // 90))
    page = PageImage(1, image, float(truth["dpi"]))
    values = {
        item["key"]: item["text"]
        for item in truth["fields"]
        if item["text"] and not item["handwritten"] and "ticks" not in item
    }
    return page, truth, values


def _opened(path: Path) -> Any:
    picture = Image.open(path)
    return np.asarray(picture.convert("L") if picture.mode == "1" else picture)


def _add(
    score: Score, exact: set[str], without: set[str], values: Mapping[str, str], name: str
) -> None:
    score.pages += 1
    score.values += len(values)
    score.with_it += len(exact)
    score.without += len(without)
    if len(exact) < len(without):
        score.worse.append(f"{name}: {len(exact)} < {len(without)}")


def _read(  # noqa: PLR0917
    page: PageImage,
    truth: Mapping[str, Any],
    way: str,
    forms: Known | None,
    values: Mapping[str, str],
    skip: frozenset[str],
) -> tuple[list[str], set[str]]:
    """The steps taken, and the keys of the values that were read exactly."""
    languages = _LANGUAGES[truth["form"][:2]]
    if forms is not None and way == "form":
        cleaned = clean(page, forms.matcher, skip=skip)
        read = _by_zones(cleaned, forms, languages) if cleaned.match else {}
        exact = {key for key, text in values.items() if plain(read.get(key, "")) == plain(text)}
    else:
        cleaned = clean(page, skip=skip)
        whole = plain(" ".join(line.text for line in read_page(cleaned.page, languages)))
        exact = {key for key, text in values.items() if plain(text) in whole}
    return [step.name for step in cleaned.page.steps], exact


def _by_zones(cleaned: Cleaned, forms: Known, languages: tuple[str, ...]) -> dict[str, str]:
    assert cleaned.match is not None
    form = forms.forms[(cleaned.match.form, cleaned.match.version)]
    sheet = ready(cleaned.page, cleaned.blank)
    crops, keys = [], []
    for item in form.fields:
        if item.page != cleaned.match.page or item.writing in {Writing.TICKS, Writing.TABLE}:
            continue
        zone = box_through(item.zone, cleaned.match.to_clean)
        for crop in cut(sheet, zone, item.rows, boxed=item.writing is Writing.BOXES).crops:
            crops.append(crop)
            keys.append(item.key)
    read: dict[str, str] = defaultdict(str)
    for key, reading in zip(keys, read_lines(crops, languages), strict=True):
        read[key] += " " + reading.text
    return read


def plain(text: str) -> str:
    """Without spaces and zero-width characters, in normal form."""
    kept = [c for c in unicodedata.normalize("NFC", text) if not c.isspace()]
    return "".join(c for c in kept if c not in "\u200b\u200c\u200d")


if __name__ == "__main__":
    main()
