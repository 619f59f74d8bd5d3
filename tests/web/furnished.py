"""An office with something of everything in it, for whoever walks over every page.

Forms are drawn, people and batches invented here; a month of counts gives the charts something to
draw.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from fastapi import FastAPI
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from api.policy import doors
from api.state import AppState
from ingest import drafts
from models.database import new_id, now
from models.errors import UnknownType
from models.repositories import batches, documents, offices, records, webhooks
from models.repositories.webhooks import FINISHED
from models.tables import Batch, Document, Page, Record, Submission
from models.values import DocumentState, Source
from tests.web.desk import Doubt, add_people, add_record

OFFICE: Final = "Phnom Penh"
#: who signs in as what
PEOPLE: Final = {
    "manager": "sok",
    "administrator": "root",
    "checker": "bopha",
    "uploader": "dara",
    "reviewer": "malee",
}
_DAYS: Final = 30


@dataclass(frozen=True)
class Furnished:
    """The office, and an id for each thing that an address can name."""

    office: str
    ids: Mapping[str, str]


@dataclass(frozen=True)
class Address:
    """A page and a role that may see it."""

    role: str
    path: str


#: further records that wait, of other forms: (form, doubts)
_WAITING: Final = (
    (
        "th_mdt_screening",
        {
            "name_given_local": Doubt("สมชาย", "Two readers read different text.", 0.6),
            "dob": Doubt("๑๒/๐๕/๒๕๔๑", "The writing is faint.", 0.7),
        },
    ),
    (
        "id_uptd_ppa",
        {
            "name_family_local": Doubt("Sri Wahyuni", "The writing is faint.", 0.7),
            "dob": Doubt("17-08-1999", "Two readers read different text.", 0.5),
            "age": Doubt("24", "The age and the date of birth do not agree.", 0.4),
        },
    ),
    ("kh_ncct_short", {"age": Doubt("19", "The writing is faint.", 0.7)}),
    ("kh_ncct_short", {"age": Doubt("27", "Two readers read different text.", 0.6)}),
)


def furnish(state: AppState, *, month: int = 240, waiting: int = 0) -> Furnished:
    """Fill an office. `month`: so many files came in over the last month beside what is seen.

    `waiting`: so many records wait beside the one that tests look at, at most four.
    """
    office = ""
    for role, name in PEOPLE.items():
        office = add_people(state, OFFICE, name, role=role)
    _month(state, office, month)
    for seed, (form, doubts) in enumerate(_WAITING[:waiting]):
        add_record(state, office, doubts, form_id=form, seed=9 + seed, name=f"scan-100{seed}.pdf")
    finished = add_record(state, office, {}, seed=8, name="scan-0002.pdf")
    looked_at = add_record(
        state,
        office,
        {
            "name_family_local": Doubt("សុខ", "Two readers read different text.", others=("សុខា",)),
            "age": Doubt("33", "The writing is faint.", others=("38",)),
            "dob": Doubt("07/03/1984", "The writing is faint."),
        },
        name="scan-0001.pdf",
    )
    with state.database.write() as session:
        record = records.get(session, office, looked_at)
        document = record.document_id
        batch = documents.get(session, office, document).batch_id
        text = _text_only(session, office, batch)
        refused = UnknownType()
        batches.note_rejected(session, batches.get(session, office, batch), "notes.docx", refused)
        person = offices.people(session, office)[0].id
        webhook = webhooks.add(
            session, office, name="Case system", url="https://cases.example/", events=(FINISHED,)
        ).id
        token = offices.add_token(session, office, "case system", ["records:read"], days=30).id
    draft, _folder = drafts.new(state.drafts, office, "Intake of a shelter")
    return Furnished(
        office,
        {
            "record_id": looked_at,
            "finished_id": finished,
            "document_id": document,
            "text_id": text,
            "batch_id": batch,
            "person_id": person,
            "token_id": token,
            "draft_id": draft.id,
            "webhook_id": webhook,
            "number": "1",
            "key": "age",
            "how": "row",
        },
    )


def addresses(app: FastAPI, ids: Mapping[str, str]) -> tuple[Address, ...]:
    """Every address that may answer with a page, each with the first role that may open it.

    An address that names something of which `ids` knows nothing is left out; `unknown` tells them.
    """
    found = []
    for door in doors(app):
        if door.method != "GET" or door.path.startswith(("/api/", "/static", "/lib")):
            continue
        if re.search(r"\.\w+$", door.path):  # a file, by its name
            continue
        path = door.path
        for name in re.findall(r"\{(\w+)\}", path):
            path = path.replace(f"{{{name}}}", ids.get(name, "?"))
        if "?" in path or door.policy is None:
            continue
        roles = [role for role in PEOPLE if role in door.policy.roles] or [""]
        found.append(Address(roles[0], path))
        if door.path.startswith("/records/{record_id}"):
            found.append(Address(roles[0], path.replace(ids["record_id"], ids["finished_id"])))
        if door.path == "/documents/{document_id}":
            found.append(Address(roles[0], f"/documents/{ids['text_id']}"))
        if door.path == "/crops/{how}":
            found += [Address(roles[0], f"/crops/{how}?key=age") for how in ("row", "sheet")]
    return tuple(found)


def _text_only(session: Session, office: str, batch: str) -> str:
    """A letter that is of no known form: its text is kept."""
    source = Source(new_id() * 2, "image/png", 100)
    kept = documents.accept(
        session, batches.get(session, office, batch), source, "letter.png", "person:dara"
    ).document
    kept.state, kept.pipeline, kept.page_count = DocumentState.TEXT_ONLY, "drawn", 1
    lines = [{"text": "Dear colleagues,", "box": [40, 40, 400, 80], "confidence": 0.9, "words": []}]
    session.add(
        Page(
            id=new_id(),
            document_id=kept.id,
            office_id=office,
            pipeline="drawn",
            number=1,
            width=800,
            height=1100,
            dpi=100.0,
            rotation=0,
            quality={},
            text="Dear colleagues,",
            lines=lines,
        )
    )
    return kept.id


def _month(state: AppState, office: str, files: int) -> None:
    """Counts of a month without pages or fields: what the overview draws."""
    chance = random.Random(3)
    states = ("finished", "needs_review", "received", "text_only", "rejected")
    forms = (("kh_ncct_short", "1"), ("id_uptd_ppa", "1"), ("", ""))
    papers, cases, sent = [], [], []
    with state.database.write() as session:
        made = [batches.create(session, office, f"Cabinet {n}", "person:dara").id for n in (1, 2)]
        for number in range(files):
            at = now() - timedelta(days=chance.random() * _DAYS)
            ended = chance.choices(states, [70, 2, 8, 6, 3])[0]
            paper = {
                "id": new_id(),
                "office_id": office,
                "batch_id": made[number % 2],
                "sha256": new_id() * 2,
                "size": 1000,
                "media_type": "application/pdf",
                "name": f"scan-{number:04}.pdf",
                "state": ended,
                "created": at,
                "updated": at,
            }
            papers.append(paper)
            said = {"name": paper["name"], "outcome": "accepted", "document_id": paper["id"]}
            said |= {"id": new_id(), "office_id": office, "batch_id": paper["batch_id"]}
            sent.append({**said, "created": at})
            if ended != "finished":
                continue
            form, version = chance.choice(forms)
            later = 0 if chance.random() < 0.4 else 40 * chance.random()
            cases.append(
                {
                    "id": new_id(),
                    "office_id": office,
                    "document_id": paper["id"],
                    "pipeline": "drawn",
                    "ordinal": 1,
                    "form": form,
                    "form_version": version,
                    "state": "finished",
                    "pages": [1],
                    "provenance": {},
                    "created": at,
                    "finished": min(now(), at + timedelta(hours=later)),
                }
            )
        if papers:
            session.execute(insert(Document), papers)
            session.execute(insert(Submission), sent)
        if cases:
            session.execute(insert(Record), cases)
        for batch in session.scalars(select(Batch).where(Batch.id.in_(made))):
            batch.created = now() - timedelta(days=_DAYS)
