"""An office with one case in which every field says something else, and finding it in answers.

The words are plain letters that nothing else says, so that one found in an answer, whatever its
format, has come out of that field.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from httpx import Response
from PIL import Image

from api.state import AppState
from extract.routing import routed
from extract.standing import BY_P
from ingest.pictures import webp
from ingest.storage import image_key, original_key
from models.database import new_id
from models.repositories import (
    amendments,
    batches,
    documents,
    notes,
    queues,
    records,
    results,
    revisions,
)
from models.repositories.changing import Change
from models.values import (
    Box,
    FieldStatus,
    FieldValue,
    Line,
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
from tests.api.world import PIPELINE, OfficeSet

QUALITY = Quality(0.0, 0.9, 0.9, 0.1, blank=False, low_resolution=False)
SIZE = (600, 400)  # width, height of the page
#: Where each field of the test form stands; far enough from each other to be covered alone.
PLACES = {
    "form_date": Box(20, 20, 200, 44),
    "given_name": Box(20, 100, 200, 124),
    "birth_date": Box(320, 100, 500, 124),
    "sex": Box(20, 180, 200, 204),
    "signature": Box(320, 180, 500, 204),
    "family": Box(20, 260, 500, 330),
}
WORDS = {"given_name": "Zorvantequi", "family": "Quelbrimant"}
#: A tone for each place, to be found again in pictures.
TONES = {key: 40 + 25 * number for number, key in enumerate(PLACES)}
AGAIN = Box(20, 350, 260, 374)  # the given name stands here once more, outside its field
MARGIN = Box(320, 350, 500, 374)  # written here and read by nobody
HEAD = Box(220, 50, 300, 70)  # the form's own print
TONES_BESIDE = {"margin": 215, "head": 235}


@dataclass(frozen=True)
class Case:
    document: str
    record: str


def add_case(state: AppState, office: OfficeSet, *, finished: bool) -> Case:
    """A case of the test form whose fields say WORDS, with a picture painted in TONES."""
    outcome = _outcome(finished=finished)
    content = b"%PDF-1.4 " + WORDS["given_name"].encode() + new_id().encode()
    source = Source(_sha(content), "application/pdf", len(content))
    _put(state, original_key(office.id, source.sha256), content)
    with state.database.write() as session:
        batch = batches.get(session, office.id, office.batch)
        accepted = documents.accept(session, batch, source, "scan-0001.pdf", "test")
        document_id = accepted.document.id
    key = image_key(office.id, document_id, PIPELINE, 1)
    _put(state, key, webp(picture(), quality=95))
    with state.database.write() as session:
        document = documents.claim(session, document_id, lease_seconds=60)
        assert document is not None
        results.keep(session, document, outcome, pipeline=PIPELINE, image_keys={1: key})
    with state.database.read() as session:
        return Case(document_id, records.of_document(session, document_id)[0].id)


def live_in(state: AppState, office: OfficeSet, case: Case, who: str, *, finished: bool) -> None:
    """What work leaves behind a case: notes, a correction or a new version, text not saved."""
    name, person = WORDS["given_name"], office.people[who]
    change = Change("given_name", "correct", f"{name} Secunda", f"{name} Secunda")
    with state.database.write() as session:
        for key, text in (("", f"{name} came back."), ("given_name", f"Rather {name}?")):
            notes.add(session, office.id, case.record, text, key=key, actor="person:test")
        notes.keep_unsaved(session, case.record, person, "given_name", {"text": f"{name} Tertia"})
        known = records.get(session, office.id, case.record).version
        if finished:
            revisions.revise(
                session, office.id, case.record, [change], actor="person:test",
                expected_version=known,
            )  # fmt: skip
            return
        queues.claim(session, office.id, case.record, person, seconds=600)
        amendments.amend(
            session, office.id, case.record, [change], person_id=person, actor="person:test",
            expected_version=known,
        )  # fmt: skip


def picture() -> np.ndarray:
    """The page: white, every place in its tone, and the name's once more."""
    page = np.full((SIZE[1], SIZE[0]), 255, np.uint8)
    beside = (("given_name", AGAIN), ("margin", MARGIN), ("head", HEAD))
    for key, box in (*PLACES.items(), *beside):
        tone = {**TONES, **TONES_BESIDE}[key]
        page[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)] = tone
    return page


