"""Definitions while they are being drawn: what the page in the browser asks and sends.

These serve our own page and change with it: they are no part of the published API.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final

from fastapi import Depends, File, Form, Header, Request, Response, UploadFile
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from api.actor import Actor
from api.audited import note
from api.policy import DRAFTERS, PolicedRouter, Policy, current_actor
from api.speak import said
from api.state import AppState, state
from api.v1.shapes import Id
from extract.forms.faults import Fault
from ingest import draft_jobs, drafts, shelf, trials
from ingest.drafts import Draft
from models.errors import BadRequest, Conflict, NotFound, TooLarge, VersionNeeded
from models.languages import ENGINE_LANGUAGE
from ocr import inspect

router = PolicedRouter(include_in_schema=False)
DRAW: Final = Policy.people(*DRAFTERS)
_UPLOAD: Final = 256 * 1024 * 1024  # bytes; each file is bounded by the limit of files
_PIECE: Final = 1024 * 1024
_SCANS: Final = 5
_OTHER: Final = re.compile(r"zone of (\w+) \(")


class Complaint(BaseModel):
    """What is wrong, and where: `field` is the key of the field, "" for the form itself.

    `other` is the key of a field over which this one lies.
    """

    where: str
    field: str
    other: str
    text: str
    remedy: str

    @staticmethod
    def of(fault: Fault, keys: set[str]) -> Complaint:
        first = fault.where.split(".")[0]
        other = _OTHER.search(fault.text)
        return Complaint(
            where=fault.where,
            field=first if first in keys else "",
            other=other[1] if other else "",
            text=said(fault.text),
            remedy=said(fault.remedy),
        )


class Shown(BaseModel):
    """A draft as the page shows it."""

    state: str
    version: int
    pages: int
    form: dict[str, Any] | None
    sure: dict[str, float]
    notes: dict[str, list[str]]
    complaints: list[Complaint]
    problem: str
    remedy: str
    saved: str


class Changed(BaseModel):
    form: dict[str, Any] = Field(description="what form.yaml would say")


class Begun(BaseModel):
    id: str


def shown(draft: Draft, folder: Path) -> Shown:
    return Shown(
        state=draft.state,
        version=draft.version,
        pages=draft.pages,
        form=dict(draft.form) if draft.form is not None else None,
        sure=dict(draft.sure or {}),
        notes={key: [said(one) for one in notes] for key, notes in (draft.notes or {}).items()},
        complaints=_complaints(draft, folder),
        problem=said(draft.problem),
        remedy=said(draft.remedy),
        saved=draft.saved,
    )


def _complaints(draft: Draft, folder: Path) -> list[Complaint]:
    if draft.form is None:
        return []
    fields = draft.form.get("fields")
    keys = {
        str(field.get("key"))
        for field in (fields if isinstance(fields, list) else ())
        if isinstance(field, Mapping)
    }
    return [Complaint.of(fault, keys) for fault in drafts.faults(draft, folder)]


@router.post("/forms/drafts", policy=DRAW, status_code=201, max_body_size=_UPLOAD)
def begin_draft(
    blank: Annotated[UploadFile, File()],
    name: Annotated[str, Form(pattern="^[a-z][a-z0-9_]{0,63}$")],
    languages: Annotated[str, Form(max_length=20)] = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Begun:
    """Take in a blank and begin to read it."""
    spoken = [code for code in languages.split("+") if code]
    if any(code not in ENGINE_LANGUAGE for code in spoken):
        raise BadRequest("That is no language of forms.", remedy="km, th, id or en.")
    draft, folder = drafts.new(state.drafts, actor.office_id, name)
    file = folder / "blank"
    try:
        _take(blank.file, file, state)
        draft_jobs.start("blank", str(folder), str(file), "+".join(spoken))
    except BaseException:
        drafts.discard(folder)
        raise
    with state.database.write() as session:
        note(session, actor, "form.drafted", draft.id)
    return Begun(id=draft.id)


def _take(source: BinaryIO, file: Path, state: AppState) -> None:
    """Keep an uploaded file, if it is one that can be read. Raises InputProblem."""
    left = state.settings.limit.file_bytes
    with file.open("wb") as out:
        while piece := source.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise TooLarge
            out.write(piece)
    with file.open("rb") as read:
        if inspect.sniff(read.read(inspect.HEAD_BYTES)) is None:
            raise BadRequest(
                "The file is not a PDF, TIFF, JPEG, PNG or WebP.",
                remedy="Scan the paper, or save it as PDF.",
            )


@router.get("/forms/drafts/{draft_id}", policy=DRAW)
def draft_now(
    draft_id: Id,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Shown:
    draft, folder = drafts.get(state.drafts, actor.office_id, draft_id)
    return shown(draft, folder)


@router.put("/forms/drafts/{draft_id}", policy=DRAW, max_body_size=4 * _PIECE)
def change_draft(
    draft_id: Id,
    body: Changed,
    if_match: Annotated[str, Header(max_length=40)] = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Shown:
    """Keep what was drawn, right or not, and say what is still wrong with it."""
    if not if_match.strip('"').isdecimal():
        raise VersionNeeded
    draft, folder = drafts.get(state.drafts, actor.office_id, draft_id)
    changed = drafts.change(folder, draft, body.form, version=int(if_match.strip('"')))
    return shown(changed, folder)


@router.delete("/forms/drafts/{draft_id}", policy=DRAW, status_code=204)
def discard_draft(
    draft_id: Id, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> None:
    _, folder = drafts.get(state.drafts, actor.office_id, draft_id)
    drafts.discard(folder)


@router.get("/forms/drafts/{draft_id}/pages/{number}", policy=DRAW)
def draft_page(
    draft_id: Id,
    number: int,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """The blank's picture."""
    _, folder = drafts.get(state.drafts, actor.office_id, draft_id)
    file = folder / f"page-{number}.png"
    if not file.is_file():
        raise NotFound
    return FileResponse(file, media_type="image/png", headers={"Cache-Control": "private"})


