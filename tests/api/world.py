"""Two offices with everything in them, for the tests of the API and of the pages."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np

from api.passwords import hash_password
from api.state import AppState
from extract.routing import routed
from extract.standing import BY_P
from ingest.pictures import webp
from ingest.storage import image_key, original_key
from models.database import new_id
from models.forms import Column, Form, FormField, FormPage, Kind, Option, Writing
from models.limits import Limits
from models.repositories import (
    batches,
    deliveries,
    documents,
    offices,
    records,
    results,
    uploads,
    webhooks,
)
from models.values import (
    Box,
    FieldStatus,
    FieldValue,
    Line,
    Looks,
    Outcome,
    Problem,
    Quality,
    Reading,
    ReadPage,
    Record,
    RecordState,
    Source,
    Word,
)

PASSWORD = "four words make one"
PIPELINE = "test-1"
QUALITY = Quality(0.0, 0.9, 0.9, 0.1, blank=False, low_resolution=False)
BOX = Box(10, 10, 60, 20)


@lru_cache(maxsize=1)
def password_hash() -> str:
    """The hash of PASSWORD; made once, it costs a tenth of a second and more."""
    return hash_password(PASSWORD)


def _field(key: str, kind: Kind, **more: object) -> FormField:
    return FormField(key, kind, {"eng": key}, 1, BOX, BOX, Writing.DOTS, ("eng",), **more)


FORM = Form(
    id="test-intake",
    version="1",
    status="reconstruction",
    titles={"eng": "Test intake"},
    languages=("eng",),
    country="KHM",
    pages=(FormPage(1, 210.0, 297.0, "blank.png"),),
    fields=(
        _field("form_date", Kind.DATE),
        _field("given_name", Kind.NAME),
        _field("birth_date", Kind.DATE),
        _field(
            "sex",
            Kind.CHOICE,
            options=(
                Option("female", {"eng": "Female"}, BOX),
                Option("male", {"eng": "Male"}, BOX),
                Option("other", {"eng": "Other"}, BOX, other=True),
            ),
        ),
        _field("signature", Kind.SIGNATURE),
        _field(
            "family",
            Kind.TABLE,
            columns=(
                Column("name", Kind.NAME, {"eng": "Name"}, BOX),
                Column("age", Kind.NUMBER, {"eng": "Age"}, BOX),
            ),
            rows=3,
        ),
    ),
    captions=(),
)


def reading(plant: str, state: RecordState) -> Outcome:
    """What a worker would have read from one page: a record in that state."""
    doubted = FieldStatus.REVIEW if state is RecordState.NEEDS_REVIEW else FieldStatus.ACCEPTED
    problems = (Problem("low", "Faint writing."),) if doubted is FieldStatus.REVIEW else ()

    def one(key: str, kind: str, raw: str, value: object, status: FieldStatus) -> FieldValue:
        p = 0.4 if status is FieldStatus.REVIEW else 0.98
        found = problems if status is FieldStatus.REVIEW else ()
        heard = _heard(raw) if raw else ()
        return FieldValue(key, kind, raw, value, p, status, 1, BOX, found, "zone", heard)

    day = {"iso": "2020-05-17", "written": "17/5/2020"}
    fields = (
        one("form_date", "date", "17/5/2020", day, FieldStatus.ACCEPTED),
        one("given_name", "name", plant, plant, doubted),
        one("birth_date", "date", "", None, doubted),
        one("sex", "choice", "Female", "female", FieldStatus.ACCEPTED),
        one("signature", "signature", "", True, FieldStatus.ACCEPTED),
        one("family", "table", "", None, FieldStatus.EMPTY),
    )
    words = (Word("Name:", Box(10, 10, 30, 20), 0.9), Word(plant, Box(32, 10, 60, 20), 0.9))
    line = Line(f"Name: {plant}", BOX, 0.9, words, looks=Looks.PRINTED)
    page = ReadPage(1, 100, 140, 200.0, 0, QUALITY, (line,), "test-intake", "1", 1, 0.9)
    record = Record("test-intake", "1", state, fields, (1,), {"program": "test"})
    return Outcome((page,), (), (routed(record, BY_P),))


def _heard(raw: str) -> tuple[Reading, ...]:
    """A text that two engines read, one of them without its last letter."""
    heard = Reading("tesseract", ("eng",), raw[:-1], 0.7), Reading("rapidocr", ("eng",), raw, 0.8)
    return (Reading("vote", ("eng",), raw, 0.6, (), heard, 0.9, Looks.PRINTED),)


def add_document(state: AppState, office: str, batch: str, plant: str, outcome: Outcome) -> str:
    """A document that was uploaded, stored and read."""
    content = b"%PDF-1.4 " + plant.encode() + new_id().encode()
    source = Source(hashlib.sha256(content).hexdigest(), "application/pdf", len(content))
    _put(state, original_key(office, source.sha256), content)
    with state.database.write() as session:
        of = batches.get(session, office, batch)
        document_id = documents.accept(session, of, source, f"{plant}.pdf", "test").document.id
    with state.database.write() as session:
        document = documents.claim(session, document_id, lease_seconds=60)
        assert document is not None
        key = image_key(office, document_id, PIPELINE, 1)
        _put(state, key, webp(np.full((140, 100), 255, np.uint8)) + plant.encode())
        results.keep(session, document, outcome, pipeline=PIPELINE, image_keys={1: key})
    return document_id


def _put(state: AppState, key: str, content: bytes) -> None:
    path = Path(state.settings.data) / f"put-{new_id()}"
    path.write_bytes(content)
    state.store.put(key, path, hashlib.sha256(content).hexdigest())
    path.unlink()


def cookie(secret: str) -> dict[str, str]:
    """The head of a request with this sign-in."""
    return {"Cookie": f"__Host-lontar={secret}"}


@dataclass(frozen=True)
class OfficeSet:
    """An office: ids of its objects, and the secrets of everybody in it."""

    id: str
    plant: str  # stands in the name, the text and a value of everything in it
    batch: str
    document: str
    waiting: str  # a record that needs review
    finished: str
    upload: str = ""  # a file that was announced and has not come
    people: dict[str, str] = field(default_factory=dict)  # role -> person id
    cookies: dict[str, str] = field(default_factory=dict)  # role -> cookie secret
    tokens: dict[str, str] = field(default_factory=dict)  # scope -> token secret
    token_ids: dict[str, str] = field(default_factory=dict)
    webhook: str = ""
    delivery: str = ""

    def headers(self, who: str) -> dict[str, str]:
        """The head of a request by a role, by a token of one scope, or by nobody ("")."""
        if who in self.cookies:
            return cookie(self.cookies[who])
        if who in self.tokens:
            return {"Authorization": f"Bearer {self.tokens[who]}"}
        return {}


def add_office(state: AppState, name: str, plant: str) -> OfficeSet:
    """An office with people of each role, tokens of each scope, and one of every object."""
    people, cookies, tokens, token_ids = {}, {}, {}, {}
    with state.database.write() as session:
        office = offices.office_named(session, name, create=True).id
        for role in offices.ROLES:
            login = f"{role}.{name}".lower()
            person = offices.add_person(session, office, login, role, password_hash())
            people[role], cookies[role] = person.id, offices.open_sign_in(session, person.id)
        for scope in offices.SCOPES:
            made = offices.add_token(session, office, f"{plant} {scope}", [scope], days=9)
            tokens[scope], token_ids[scope] = made.secret, made.id
        spare = offices.add_token(session, office, f"{plant} spare", ["records:read"], days=9)
        token_ids["spare"] = spare.id  # nobody uses it
        batch = batches.create(session, office, f"{plant} batch", "test").id
        shelf = batches.create(session, office, f"{plant} shelf", "test")
        awaited = uploads.Announced(f"{plant}.pdf", plant, 9)
        (coming,) = uploads.announce(session, shelf, [awaited], Limits(), actor="test", days=9)
        hook = webhooks.add(
            session, office, name=plant, url=f"https://{plant}.example/", events=webhooks.EVENTS
        )
        webhook, delivery = hook.id, deliveries.test(session, office, hook.id).id
    waiting = reading(plant, RecordState.NEEDS_REVIEW)
    document = add_document(state, office, batch, plant, waiting)
    done = add_document(state, office, batch, plant, reading(plant, RecordState.FINISHED))
    with state.database.read() as session:
        ids = [records.of_document(session, of)[0].id for of in (document, done)]
    return OfficeSet(
        office,
        plant,
        batch,
        document,
        ids[0],
        ids[1],
        coming.upload.id,
        people,
        cookies,
        tokens,
        token_ids,
        webhook,
        delivery,
    )
