"""Real crops of single lines whose text somebody typed, from folders that are not ours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from benchmarks.figures.crops import Sample, asked
from benchmarks.figures.edits import edits
from benchmarks.figures.matching import bare
from benchmarks.figures.pages import scans
from benchmarks.figures.tables import share, table
from models.values import Grey
from ocr import light
from ocr.engines import Engine

_LINE_DPI: Final = 200.0  # taken for pictures that are one line
_TALL: Final = 1.6  # times as high as its key, a value is no single line
_MARGIN: Final = 2  # pixels around a box that somebody drew


def lines(folder: Path, language: str) -> Iterator[Sample]:
    """Pictures of one line each with their text beside them, `NAME.txt`."""
    for page in scans(folder, language):
        grey = light.flatten(_grey(page.path), _LINE_DPI)
        yield Sample(grey, page.text.strip(), language, folder.name, "")


def keyed(folder: Path, language: str) -> Iterator[Sample]:
    """Values of forms in the layout of FUNSD as pairs of keys and values: `gt/NAME.json` with
    `key_values`, each with `value`, `value_box` and `key_box` (x0, y0, x1, y1 in pixels of
    `images/NAME.png`). Values of several lines are left out."""
    for told in sorted((folder / "gt").glob("*.json")):
        grey = _grey(folder / "images" / f"{told.stem}.png")
        for item in json.loads(told.read_text("utf-8"))["key_values"]:
            x0, y0, x1, y1 = (int(v) for v in item["value_box"])
            key = item["key_box"]
            if not item["value"].strip() or y1 - y0 > _TALL * max(8, key[3] - key[1]):
                continue
            crop = grey[max(0, y0 - _MARGIN) : y1 + _MARGIN, max(0, x0 - _MARGIN) : x1 + _MARGIN]
            if crop.size:
                yield Sample(crop, item["value"], language, folder.name, "")


def measured(samples: Sequence[Sample], engines: Mapping[str, Engine]) -> str:
    """One row a folder: CER in percent without blanks and punctuation, and lines read exactly."""
    rows = []
    for name in dict.fromkeys(sample.kind for sample in samples):
        mine = [sample for sample in samples if sample.kind == name]
        cells = []
        for engine in engines.values():
            readings = asked(engine, mine).readings
            pairs = [(m.text, r.text) for m, r in zip(mine, readings, strict=True) if r is not None]
            right = sum(bare(true) == bare(said) for true, said in pairs)
            cells.append(
                f"{100 * edits(pairs, bare).rate:.1f}; {share(right, len(pairs))}" if pairs else "-"
            )
        length = sum(len(bare(sample.text)) for sample in mine)
        rows.append((f"{name}, {mine[0].language}", str(len(mine)), str(length), *cells))
    return table(("CER, %; lines exact", "n", "characters", *engines), rows)


def _grey(path: Path) -> Grey:
    return np.asarray(Image.open(path).convert("L"))
