"""The data dictionary: what every field and code means, in four languages, with a search box."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Final

from fastapi import Depends, Query, Response

from api import speak
from api.actor import Actor
from api.policy import PolicedRouter, Policy, current_actor
from api.state import AppState, state
from api.web.forms import KINDS
from api.web.render import page
from extract.library import library
from extract.library.dictionary import printed_in, taken_by
from models.languages import LABEL_LANGUAGES
from models.library import LibraryField, Vocabulary
from models.repositories.offices import ROLES

router = PolicedRouter(include_in_schema=False)
ANYBODY: Final = Policy.people(*ROLES)  # it holds no case
#: what each language calls itself
LANGUAGES: Final = {"km": "ខ្មែរ", "th": "ไทย", "id": "Bahasa Indonesia", "en": "English"}
_INVISIBLE: Final = dict.fromkeys((0x200B, 0x200C, 0x200D, 0xFEFF))


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with the forms that print it, or a vocabulary with the fields that take from it."""

    what: LibraryField | Vocabulary
    used: tuple[str, ...]


@router.get("/dictionary", policy=ANYBODY)
def dictionary(
    lang: Annotated[str, Query(max_length=8)] = "",
    q: Annotated[str, Query(max_length=100)] = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """All of it, or what holds the words of `q` in any language."""
    language = lang if lang in LANGUAGES else speak.language()
    book, wanted = library(), folded(q)

    def found(items: Iterable[LibraryField]) -> list[Shown]:
        kept = (item for item in items if wanted in _text(item))
        return [Shown(item, printed_in(item.key, state.forms)) for item in kept]

    lists = [item for item in book.vocabularies if wanted in _text(item)]
    return page(
        "dictionary.html",
        actor,
        "/dictionary",
        language=language,
        languages=LANGUAGES,
        kinds=KINDS,
        others=[code for code in LABEL_LANGUAGES if code != language],
        q=q,
        fields=found(book.fields),
        own=found(book.own),
        vocabularies=[Shown(item, taken_by(item.id, book)) for item in lists],
        columns={column.key: column.labels for column in book.columns},
    )


def folded(text: str) -> str:
    """Text as it is searched: one form of accents and marks, small letters, nothing invisible.

    >>> folded("  Date of\u200b BIRTH ")
    'date of birth'
    """
    plain = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    return " ".join(plain.casefold().split())


@lru_cache(maxsize=1)
def _texts() -> dict[str, str]:
    """All that can be searched for, by the key of a field, or the id of a vocabulary after #."""
    book = library()
    texts: dict[str, str] = {}
    for field in (*book.fields, *book.own):
        labels = (label.text for label in field.labels.values())
        names = (*field.standards.htcds, *field.standards.ctdc)
        said = (field.key, field.kind, *labels, *field.definition.values(), *names)
        texts[field.key] = folded(" ".join(said))
    for found in book.vocabularies:
        words = [found.id, *found.titles.values(), *found.definition.values()]
        for term in found.terms:
            words += [term.code, *(word for said in term.words.values() for word in said)]
            words += [*term.standards.htcds, *term.standards.ctdc]
        texts[f"#{found.id}"] = folded(" ".join(words))
    return texts


def _text(item: LibraryField | Vocabulary) -> str:
    return _texts()[item.key if isinstance(item, LibraryField) else f"#{item.id}"]
