"""Drawn values as the product reads them: with what their field is expected to hold, or without."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, Final

from benchmarks.sureness.cached import Memory, Remembered, looked
from benchmarks.sureness.sheets import Sample
from benchmarks.sureness.store import kept
from extract.forms.load import load_forms
from ingest.expected import expectation_of
from models.expectations import Expectation
from models.forms import Form, FormField, Kind, Writing
from models.values import Box
from ocr import reader
from ocr.calibration.chosen import agreeing
from ocr.calibration.facts import facts_of, key
from ocr.engines import registry
from ocr.panel import Panel

_EXPECTED: Final = 0.6  # of the values are read as what their field holds
_OFF: Final = 0.12  # of the sheets are read without our own reader, as if it were switched off
_ALONG: Final = 24  # crops that are read together, about a page of values
_COUNTRY: Final = {"khm": "KHM", "tha": "THA", "ind": "IDN", "eng": "PHL"}
_FIELD: Final = {
    "id": (Kind.NATIONAL_ID, "national_id"),
    "digits": (Kind.NATIONAL_ID, "national_id"),
    "phone": (Kind.PHONE, "phone"),
    "age": (Kind.NUMBER, "age"),
    "number": (Kind.NUMBER, "count"),
    "date": (Kind.DATE, "dob"),
    "short_date": (Kind.DATE, "form_date"),
    "code": (Kind.CASE_CODE, "case_code"),
    "name": (Kind.NAME, "name_local"),
    "latin": (Kind.NAME, "name_latin"),
    "place": (Kind.PLACE, "address"),
    "town": (Kind.TEXT, "birth_place"),
    "dest_country": (Kind.TEXT, "dest_country"),
}
_NOWHERE: Final = Box(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Read:
    """A value as it was read: what it is, the facts of its reading, and whether it is right.

    `said` is what was read; it stays in the cache of whoever measures.
    """

    group: str
    values: tuple[float, ...]
    right: bool
    agreeing: tuple[str, ...]
    text: str
    said: str
    language: str
    kind: str
    level: str
    face: str
    word: str
    damage: tuple[str, ...]
    hand: bool
    expected: str
    p: float
    off: bool


def panel(memory: Memory, off: Sequence[str] = ()) -> Panel:
    """The product's engines; all but our own remember."""
    return Panel(
        engine if engine.name == "lontar" else Remembered(engine, memory)
        for engine in registry.engines(off)
    )


def read_folder(
    folder: Path, memory: Memory, most: int | None = None, *, off: bool = False
) -> Iterator[Read]:
    """Every value of the files of a folder, in their order; of `most` files where that is given.

    `off`: some sheets are read without our own reader, so that its absence is measured too.
    """
    for number, file in enumerate(sorted(folder.glob("*.jsonl"))[:most]):
        samples = list(kept(file))
        without = off and Random(file.name).random() < _OFF
        for start in range(0, len(samples), _ALONG):
            part = samples[start : start + _ALONG]
            yield from read(part, memory, f"{number} {start}", without=without)


def read(
    samples: Sequence[Sample], memory: Memory, seed: str, *, without: bool = False
) -> Iterator[Read]:
    """These values, read together as a page's are."""
    rng = Random(f"expected {seed}")
    wanted = [_expectation(s) if rng.random() < _EXPECTED else None for s in samples]
    looks = looked([sample.crop for sample in samples], memory)
    tasks = [
        reader.Task(s.crop, _languages(s), look, e)
        for s, look, e in zip(samples, looks, wanted, strict=True)
    ]
    readings = reader.read_tasks(tasks, panel(memory, ("lontar",) if without else ()))
    for sample, reading in zip(samples, readings, strict=True):
        sure = reading.sureness
        facts = facts_of(reading, sample.crop)
        yield Read(
            group=sure.group if sure else facts.group,
            values=tuple(v for _, v in sure.facts) if sure else facts.values,
            right=key(reading.text) == key(sample.text),
            agreeing=tuple(sorted(agreeing(reading))),
            text=sample.text,
            said=reading.text,
            expected=reading.expected.verdict.value if reading.expected else "",
            p=reading.confidence,
            off=without,
            **{
                name: getattr(sample, name)
                for name in ("language", "kind", "level", "face", "word", "damage", "hand")
            },
        )


def keep(reads: Iterable[Read], file: Path) -> list[Read]:
    """Write them down, a line of JSON each, and hand them on."""
    rows = []
    with file.open("w", encoding="utf-8") as out:
        for row in reads:
            out.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
            rows.append(row)
    return rows


def kept_reads(file: Path) -> list[Read]:
    """What `keep` wrote."""
    return [_row(json.loads(line)) for line in file.read_text("utf-8").splitlines()]


def _row(row: dict[str, Any]) -> Read:
    lists = {name: tuple(row[name]) for name in ("values", "agreeing", "damage")}
    return Read(**(row | lists))


def _languages(sample: Sample) -> tuple[str, ...]:
    return tuple(dict.fromkeys((sample.language, "eng")))


def _expectation(sample: Sample) -> Expectation | None:
    if sample.kind not in _FIELD:
        return None
    kind, name = _FIELD[sample.kind]
    field = FormField(
        name, kind, {}, 1, _NOWHERE, _NOWHERE, Writing.DOTS, _languages(sample),
        country=_COUNTRY[sample.language],
    )  # fmt: skip
    return expectation_of(_form(sample.language), field)


@lru_cache(maxsize=4)
def _form(language: str) -> Form:
    """A form of that country, whichever: what a field may hold depends on its country."""
    checks = ("case_code_pattern",) if language == "ind" else ()
    return replace(load_forms()[0], country=_COUNTRY[language], checks=checks)
