"""Definitions while they are being made: one folder a draft, one file that holds all of it.

A draft belongs to an office. It holds a blank form, never a filled one: scans that it is tried on
lie beside it only while they are read (`ingest.trials`).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import yaml

from extract.forms.build import form_of
from extract.forms.dump import dump_form
from extract.forms.faults import Fault
from extract.forms.load import complaints
from models.database import new_id
from models.errors import BadFormDefinition, ChangedMeanwhile, Conflict, NotFound

_FILE: Final = "draft.json"
_NAME: Final = re.compile(r"^[a-z][a-z0-9_]{0,63}$")
_ID: Final = re.compile(r"^[0-9a-zA-Z_-]{1,64}$")
_VERSION: Final = re.compile(r"^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$")
#: A blank that is not read by then has lost its reader.
STALE_SECONDS: Final = 15 * 60


@dataclass(frozen=True, slots=True)
class Draft:
    """`form` is what form.yaml will say, as JSON. `state`: reading, ready or failed.

    `sure` and `notes` are what the proposal said of its fields, by key. `version` counts changes.
    """

    id: str
    name: str
    state: str
    version: int = 0
    pages: int = 0  # that have been looked at
    form: Mapping[str, Any] | None = None
    sure: Mapping[str, float] | None = None
    notes: Mapping[str, tuple[str, ...]] | None = None
    problem: str = ""
    remedy: str = ""
    saved: str = ""  # the version of the form that was saved last
    made: float = 0.0  # seconds since 1970


def new(root: Path, office: str, name: str) -> tuple[Draft, Path]:
    """An empty draft whose blank is being read, and its folder."""
    draft = Draft(new_id(), name, "reading", made=time.time())
    folder = _folder(root, office, draft.id)
    folder.mkdir(parents=True)
    keep(folder, draft)
    return draft, folder


def get(root: Path, office: str, draft_id: str) -> tuple[Draft, Path]:
    """A draft of an office and its folder. Raises NotFound."""
    folder = _folder(root, office, draft_id)
    try:
        return read(folder), folder
    except (OSError, ValueError) as error:
        raise NotFound from error


def drafts(root: Path, office: str) -> tuple[Draft, ...]:
    """The drafts of an office, the newest first."""
    found: list[Draft] = []
    for folder in (root / office).glob("*") if _ID.match(office) else ():
        try:
            found.append(read(folder))
        except (OSError, ValueError):
            continue
    return tuple(sorted(found, key=lambda draft: -draft.made))


def read(folder: Path) -> Draft:
    """What a draft's folder holds; a blank that nobody reads any more has failed.

    Raises OSError and ValueError.
    """
    draft = Draft(**json.loads((folder / _FILE).read_text("utf-8")))
    if draft.state == "reading" and time.time() - draft.made > STALE_SECONDS:
        lost = "Reading the blank was broken off."
        return replace(draft, state="failed", problem=lost, remedy="Upload it again.")
    return draft


def keep(folder: Path, draft: Draft) -> None:
    """Write a draft whole or not at all."""
    half = folder / f"{_FILE}.{os.getpid()}"
    half.write_text(json.dumps(asdict(draft), ensure_ascii=False), "utf-8")
    half.replace(folder / _FILE)


def change(folder: Path, draft: Draft, form: Mapping[str, Any], *, version: int) -> Draft:
    """Keep a person's changes. Raises ChangedMeanwhile when they were made on another version."""
    if draft.version != version:
        raise ChangedMeanwhile
    changed = replace(draft, form=form, version=version + 1)
    keep(folder, changed)
    return changed


def discard(folder: Path) -> None:
    """Take a draft away, with everything that belongs to it."""
    shutil.rmtree(folder, ignore_errors=True)


def faults(draft: Draft, folder: Path) -> tuple[Fault, ...]:
    """Everything that is wrong with a draft; nothing when it can be saved."""
    return complaints(draft.form, folder)


def save(folder: Path, draft: Draft, shelf: Path) -> Path:
    """Put the definition and its pictures into the forms folder, where workers find it at once.

    Raises BadFormDefinition while anything is wrong, and Conflict when that version exists: what
    was read with a version must be able to rely on it.
    """
    wrong = faults(draft, folder)
    if wrong or draft.form is None:
        first = wrong[0] if wrong else Fault("form", "there is none yet.")
        raise BadFormDefinition(f"{first.where}: {first.text}", remedy=first.remedy)
    form = form_of(dict(draft.form), folder)
    if not _NAME.match(form.id) or not _VERSION.match(form.version):  # the schema says so too
        raise BadFormDefinition("id: not a name that a folder can have.")
    there = shelf / form.id / form.version
    half = shelf / f".{form.id}-{draft.id}"
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    for page in form.pages:
        shutil.copyfile(folder / page.blank, half / page.blank)
    (half / "form.yaml.new").write_text(dump_form(form), "utf-8")
    # The name that readers look for comes last: a definition is there whole or not at all.
    there.parent.mkdir(parents=True, exist_ok=True)
    try:
        half.rename(there)
    except OSError as error:
        shutil.rmtree(half, ignore_errors=True)
        raise Conflict(
            f"{form.id} {form.version} is there already.",
            remedy="Give this definition another version: paper that was read keeps its own.",
        ) from error
    (there / "form.yaml.new").rename(there / "form.yaml")
    keep(folder, replace(draft, saved=form.version))
    return there


def as_data(text: str) -> Any:
    """The JSON values of a form.yaml of our own making."""
    return yaml.safe_load(text)


def _folder(root: Path, office: str, draft_id: str) -> Path:
    if not _ID.match(office) or not _ID.match(draft_id):
        raise NotFound
    return root / office / draft_id
