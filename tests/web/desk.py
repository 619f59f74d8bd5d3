"""A drawn form on a reviewer's desk: a real definition, a drawn page, and a reading of it.

The readings are made from what was drawn, with the doubts that a test asks for; nothing is run
through an engine, so that the tests of the pages do not wait for one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from api.passwords import hash_password
from api.state import AppState
from extract.context import Context
from extract.forms.fill.filling import FilledForm, fill
from extract.forms.load import load_forms
from extract.kinds import parse_text
from extract.routing import routed
from extract.standing import BY_P, Standing
from ingest.pictures import webp
from ingest.storage import image_key, original_key
from models.database import new_id
from models.forms import Form, FormField, Kind
from models.repositories import batches, documents, offices, records, results
from models.values import (
    Box,
    FieldStatus,
    FieldValue,
    Line,
    MarkState,
    Outcome,
    Problem,
    Quality,
    Reading,
    ReadPage,
    Record,
    RecordState,
    Source,
)

PASSWORD = "four words make one"
FORM = "kh_ncct_short"
_QUALITY = Quality(0.2, 0.9, 0.9, 0.05, blank=False, low_resolution=False)


@dataclass(frozen=True)
class Doubt:
    """How a field was misread: its text (or ticks) and why it is doubted."""

    raw: str
    why: str
    p: float = 0.6
    value: Any = None
    others: tuple[str, ...] = ()  # what further readers read


@lru_cache(maxsize=1)
def forms() -> tuple[Form, ...]:
    return load_forms()


@lru_cache(maxsize=8)
def drawn(form_id: str = FORM, seed: int = 7, level: str = "clean") -> FilledForm:
    form = next(f for f in forms() if f.id == form_id)
    return next(iter(fill(form, n=1, seed=seed, level=level)))  # type: ignore[arg-type]


def truth(form_id: str, key: str, seed: int = 7) -> dict[str, Any]:
    """What was drawn for a field; its box is in pixels of the drawn page."""
    for page in drawn(form_id, seed).pages:
        for field in page.truth["fields"]:
            if field["key"] == key:
                return dict(field)
    raise KeyError(key)


@lru_cache(maxsize=1)
def _password_hash() -> str:
    return hash_password(PASSWORD)


def add_people(state: AppState, office: str, *names: str, role: str = "reviewer") -> str:
    """People of an office who sign in with PASSWORD; the office's id."""
    with state.database.write() as session:
        office_id = offices.office_named(session, office, create=True).id
        for name in names:
            offices.add_person(session, office_id, name, role, _password_hash())
    return office_id


def add_record(
    state: AppState,
    office_id: str,
    doubts: Mapping[str, Doubt],
    *,
    form_id: str = FORM,
    seed: int = 7,
    name: str = "scan-0001.pdf",
    turned: int = 0,
    extra: bytes = b"",
    standing: Standing = BY_P,
) -> str:
    """A document that was read into one record; the record's id.

    `turned` puts the paper into the scanner so that it must be turned by so many degrees
    clockwise to stand upright (0 or 180).
    """
    outcome, pictures = _read(form_id, seed, doubts, turned, standing)
    content = b"%PDF-1.4 drawn " + new_id().encode() + extra
    source = Source(hashlib.sha256(content).hexdigest(), "application/pdf", len(content))
    _put(state, original_key(office_id, source.sha256), content)
    with state.database.write() as session:
        batch = batches.create(session, office_id, "Cabinet 3", "person:dara")
        document_id = documents.accept(session, batch, source, name, "person:dara").document.id
    keys = {n: image_key(office_id, document_id, "drawn", n) for n in pictures}
    for number, picture in pictures.items():
        _put(state, keys[number], picture)
    with state.database.write() as session:
        document = documents.claim(session, document_id, lease_seconds=60)
        assert document is not None
        results.keep(session, document, outcome, pipeline="drawn", image_keys=keys)
    with state.database.read() as session:
        found = records.of_document(session, document_id)
        return found[0].id if found else document_id