@router.post("/forms/drafts/{draft_id}/trials", policy=DRAW, status_code=202, max_body_size=_UPLOAD)
def try_draft(
    draft_id: Id,
    scans: Annotated[list[UploadFile], File()],
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Begun:
    """Read a few filled scans by the draft. They are kept only until they have been read."""
    draft, folder = drafts.get(state.drafts, actor.office_id, draft_id)
    wrong = drafts.faults(draft, folder)
    if wrong:
        raise BadRequest(
            f"{wrong[0].where}: {wrong[0].text}", remedy="Correct what is marked first."
        )
    if len(scans) > _SCANS:
        raise BadRequest(f"At most {_SCANS} files at a time.", remedy="Try a few first.")
    trial, place = trials.new(folder)
    try:
        for number, scan in enumerate(scans, start=1):
            _take(scan.file, place / f"scan-{number}", state)
        draft_jobs.start("trial", str(folder), trial)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    with state.database.write() as session:
        note(session, actor, "form.tried", draft.id, scans=len(scans))
    return Begun(id=trial)


@router.get("/forms/drafts/{draft_id}/trials/{trial_id}", policy=DRAW)
def trial_now(
    draft_id: Id,
    trial_id: Id,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> dict[str, Any]:
    """What the scans were read as, once; `state` reading before."""
    _, folder = drafts.get(state.drafts, actor.office_id, draft_id)
    found = trials.result(folder, trial_id)
    return {"state": "reading"} if found is None else {"state": "ready", **found}


@router.post("/forms/drafts/{draft_id}/save", policy=DRAW)
def save_draft(
    draft_id: Id,
    request: Request,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> dict[str, str]:
    """Put the definition where workers find it at once. Another version of the same paper keeps
    the one before beside it."""
    draft, folder = drafts.get(state.drafts, actor.office_id, draft_id)
    about = draft.form or {}
    wanted = str(about.get("id", "")), str(about.get("version", ""))
    if wanted in {(form.id, form.version) for form in state.forms}:
        raise Conflict(
            f"{wanted[0]} {wanted[1]} is there already.",
            remedy="Give this definition another version: paper that was read keeps its own.",
        )
    drafts.save(folder, draft, shelf.folder(state.settings))
    with state.database.write() as session:
        note(session, actor, "form.saved", draft.id, form=wanted[0], version=wanted[1])
    return {"id": wanted[0], "version": wanted[1]}
