"""Rows of an office with very many records, made as fast as a database takes them.

What stands in them is made up (`extract.forms.fill`): four languages in turn, eight fields a
record, one page of text each; `WAITING` of them wait for a person with three doubted fields, the
others are finished. Rows that are derived from these (single fields that wait, the index of the
search) are made afterwards by the product's own rebuilding.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any, Final

from extract.forms.fill.people import Person, some_person
from extract.forms.fill.places import place_value

WAITING: Final = 0.2
FIELDS: Final = 8
PER_BATCH: Final = 5000
PIPELINE: Final = "3"
OFFICE: Final = sha256(b"office").hexdigest()[:32]
FORMS: Final = {
    "khm": "kh_ncct_short",
    "tha": "th_mdt_screening",
    "ind": "id_uptd_ppa",
    "eng": "ph_dswd_intake_referral",
}
_BEGAN: Final = datetime(2024, 1, 1)  # noqa: DTZ001 - the database keeps naive UTC
_PEOPLE: Final = 3000  # different people a language; their numbers and days are drawn anew
_STORY: Final = {
    "khm": "បានទៅធ្វើការដោយគ្មានលិខិតឆ្លងដែន ហើយមិនបានទទួលប្រាក់ខែ",
    "tha": "เดินทางไปทำงานโดยไม่มีหนังสือเดินทาง และไม่ได้รับค่าจ้าง",
    "ind": "berangkat bekerja tanpa paspor dan tidak menerima gaji",
    "eng": "left to work without a passport and was not paid",
}


@dataclass(frozen=True, slots=True)
class Made:
    """One record's rows by table, each as a mapping of columns."""

    document: dict[str, Any]
    submission: dict[str, Any]
    page: dict[str, Any]
    record: dict[str, Any]
    fields: tuple[dict[str, Any], ...]
    routed: tuple[dict[str, Any], ...]


def identifier(kind: str, number: int) -> str:
    """As scattered as a random one, and the same in every run."""
    return sha256(f"{kind}{number}".encode()).hexdigest()[:32]


