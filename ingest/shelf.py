"""The folder of further definitions: where it is, when it changed, what lies in it now."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import structlog

from extract.forms.load import load_form
from ingest.settings import Settings
from models.errors import BadFormDefinition
from models.forms import Form

#: Path, time of the last change and size of every definition in a folder.
Stamp = tuple[tuple[str, int, int], ...]

log = structlog.get_logger(__name__)


def folder(settings: Settings) -> Path:
    """Where definitions are saved to and read from: LONTAR_FORMS, else `forms` in the data."""
    return settings.forms or settings.data.absolute() / "forms"


def folders(settings: Settings) -> tuple[Path, ...]:
    """The folder to read definitions from, when there is one. A folder named in a setting must
    be there; who reads it says so."""
    own = folder(settings)
    return (own,) if settings.forms is not None or own.is_dir() else ()


def stamp(settings: Settings) -> Stamp:
    """What changes whenever a definition is added, changed or taken away."""
    found: list[tuple[str, int, int]] = []
    for file in sorted(folder(settings).glob("**/form.yaml")):
        about = file.stat()
        found.append((str(file), about.st_mtime_ns, about.st_size))
    return tuple(found)


def with_new(opened: Sequence[Form], settings: Settings) -> tuple[Form, ...]:
    """The forms known at the start, and those that were put into the folder since.

    A definition that is wrong is left out and named in the log: a running service is not stopped
    by a file.
    """
    own = _own(stamp(settings))
    there = {(form.id, form.version) for form in opened}
    return (*opened, *(form for form in own if (form.id, form.version) not in there))


@lru_cache(maxsize=2)
def _own(seen: Stamp) -> tuple[Form, ...]:
    forms: list[Form] = []
    for file, _, _ in seen:
        try:
            forms.append(load_form(Path(file)))
        except BadFormDefinition as error:
            log.error("form_left_out", code=error.code, detail=error.detail)
    return tuple(forms)