def _outcome(*, finished: bool) -> Outcome:
    status = FieldStatus.ACCEPTED if finished else FieldStatus.REVIEW
    name, family = WORDS["given_name"], WORDS["family"]
    fields = (
        _field("form_date", "date", "17/5/2020", {"iso": "2020-05-17"}, status),
        _field("given_name", "name", name, name, status),
        _field("birth_date", "date", "3/4/2005", {"iso": "2005-04-03"}, status),
        _field("sex", "choice", "Female", "female", status),
        _field("signature", "signature", "", True, status),
        _field("family", "table", f"{family} | 44", [{"name": family, "age": 44}], status),
    )
    lines = (
        replace(_line("Intake", HEAD), own=True),
        _line("Date 17/5/2020", PLACES["form_date"]),
        _line(f"Name {name}", PLACES["given_name"]),
        _line("Born 3/4/2005", PLACES["birth_date"]),
        _line(f"{family} 44", PLACES["family"]),
        _line(f"I {name} agree", AGAIN),
    )
    page = ReadPage(1, *SIZE, 200.0, 0, QUALITY, lines, "test-intake", "1", 1, 0.9)
    state = RecordState.FINISHED if finished else RecordState.NEEDS_REVIEW
    record = Record("test-intake", "1", state, fields, (1,), {"program": "test"})
    return Outcome((page,), (), (routed(record, BY_P),))


def _line(text: str, box: Box) -> Line:
    """A line whose words share its width."""
    words = text.split(" ")
    wide = box.width / len(words)
    starts = [box.x0 + wide * number for number in range(len(words))]
    placed = zip(words, starts, strict=True)
    return Line(
        text,
        box,
        0.9,
        tuple(Word(word, Box(x, box.y0, x + wide - 4, box.y1), 0.9) for word, x in placed),
    )


def _field(key: str, kind: str, raw: str, value: object, status: FieldStatus) -> FieldValue:
    p = 0.4 if status is FieldStatus.REVIEW else 0.98
    heard = (Reading("tesseract", ("eng",), raw, 0.8),) if raw else ()
    told = Problem("told", f"It was taken for {raw}.")
    problems = (told, Problem("low", "Faint.")) if status is FieldStatus.REVIEW else ()
    place = PLACES[key]
    return FieldValue(key, kind, raw, value, p, status, 1, place, problems, "zone", heard)


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _put(state: AppState, key: str, content: bytes) -> None:
    path = state.settings.data / f"put-{new_id()}"
    path.write_bytes(content)
    state.store.put(key, path, _sha(content))
    path.unlink()


def told(answer: Response, words: tuple[str, ...]) -> list[str]:
    """Which of these words an answer tells, whatever its format."""
    texts = [answer.text, *(f"{k}: {v}" for k, v in answer.headers.items())]
    texts += list(_inside(answer.content))
    return [word for word in words if any(word.lower() in text.lower() for text in texts)]


def _run(command: list[str], content: bytes) -> bytes:
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout


def _inside(content: bytes) -> Iterator[str]:
    """What stands in a PDF or in the files of a ZIP (an XLSX is one too)."""
    if content.startswith(b"%PDF-1") and b"%%EOF" in content:
        yield _run(["pdftotext", "-", "-"], content).decode()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                kept = packed.read(name)
                yield kept.decode("utf-8", "replace")
                yield from _inside(kept)


def shown(answer: Response) -> list[str]:
    """Whose tones a picture in an answer shows: keys of TONES and TONES_BESIDE.

    A PDF is drawn first.
    """
    found = set[str]()
    for pixels in _pictures(answer.content):
        for key, tone in {**TONES, **TONES_BESIDE}.items():
            # Compressed pictures waver a little around a tone, and edges pass through all.
            near = abs(pixels.astype(int) - tone) <= 5
            flat = near[:-6, :-6] & near[6:, :-6] & near[:-6, 6:] & near[6:, 6:]
            if flat.sum() > 50:
                found.add(key)
    return sorted(found)


def _pictures(content: bytes) -> Iterator[np.ndarray]:
    if content.startswith(b"%PDF-1") and b"%%EOF" in content:
        content = _run(["pdftoppm", "-scale-to-x", str(SIZE[0]), "-scale-to-y", "-1"], content)
    try:
        with Image.open(io.BytesIO(content)) as opened:
            yield np.asarray(opened.convert("L"))
    except OSError:
        return
