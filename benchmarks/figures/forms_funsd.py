"""Foreign forms: pairs of key and value in scans of FUNSD, beside the obvious way to get them.

The folder has `images/` and `gt/*.json` with `key_values`: key, value and their boxes in pixels of
the picture. Nothing of Lontar was fitted to these forms. The rival is plain Tesseract (page
segmentation 3, English): words that stand close in a line are one text, what ends with a colon is
a key, and its value is the nearest text to the right of it, else the nearest below.

A pair is right when its key and its value are read as they stand there (letters and digits alone
compared); "nearly" allows one letter in five to differ. Each pair of the truth counts once.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image
from rapidfuzz import fuzz

from benchmarks.figures.tables import interval, table
from extract.pairs import pairs
from extract.text import fold
from ingest.unknown import level
from models.languages import ENGINE_LANGUAGES
from models.values import Box, Grey, PageImage
from ocr.clean import clean
from ocr.drawn import drawn
from ocr.engines.tesseract import read_whole
from ocr.enlarge import enlarged
from ocr.panel import Panel, open_panel
from ocr.script import languages_on
from ocr.sheet import ready
from ocr.text import read_page

_NEARLY: Final = 80.0  # likeness of key and of value, 0..100
_QUESTION: Final = ("question", "answer")
_JOINED: Final = 1.2  # heights: a gap between words of one text
_FAR: Final = 12.0  # heights: no value stands further to the right
_UNDER: Final = 3.0

Told = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Count:
    """Pairs that are right, that were found, and that stand there."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    def plus(self, right: int, found: int, wanted: int) -> Count:
        return Count(self.right + right, self.found + found, self.wanted + wanted)


def figure(options: argparse.Namespace, folder: Path) -> str:
    """Precision, recall and F1 of pairs; a sentence where no folder was named."""
    if options.funsd is None:
        return "Not measured: `--funsd DIR` names a folder with FUNSD's forms."
    panel = open_panel()
    ways: Mapping[str, Callable[[Grey], list[Told]]] = {
        "Lontar": lambda picture: ours(picture, panel),
        "Tesseract, nearest neighbour": plain,
    }
    counts: dict[tuple[str, str, bool], Count] = {}
    files = sorted((options.funsd / "gt").glob("*.json"))
    for path in files:
        truth = json.loads(path.read_text("utf-8"))
        picture = np.asarray(Image.open(options.funsd / truth["image"]).convert("L"))
        for way, tell in ways.items():
            told = tell(picture)
            for part in ("question to answer", "all links"):
                want = list(_wanted(truth, part))
                for near in (False, True):
                    count = counts.get((part, way, near), Count())
                    counts[(part, way, near)] = count.plus(
                        _matched(told, want, near=near), len(told), len(want)
                    )
    rows = [
        [part, way, "nearly" if near else "exactly", *_shown(count)]
        for (part, way, near), count in counts.items()
    ]
    head = ["pairs", "read by", "text right", "right", "precision", "recall", "F1"]
    return f"{table(head, rows)}\n\n{len(files)} forms."


def _shown(count: Count) -> list[str]:
    f1 = 2 * count.right / max(1, count.found + count.wanted)
    shares = [_share(count.right, count.found), _share(count.right, count.wanted)]
    return [str(count.right), *shares, f"{f1:.3f}"]


def _share(part: int, whole: int) -> str:
    low, high = interval(part, whole)
    return f"{part / whole:.3f} of {whole} ({low:.2f}-{high:.2f})" if whole else "-"


def _wanted(truth: Mapping[str, Any], part: str) -> Iterator[Told]:
    for pair in truth["key_values"]:
        asked = (pair["key_label"], pair["value_label"]) == _QUESTION
        told = fold(pair["key"]), fold(pair["value"])
        if (asked or part == "all links") and all(told):
            yield told


def _matched(told: Sequence[Told], want: Sequence[Told], *, near: bool) -> int:
    """How many pairs of the truth were told, the likest first, each told pair used once."""
    least = _NEARLY if near else 100.0
    scored = [
        (like, i, j)
        for i, one in enumerate(told)
        for j, other in enumerate(want)
        if (like := min(fuzz.ratio(a, b) for a, b in zip(one, other, strict=True))) >= least
    ]
    used: tuple[set[int], set[int]] = set(), set()
    for _, i, j in sorted(scored, reverse=True):
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
    return len(used[0])


def ours(picture: Grey, panel: Panel) -> list[Told]:
    """The pairs that Lontar tells of a page, as (key, value) folded."""
    page = enlarged(clean(PageImage(1, picture, 0.0)).page)
    sheet = ready(page)
    lines = read_page(page, languages_on(page, ENGINE_LANGUAGES), sheet, panel)
    made = pairs(level(lines, page), drawn(sheet))
    return [(fold(p.key), fold(p.value)) for p in made if p.value]


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    box: Box


def plain(picture: Grey) -> list[Told]:
    """The pairs that Tesseract's words and the nearest neighbour give."""
    lines = read_whole(picture, ("eng",))
    texts = _texts([(word.text, word.box) for line in lines for word in line.words])
    keys = [one for one in texts if one.text.endswith(":")]
    made = []
    for key in keys:
        rest = [one for one in texts if one is not key and one not in keys]
        value = _right(key, rest) or _below(key, rest)
        if value is not None:
            made.append((fold(key.text), fold(value.text)))
    return [told for told in made if all(told)]


def _texts(words: Sequence[tuple[str, Box]]) -> list[_Text]:
    """Words side by side joined where they stand close; a colon ends a text."""
    found: list[_Text] = []
    for text, box in words:
        last = found[-1] if found else None
        row = last is not None and abs(last.box.y0 - box.y0) < 0.6 * box.height
        if (
            last is not None
            and row
            and not last.text.endswith(":")
            and 0 <= box.x0 - last.box.x1 < _JOINED * box.height
        ):
            whole = Box(last.box.x0, min(last.box.y0, box.y0), box.x1, max(last.box.y1, box.y1))
            found[-1] = replace(last, text=f"{last.text} {text}", box=whole)
        else:
            found.append(_Text(text, box))
    return found


def _right(key: _Text, rest: Sequence[_Text]) -> _Text | None:
    a = key.box
    near = [
        one
        for one in rest
        if min(a.y1, one.box.y1) - max(a.y0, one.box.y0) > 0.5 * min(a.height, one.box.height)
        and 0 <= one.box.x0 - a.x1 < _FAR * a.height
    ]
    return min(near, key=lambda one: one.box.x0, default=None)


def _below(key: _Text, rest: Sequence[_Text]) -> _Text | None:
    a = key.box
    near = [
        one
        for one in rest
        if min(a.x1, one.box.x1) > max(a.x0, one.box.x0)
        and 0 <= one.box.y0 - a.y1 < _UNDER * a.height
    ]
    return min(near, key=lambda one: one.box.y0, default=None)
