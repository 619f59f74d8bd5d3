"""The folder of further definitions: where it is, when it changed, what lies in it now."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import structlog

from extract.forms.load import sound_forms
from ingest.settings import Settings
from models.forms import Form

#: Path, time of the last change and size of every file of the definitions in a folder.
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
    """What changes whenever a definition or its blank is added, changed or taken away."""
    found: list[tuple[str, int, int]] = []
    for definition in folder(settings).glob("**/form.yaml"):
        with suppress(OSError):  # taken away this moment
            for file in definition.parent.iterdir():
                about = file.stat()
                found.append((str(file), about.st_mtime_ns, about.st_size))
    return tuple(sorted(found))


def forms_now(settings: Settings) -> tuple[Form, ...]:
    """The shipped forms and the sound ones of the folder as it is now. Cheap while nothing changed.

    A wrong definition is left out and named in the log, once: a running service is not stopped
    by a file, and what other forms were filled in is read. Raises BadFormDefinition for a wrong
    setting and for a shipped form.
    """
    own = folders(settings)
    return forms_in(own, stamp(settings) if own else ())


@lru_cache(maxsize=4)
def forms_in(own: tuple[Path, ...], seen: Stamp) -> tuple[Form, ...]:
    """As `forms_now`; another stamp asks for the folders to be read anew."""
    forms, wrong = sound_forms(own)
    for error in wrong:
        log.error("form_left_out", code=error.code, detail=error.detail)
    return forms


def with_new(opened: Sequence[Form], settings: Settings) -> tuple[Form, ...]:
    """The forms known at the start, and those that were put into the folder since.

    What was known stays known, also when the folder is not there for a while.
    """
    if not folder(settings).is_dir():
        return tuple(opened)
    there = {(form.id, form.version) for form in opened}
    new = [form for form in forms_now(settings) if (form.id, form.version) not in there]
    return (*opened, *new)