def batches(records: int) -> Iterator[dict[str, Any]]:
    for number in range(-(-records // PER_BATCH)):
        yield {
            "id": identifier("batch", number),
            "office_id": OFFICE,
            "name": f"Cabinet {number + 1}",
            "created": _moment(number * PER_BATCH, records),
            "created_by": "person:uploader",
        }


def made(records: int, seed: int) -> Iterator[Made]:
    """The rows of `records` records, oldest first."""
    rng = Random(seed)
    people = {
        language: [
            some_person(language, date(2024, 1, 1), rng, ages=(8, 60, 22)) for _ in range(_PEOPLE)
        ]
        for language in FORMS
    }
    languages, place = tuple(FORMS), 0
    for number in range(records):
        language = languages[number % len(languages)]
        waits = rng.random() < WAITING
        place += not waits
        person = rng.choice(people[language])
        yield _one(number, records, language, person, rng, 0 if waits else place)


def _moment(number: int, records: int) -> datetime:
    """Records came in over two years, one after the other."""
    return _BEGAN + timedelta(seconds=round(number * 63_072_000 / max(records, 1)))


def _one(  # noqa: PLR0917 - all of one row
    number: int, records: int, language: str, person: Person, rng: Random, place: int
) -> Made:
    came, form = _moment(number, records), FORMS[language]
    document, record = identifier("document", number), identifier("record", number)
    values = _values(language, person, rng)
    doubted = set(rng.sample(range(FIELDS), 3)) if not place else set()
    fields = tuple(
        _field(record, at, key, kind, raw, value, at in doubted, rng)
        for at, (key, kind, raw, value) in enumerate(values)
    )
    state = "finished" if place else "needs_review"
    return Made(
        _document(document, number, came, state),
        {
            "id": identifier("submission", number),
            "batch_id": identifier("batch", number // PER_BATCH),
            "office_id": OFFICE,
            "name": f"scan-{number:07}.pdf",
            "outcome": "accepted",
            "document_id": document,
            "created": came,
        },
        _page(document, number, form, "\n".join(raw for _key, _kind, raw, _value in values)),
        {
            "id": record,
            "office_id": OFFICE,
            "document_id": document,
            "batch_id": identifier("batch", number // PER_BATCH),
            "pipeline": PIPELINE,
            "ordinal": 1,
            "form": form,
            "form_version": "1",
            "state": state,
            "version": 2 if place else 1,
            "sequence": place or None,
            "pages": "[1]",
            "provenance": "{}",
            "created": came,
            "finished": came + timedelta(hours=5) if place else None,
        },
        fields,
        tuple(_routed(field, form, came, place > 0) for field in fields),
    )


def _values(language: str, person: Person, rng: Random) -> list[tuple[str, str, str, Any]]:
    born = person.born + timedelta(days=rng.randrange(-300, 300))
    phone = f"0{rng.randrange(10**8, 10**9)}"
    number = f"{rng.randrange(10**12, 10**13)}"
    story = f"{person.full_name} {_STORY[language]} {rng.randrange(10**6)}"
    home, levels = ", ".join(level.name for level in person.home), place_value(person.home)
    return [
        ("name_family_local", "name", person.family or person.given, person.family or person.given),
        ("name_given_local", "name", person.given, person.given),
        ("sex", "choice", person.sex, person.sex),
        ("dob", "date", f"{born.day}/{born.month}/{born.year}", {"iso": born.isoformat()}),
        ("origin", "place", home, {"levels": levels}),
        ("phone", "phone", phone, phone),
        ("national_id", "national_id", number, number),
        ("narrative", "longtext", story, story),
    ]


def _document(document: str, number: int, came: datetime, state: str) -> dict[str, Any]:
    return {
        "id": document,
        "office_id": OFFICE,
        "batch_id": identifier("batch", number // PER_BATCH),
        "sha256": sha256(document.encode()).hexdigest(),
        "size": 400_000,
        "media_type": "application/pdf",
        "name": f"scan-{number:07}.pdf",
        "state": state,
        "page_count": 1,
        "pipeline": PIPELINE,
        "attempts": 1,
        "fence": 1,
        "created": came,
        "updated": came + timedelta(minutes=2),
    }


def _page(document: str, number: int, form: str, text: str) -> dict[str, Any]:
    return {
        "id": identifier("page", number),
        "document_id": document,
        "office_id": OFFICE,
        "pipeline": PIPELINE,
        "number": 1,
        "width": 1654,
        "height": 2339,
        "dpi": 200.0,
        "rotation": 0,
        "quality": "{}",
        "form": form,
        "form_version": "1",
        "form_page": 1,
        "form_score": 0.95,
        "text": text,
        "lines": "[]",
        "image_key": f"pages/{document}/1.png",
    }


def _field(  # noqa: PLR0917 - all of one row
    record: str, at: int, key: str, kind: str, raw: str, value: Any, doubted: bool, rng: Random
) -> dict[str, Any]:
    problems = [{"code": "unsure", "text": "The reading engines do not agree."}] if doubted else []
    top = 200.0 + 180 * at
    return {
        "record_id": record,
        "key": key,
        "position": at,
        "kind": kind,
        "raw": raw,
        "value": json.dumps(value or raw, ensure_ascii=False),
        "confidence": 0.6 if doubted else 0.97 + 0.03 * rng.random(),
        "status": "review" if doubted else "accepted",
        "problems": json.dumps(problems),
        "page": 1,
        "box": json.dumps([300.0, top, 1300.0, top + 60]),
        "source": "zone" if doubted else "person",
        "readings": "[]",
        "repairs": "[]",
        "parts": "{}",
    }


def _routed(field: dict[str, Any], form: str, came: datetime, finished: bool) -> dict[str, Any]:
    return {
        "record_id": field["record_id"],
        "key": field["key"],
        "office_id": OFFICE,
        "form": form,
        "form_version": "1",
        "kind": field["kind"],
        "route": "doubt" if field["status"] == "review" else "accepted",
        "p": field["confidence"],
        "threshold": 0.95,
        "proposal": "",
        "at": came,
        "outcome": "right" if finished else "",
        "settled": came + timedelta(hours=5) if finished else None,
    }
