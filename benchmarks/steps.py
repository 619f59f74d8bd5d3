"""What each step of cleaning does to what is read: values exact with it and without it.

    .venv/bin/python -m benchmarks.steps FOLDER…

FOLDER holds pages of `lontar forms fill --format png` with their truth. Every page is read by
Tesseract, once with all steps and once without each step that was taken: as a page of a form that
is known (by its zones) and as one that is not (by its lines). Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image

from ingest.known import Known, known
from models.forms import Writing
from models.values import PageImage
from ocr.clean import Cleaned, clean
from ocr.crops import cut
from ocr.engines.tesseract import read_lines
from ocr.plane import box_through
from ocr.sheet import ready
from ocr.text import read_page

_LANGUAGES: Final = {
    "id": ("ind", "eng"),
    "kh": ("khm", "eng"),
    "th": ("tha", "eng"),
    "ph": ("eng",),
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
    options = parser.parse_args()
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


def _compare(path: Path, way: str, forms: Known, scores: dict[str, Score]) -> None:
    truth = json.loads(path.with_suffix(".json").read_text())
    # Which way up is another question, answered by reading; here it would cost most of the time.
    image = np.ascontiguousarray(np.rot90(_opened(path), -truth["rotation"] // 90))
    page = PageImage(1, image, float(truth["dpi"]))
    values = {
        item["key"]: item["text"]
        for item in truth["fields"]
        if item["text"] and not item["handwritten"] and "ticks" not in item
    }
    steps, exact = _read(page, truth, way, forms, values, _ALL)
    _add(scores["(all pages)"], exact, exact, values, "")
    for step in steps:
        _, without = _read(page, truth, way, forms, values, frozenset({step}))
        _add(scores[step], exact, without, values, path.name)


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
    forms: Known,
    values: Mapping[str, str],
    skip: frozenset[str],
) -> tuple[list[str], set[str]]:
    """The steps taken, and the keys of the values that were read exactly."""
    languages = _LANGUAGES[truth["form"][:2]]
    if way == "form":
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
