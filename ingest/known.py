"""The forms Lontar knows, ready for use: definitions, and a matcher that recognises their pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import structlog

from extract.forms.blank import BLANK_DPI, blank_picture
from extract.forms.load import shipped_folder
from ingest import shelf
from ingest.settings import Settings
from models.errors import BadFormDefinition, UnknownForm
from models.forms import Form
from ocr.register import Blank, Matcher

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Known:
    """`forms` by (id, version), and the matcher over all their pages."""

    forms: dict[tuple[str, str], Form]
    matcher: Matcher


def known_now(settings: Settings, only: str = "") -> Known:
    """What the settings name, as it is on disk now: a definition that was saved a moment ago is
    there. Cheap while nothing changed. Raises as `known` does."""
    own = shelf.folders(settings)
    folder = own[0] if own else None
    return known(folder, settings.data / "cache", only, shelf.stamp(settings) if own else ())


@lru_cache(maxsize=4)
def known(folder: Path | None, cache: Path, only: str = "", stamp: shelf.Stamp = ()) -> Known:
    """The shipped forms and those in `folder`; `only` keeps one form's versions.

    `cache` keeps the features of the blanks between starts; another `stamp` asks for the folder
    to be read anew. A form of the folder whose blanks cannot be used is left out, as a wrong
    definition is. Raises BadFormDefinition for a shipped form and a folder that is not there, and
    UnknownForm when `only` names none.
    """
    forms = shelf.forms_in((folder,) if folder else (), stamp)
    wanted = (form for form in forms if only in ("", form.id))
    chosen = {(form.id, form.version): form for form in wanted if _has_blanks(form)}
    if only and not chosen:
        raise UnknownForm(f"There is no form named “{only}”.")
    blanks = [
        Blank(
            form=form.id,
            version=form.version,
            page=page.number,
            picture=blank_picture(form, page.number),
            dpi=BLANK_DPI,
            width_mm=page.width,
            height_mm=page.height,
        )
        for form in chosen.values()
        for page in form.pages
    ]
    cache.mkdir(parents=True, exist_ok=True)
    return Known(chosen, Matcher(blanks, cache))


def _has_blanks(form: Form) -> bool:
    try:
        for page in form.pages:
            blank_picture(form, page.number)
    except BadFormDefinition as error:
        if form.folder.startswith(str(shipped_folder())):
            raise
        log.error("form_left_out", code=error.code, detail=error.detail)
        return False
    return True
