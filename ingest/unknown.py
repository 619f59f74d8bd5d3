"""Pages that no definition describes: canonical fields by their labels, as a record to look at.

Nothing of it is ever accepted without a person: `no_definition` stands on every field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from extract.confidence import weigh
from extract.doubts import doubt
from extract.labels.canonical import Named, named
from extract.pairs import Pair, pairs
from extract.text import fold
from ingest.joined import gravest
from ingest.planes import on_scan
from ingest.zones import Zone
from models.forms import Form, FormField, FormPage
from models.values import (
    CleanPage,
    FieldStatus,
    FieldValue,
    KeyValue,
    Line,
    Matrix,
    Reading,
    Record,
    RecordState,
)
from ocr import agree
from ocr.drawn import drawn
from ocr.plane import box_through
from ocr.sheet import Sheet

#: fields that a page must name, each once, to be more than prose with a word or two of forms
_LEAST: Final = 3
#: fields that tell one person's form from the next one's
_TELLING: Final = ("case_code", "national_id", "dob", "name_full", "name_family_local")
_DOUBT: Final = "no_definition"


@dataclass(frozen=True, slots=True)
class Answer:
    """A field of a page that nobody defined, and what its place holds."""

    field: FormField
    zone: Zone


@dataclass(frozen=True, slots=True)
class Unknown:
    """What the labels of a page tell: its pairs (boxes in scan pixels), its canonical fields."""

    pairs: tuple[KeyValue, ...] = ()
    answers: tuple[Answer, ...] = ()


NOTHING: Final = Unknown()


def told(page: CleanPage, sheet: Sheet, lines: Sequence[Line], languages: Sequence[str]) -> Unknown:
    """What the lines of a page (scan pixels) say by their labels. `sheet`: the page, made ready."""
    made = pairs(level(lines, page), drawn(sheet))
    found = named(made, languages, page.number)
    answers = tuple(Answer(one.field, _zone(one, lines, page)) for one in found)
    return Unknown(tuple(_key_values(made, page)), answers)


def level(lines: Sequence[Line], page: CleanPage) -> list[Line]:
    """Lines of the scan as they lie on the clean page, which is upright and straight: boxes in its
    pixels."""
    to_clean: Matrix = np.asarray(np.linalg.inv(page.to_scan), np.float64)
    return [
        replace(
            line,
            box=box_through(line.box, to_clean),
            words=tuple(replace(w, box=box_through(w.box, to_clean)) for w in line.words),
        )
        for line in lines
    ]


def _key_values(made: Sequence[Pair], page: CleanPage) -> Iterator[KeyValue]:
    for pair in made:
        if pair.value and pair.value_box is not None:
            key_box, value_box = (on_scan(box, page) for box in (pair.key_box, pair.value_box))
            field = pair.known.key if pair.known is not None else ""
            yield KeyValue(pair.key, pair.value, key_box, value_box, field)


def _zone(one: Named, lines: Sequence[Line], page: CleanPage) -> Zone:
    box = on_scan(one.pair.value_box or one.pair.key_box, page)
    if one.field.options:
        marks = {
            option.code: ticked.tick.mark
            for option, ticked in zip(one.field.options, one.pair.options, strict=True)
        }
        return Zone(box, True, marks=marks)
    return Zone(box, True, (_reading(one.pair, lines),))


def _reading(pair: Pair, lines: Sequence[Line]) -> Reading:
    """A value as a reading, with those engines that read these very words."""
    mine = [lines[n] for n in pair.lines]
    whole = len(mine) == 1 and fold(mine[0].text) == fold(pair.value)
    heard = [reading for line in mine for reading in line.candidates]
    several = len({reading.engine for reading in heard}) > 1
    said = [r for r in heard if fold(pair.value) in fold(r.text)] if several else []
    sure = mine[0].sureness if whole else None
    return Reading(
        engine=agree.NAME if several or not heard else heard[0].engine,
        languages=(),
        text=pair.value,
        confidence=min((line.confidence for line in mine), default=0.0),
        candidates=tuple(replace(reading, text=pair.value, words=()) for reading in said),
        agreement=max(0, len(said) - 1) / max(1, len(heard) - 1) if several else None,
        looks=gravest(line.looks for line in mine),
        sureness=sure,
    )


def forms_of(
    pages: Sequence[tuple[int, Sequence[Answer]]],
) -> Iterator[tuple[Form, Mapping[int, Mapping[str, Zone]]]]:
    """Forms made of what pages (number, answers) tell, each with its zones by page and key.

    Pages go on with one form until one names another person. A form without enough fields is
    none: the page is prose.
    """
    for run in _runs(pages):
        fields: list[FormField] = []
        zones: dict[int, dict[str, Zone]] = {number: {} for number, _ in run}
        for number, answers in run:
            for answer in answers:
                key = _free(answer, number, fields, zones)
                if key:
                    fields.append(replace(answer.field, key=key))
                    zones[number][key] = answer.zone
        if len({_bare(f.key) for f in fields}) >= _LEAST:
            yield _form(fields, [number for number, _ in run]), zones


def _runs(
    pages: Sequence[tuple[int, Sequence[Answer]]],
) -> list[list[tuple[int, Sequence[Answer]]]]:
    runs: list[list[tuple[int, Sequence[Answer]]]] = []
    for number, answers in pages:
        here = _person(answers)
        before = _person([a for _, found in runs[-1] for a in found]) if runs else {}
        other = sum(key in before and before[key] != here[key] for key in here)
        same = sum(before.get(key) == here[key] for key in here)
        if runs and not (other > 1 and other > same):
            runs[-1].append((number, answers))
        else:
            runs.append([(number, answers)])
    return runs


def _person(answers: Sequence[Answer]) -> dict[str, str]:
    """What tells whose form a page is: the first value of each field that does."""
    found: dict[str, str] = {}
    for answer in answers:
        if answer.field.key in _TELLING and answer.zone.readings:
            found.setdefault(answer.field.key, fold(answer.zone.readings[0].text))
    return found


def _free(
    answer: Answer,
    number: int,
    fields: Sequence[FormField],
    zones: Mapping[int, Mapping[str, Zone]],
) -> str:
    """A key for an answer: its own, or with a number where the form asks for it again.

    "" where the same answer stands there already.
    """
    key, count = answer.field.key, 1
    taken = {f.key for f in fields}
    said = _said(answer.zone)
    while key in taken:
        if any(key in held and _said(held[key]) == said for held in zones.values()):
            return ""
        count += 1
        key = f"{answer.field.key}_{count}"
    return key


def _said(zone: Zone) -> str:
    filled = sorted(f"{code} {mark.state}" for code, mark in zone.marks.items())
    return fold(" ".join(reading.text for reading in zone.readings)) + " ".join(filled)


def _bare(key: str) -> str:
    head, _, tail = key.rpartition("_")
    return head if tail.isdigit() else key


def _form(fields: Sequence[FormField], numbers: Sequence[int]) -> Form:
    return Form(
        id="",
        version="",
        status="unknown",
        titles={},
        languages=("en",),
        country=next((f.country for f in fields if f.country), ""),
        pages=tuple(FormPage(number, 0.0, 0.0, "") for number in numbers),
        fields=tuple(fields),
        captions=(),
    )


def doubted(record: Record) -> Record:
    """The record as a person must see it: every value is doubted, and none is finished.

    Fields with no value are left out: a label with nothing beside it says nothing.
    """
    kept = tuple(_doubted(field) for field in record.fields if field.value is not None or field.raw)
    return replace(record, fields=kept, state=RecordState.NEEDS_REVIEW)


def _doubted(field: FieldValue) -> FieldValue:
    p = weigh(field.p, [_DOUBT])
    return replace(field, p=p, status=FieldStatus.REVIEW, problems=(*field.problems, doubt(_DOUBT)))
