"""Filled forms read by the whole product, each field beside what was printed in it."""

from __future__ import annotations

import argparse
import json
import resource
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.figures.matching import canonical
from benchmarks.figures.pages import LEVELS
from benchmarks.truth import plain
from extract.forms.fill import fill
from extract.forms.fill.save import save
from extract.forms.load import load_forms
from ingest.pipeline import process
from ingest.settings import load
from models.languages import ENGINE_LANGUAGE
from models.values import FieldStatus, FieldValue, Record

#: Kinds whose value is what is written, letter by letter.
WORDS: Final = ("text", "longtext", "name")
#: Kinds that are no writing: `forms_marks` counts them.
MARKS: Final = ("choice", "multi", "signature", "photo")

Truth = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """A field, or a cell of a table, with its truth: `given` None where its field was not read.

    `cell` is (row, column) in a table's field, which `status` and `p` are those of.
    """

    form: str
    language: str
    level: str
    key: str
    kind: str
    true: Truth
    given: FieldValue | None
    cell: tuple[int, str] | None = None

    @property
    def printed(self) -> bool:
        """Machine-printed with no stamp over it."""
        return not self.true.get("handwritten") and not self.true.get("stamped")

    @property
    def status(self) -> FieldStatus:
        return self.given.status if self.given else FieldStatus.REVIEW

    @property
    def taken(self) -> bool:
        """No person would see it."""
        return self.status not in (FieldStatus.REVIEW, FieldStatus.ILLEGIBLE)

    @property
    def right(self) -> bool:
        """Typed and normalised, it is what was printed."""
        if self.given is None:
            return False
        value, raw = self.given.value, self.given.raw
        if self.cell is not None:
            row, column = self.cell
            rows = value if isinstance(value, list) else []
            value = rows[row].get(column) if row < len(rows) else None
            raw = str(value)
        if self.status is FieldStatus.NOT_APPLICABLE and value is None:
            return canonical(raw) == canonical(self.true["text"])  # "none" was written
        return same(self.kind, value, raw, self.true)


def same(kind: str, value: Any, raw: str, true: Truth) -> bool:
    """Whether a value means what was printed. Words count letter by letter (`canonical`)."""
    wanted = true["value"]
    if true.get("empty") or wanted in (None, [], ""):
        return value in (None, [], "", False)
    if kind in WORDS and not (isinstance(wanted, str) and wanted != true["text"]):
        return value is not None and canonical(raw) == canonical(true["text"])
    if kind in ("choice", "multi"):
        return _chosen(value, true)
    if kind == "place" and not any(level.get("code") for level in wanted):
        # of a country without a gazetteer here: what was written is all there is
        return value is not None and canonical(raw) == canonical(true["text"])
    return bool(plain(value) == plain(wanted))


def _chosen(value: Any, true: Truth) -> bool:
    written = next((t["text"] for t in true.get("ticks", ()) if t.get("text")), "")
    if isinstance(value, Mapping):
        codes = value.get("codes", value.get("code"))
        return codes == true["value"] and canonical(value.get("other", "")) == canonical(written)
    return bool(value == true["value"]) and not written


@dataclass(frozen=True, slots=True, eq=False)
class Filed:
    """One filled form: what it came to, and the CPU-seconds all its pages took."""

    form: str
    language: str
    level: str
    path: Path
    pages: int
    items: tuple[Item, ...]
    known: bool  # recognised as that form, all pages in one record
    cpu: float


_KEPT: dict[tuple[object, ...], tuple[Filed, ...]] = {}


def read_forms(options: argparse.Namespace, folder: Path) -> tuple[Filed, ...]:
    """`options.forms` filled forms of each definition and level, drawn and read once a run."""
    asked = (options.which, options.seed, options.forms, tuple(options.languages))
    if asked not in _KEPT:
        _KEPT[asked] = tuple(_read(options, folder))
    return _KEPT[asked]


def _read(options: argparse.Namespace, folder: Path) -> Iterator[Filed]:
    settings = load(data=folder / "data")
    for form in load_forms():
        language = ENGINE_LANGUAGE[form.languages[0]]
        if language not in options.languages:
            continue
        for level in LEVELS:
            made = fill(form, n=options.forms, seed=options.seed, level=level, which=options.which)
            for one in made:
                (path,) = save(one, folder, "pdf")
                before = _spent()
                outcome = process(path, "application/pdf", settings, scratch=folder)
                cpu = _spent() - before
                found = [
                    r for r in outcome.records if (r.form, r.version) == (form.id, form.version)
                ]
                items = tuple(_items(form.id, language, level, _truth(path), found))
                known = len(found) == 1 and len(found[0].pages) == len(form.pages)
                pages = len(form.pages)
                yield Filed(form.id, language, level, path, pages, items, known, cpu)
                path.unlink()


def _spent() -> float:
    """CPU-seconds of this process and of the children it has waited for."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def _truth(path: Path) -> list[Truth]:
    beside = sorted(path.parent.glob(f"{path.stem}-p*.json"))
    return [field for file in beside for field in json.loads(file.read_text("utf-8"))["fields"]]


def _items(
    form: str, language: str, level: str, truth: Sequence[Truth], records: Sequence[Record]
) -> Iterator[Item]:
    """Fields in several records count as read where any record read them: a page lost its case,
    not its values."""
    given: dict[str, FieldValue] = {}
    for record in records:
        for field in record.fields:
            missing = any(p.code == "page_missing" for p in field.problems)
            if field.key not in given or not missing:
                given[field.key] = field
    for true in truth:
        key, kind = str(true["key"]), str(true["kind"])
        told = str(true.get("language") or language)
        if kind != "table":
            yield Item(form, told, level, key, kind, true, given.get(key))
            continue
        shared = {name: true.get(name) for name in ("handwritten", "stamped")}
        for number, row in enumerate(true.get("rows", ())):
            for column, cell in row.items():
                spoken = str(cell.get("language") or told)
                yield Item(
                    form,
                    spoken,
                    level,
                    key,
                    str(cell["kind"]),
                    {**cell, **shared},
                    given.get(key),
                    (number, column),
                )
