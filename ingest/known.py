"""The forms Lontar knows, ready for use: definitions, and a matcher that recognises their pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from extract.forms.blank import BLANK_DPI, blank_picture
from extract.forms.load import load_forms
from models.errors import UnknownForm
from models.forms import Form
from ocr.register import Blank, Matcher


@dataclass(frozen=True, slots=True)
class Known:
    """`forms` by (id, version), and the matcher over all their pages."""

    forms: dict[tuple[str, str], Form]
    matcher: Matcher


@lru_cache(maxsize=4)
def known(folder: Path | None, cache: Path, only: str = "") -> Known:
    """The shipped forms and those in `folder`; `only` keeps one form's versions.

    `cache` keeps the features of the blanks between starts. Raises BadFormDefinition, and
    UnknownForm when `only` names none.
    """
    forms = load_forms((folder,) if folder else ())
    chosen = {(form.id, form.version): form for form in forms if only in ("", form.id)}
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
