"""Forms that no definition describes: are their canonical fields found, and are they right?

Pages are drawn at random (`benchmarks.pages`) and read as the product reads them, with the shipped
forms known. A field is right when a form's label that names a field of the library gave that key,
and the value means what was written: the truth's own text is parsed as if read without a fault.
What is not told counts: values in tables, narratives, handwriting, fields of no library key.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from benchmarks.figures.tables import interval, table
from benchmarks.pages import Page, foreign_form
from extract.context import Context
from extract.kinds import parse_text
from extract.labels.canonical import code_of
from extract.library import field as library_field
from extract.text import clean, fold
from ingest.gather import records
from ingest.known import Known, known
from ingest.reads import read
from models.forms import FormField, Kind, Writing
from models.values import Box, FieldValue, PageImage
from ocr.panel import Panel, open_panel

_TRUTH: Final = Path(__file__).parent.parent / "pages" / "data" / "canonical.yaml"
_LEVELS: Final = ("clean", "office")
_FULL: Final = 10
_COUNTRY: Final = {"khm": "KHM", "tha": "THA", "ind": "IDN"}
_WHOLE_NAME: Final = "name_full"
_BEYOND: Final = ("narrative", "signature", "photo")  # the drawn pages have no truth of these
_NOWHERE: Final = Box(0, 0, 0, 0)

Told = tuple[str, str]  # key, and what the value means as text


@dataclass(frozen=True, slots=True)
class Cell:
    """What was found on the pages of a language and level."""

    right: int
    found: int
    wanted: int

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, self.found + self.wanted)


def figure(options: argparse.Namespace, folder: Path) -> str:
    """Precision, recall and F1 of canonical fields, by language and level."""
    count = _FULL if options.full else options.forms
    panel, forms = open_panel(), known(None, folder / "cache")
    rows, total = [], Cell(0, 0, 0)
    wrong: list[str] = []
    for level in _LEVELS:
        for language in options.languages:
            cell = Cell(0, 0, 0)
            for seed in range(options.seed, options.seed + count):
                page = foreign_form(language, seed, level, options.which)
                want, have = Counter(_wanted(page)), Counter(_found(page, panel, forms))
                hit = sum((want & have).values())
                cell = _sum(cell, Cell(hit, sum(have.values()), sum(want.values())))
                wrong += _wrong(f"{language} {level} {seed}", want, have)
            rows.append([language, level, *_shown(cell)])
            total = _sum(total, cell)
    rows.append(["all", "", *_shown(total)])
    head = ["forms in", "level", "right", "precision", "recall", "F1"]
    said = f"{table(head, rows)}\n\n{count} pages a language and level, read with all engines."
    return said + ("\n\n" + "\n".join(wrong) if options.wrong else "")


def _sum(a: Cell, b: Cell) -> Cell:
    return Cell(a.right + b.right, a.found + b.found, a.wanted + b.wanted)


def _shown(cell: Cell) -> list[str]:
    shares = [_share(cell.right, cell.found), _share(cell.right, cell.wanted)]
    return [str(cell.right), *shares, f"{cell.f1:.3f}"]


def _share(part: int, whole: int) -> str:
    low, high = interval(part, whole)
    return f"{part / whole:.3f} of {whole} ({low:.2f}-{high:.2f})" if whole else "-"


def _wrong(where: str, want: Counter[Told], have: Counter[Told]) -> Iterator[str]:
    for key, value in (want - have).elements():
        yield f"- {where}: missed {key} {value}"
    for key, value in (have - want).elements():
        yield f"- {where}: wrongly {key} {value}"


def _found(page: Page, panel: Panel, forms: Known) -> Iterator[Told]:
    """The fields that the product tells of a page."""
    done = read(PageImage(1, page.image, page.dpi), forms, panel)
    for record in records([done], forms.forms, provenance={}):
        for field in record.fields:
            key = _bare(field.key)
            canonical = key == _WHOLE_NAME or library_field(key) is not None
            if field.value is not None and canonical and key not in _BEYOND:
                yield key, _meaning_of(field)


def _bare(key: str) -> str:
    head, _, tail = key.rpartition("_")
    return head if tail.isdigit() else key


def _meaning_of(field: FieldValue) -> str:
    return _meaning(field.value, field.raw)


def _meaning(value: Any, raw: str) -> str:
    """A value in a form that can be compared: objects without what was written."""
    if isinstance(value, dict):
        value = {k: v for k, v in value.items() if k not in ("written", "era")}
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    return fold(str(value)) if value is not None else fold(raw)


def _wanted(page: Page) -> Iterator[Told]:
    """The canonical fields that were written on a page."""
    language = page.truth["language"]
    for item in page.truth["values"]:
        key = _key(item["label"], item["way"], language)
        if key and item["way"] != "table" and not item["handwritten"]:
            yield key, _truth(key, item["text"], language)
    for tick in page.truth["ticks"]:
        key = _key(tick["label"], "", language)
        if key and tick["state"] == "filled":
            own = library_field(key)
            yield key, fold(code_of(tick["word"], own.vocabulary if own else "") or tick["word"])


def _key(label: str, way: str, language: str) -> str:
    if way == "running" and label == "on" and language == "eng":
        return ""  # "Born in … on" and "Received from … on" alike
    return _labels("running" if way == "running" else "labels").get(label, "")


@lru_cache(maxsize=2)
def _labels(part: str) -> dict[str, str]:
    said = yaml.safe_load(_TRUTH.read_text("utf-8"))[part]
    return {label: key for key, labels in said.items() for label in labels}


def _truth(key: str, text: str, language: str) -> str:
    """What a text means in a field, by the product's own parsers: reading is measured here."""
    own = library_field(key)
    kind = own.kind if own is not None else Kind.NAME
    if kind in (Kind.CHOICE, Kind.MULTI, Kind.TABLE):
        kind = Kind.NAME if key == "guardian" else Kind.TEXT
    field = FormField(
        key=key,
        kind=kind,
        labels={},
        page=1,
        label_zone=_NOWHERE,
        zone=_NOWHERE,
        writing=Writing.DOTS,
        languages=(language, "eng"),
        country=_COUNTRY.get(language, ""),
        vocabulary=own.vocabulary if own is not None else "",
    )
    today = date.today()  # noqa: DTZ011 - the day where the office is
    around = Context(languages=field.languages, country=field.country, latest=today)
    return _meaning(parse_text(clean(text), field, around).value, text)