def _put(state: AppState, key: str, content: bytes) -> None:
    path = Path(state.settings.data) / f"put-{new_id()}"
    path.write_bytes(content)
    state.store.put(key, path, hashlib.sha256(content).hexdigest())
    path.unlink()


def _read(
    form_id: str, seed: int, doubts: Mapping[str, Doubt], turned: int, standing: Standing
) -> tuple[Outcome, dict[int, bytes]]:
    form = next(f for f in forms() if f.id == form_id)
    pages, fields, pictures = [], [], {}
    for page in drawn(form_id, seed).pages:
        height, width = page.image.shape[:2]
        image = np.ascontiguousarray(page.image[::-1, ::-1]) if turned else page.image
        pictures[page.number] = webp(image, quality=60)
        lines = []
        for said in page.truth["fields"]:
            box = _box(said["box"], width, height, turned)
            field = _field(form.field(said["key"]), said, doubts, box, page.number)
            fields.append(field)
            if said["text"] and box:
                lines.append(Line(said["text"], box, 0.9))
        pages.append(
            ReadPage(
                page.number,
                width,
                height,
                200.0,
                turned,
                _QUALITY,
                tuple(lines),
                form.id,
                form.version,
                page.number,
                0.97,
                form_residual=0.2,
            )
        )
    state = RecordState.NEEDS_REVIEW if doubts else RecordState.FINISHED
    numbers = tuple(page.number for page in pages)
    record = Record(
        form.id, form.version, state, tuple(fields), numbers, {"program": "lontar test"}
    )
    return Outcome(tuple(pages), (), (routed(record, standing),)), pictures


def _box(box: list[float] | None, width: int, height: int, turned: int) -> Box | None:
    if box is None:
        return None
    x0, y0, x1, y1 = box
    return Box(width - x1, height - y1, width - x0, height - y0) if turned else Box(*box)


def _field(
    field: FormField,
    said: Mapping[str, Any],
    doubts: Mapping[str, Doubt],
    box: Box | None,
    page: int,
) -> FieldValue:
    raw, value = _meaning(field, said)
    doubt = doubts.get(field.key)
    status = FieldStatus.EMPTY if said["empty"] else FieldStatus.ACCEPTED
    problems: tuple[Problem, ...] = ()
    p = 0.97
    if doubt is not None:
        raw, value, p = doubt.raw, doubt.value, doubt.p
        if value is None and raw and field.kind not in (Kind.CHOICE, Kind.MULTI):
            value = _parsed(field, raw)
        status, problems = FieldStatus.REVIEW, (Problem("test", doubt.why),)
    heard = [raw, *(doubt.others if doubt else ())]
    names = ("tesseract", "smart-kh", "khmer-ocm")
    each = tuple(Reading(n, field.languages, t, p) for n, t in zip(names, heard, strict=False))
    reading = Reading("vote", field.languages, raw, p, (), each) if len(each) > 1 else each[0]
    return FieldValue(
        key=field.key,
        kind=field.kind.value,
        raw=raw,
        value=value,
        p=p,
        status=status,
        page=page,
        box=box,
        problems=problems,
        source="zone",
        readings=(reading,) if raw else (),
    )


def _meaning(field: FormField, said: Mapping[str, Any]) -> tuple[str, Any]:
    if field.kind in (Kind.CHOICE, Kind.MULTI):
        codes = [t["code"] for t in said["ticks"] if t["state"] == MarkState.FILLED]
        words = "; ".join(next(iter(o.words.values())) for o in field.options if o.code in codes)
        one = codes[0] if codes else None
        return words, (codes or None) if field.kind is Kind.MULTI else one
    if field.kind is Kind.SIGNATURE:
        return "", bool(said["value"])
    if field.kind is Kind.TABLE:
        return "", None
    return said["text"], _parsed(field, said["text"]) if said["text"] else None


def _parsed(field: FormField, raw: str) -> Any:
    return parse_text(raw, field, Context(field.languages, "", latest=date(2026, 1, 1))).value
