"""The sentences of the interface in each language: `km.po`, `th.po`, `id.po` beside this file.

They are plain gettext catalogues; `script/words` keeps them in step with the code. They are read
once, when a language is first asked for. Khmer, Thai and Indonesian know no plural, so that an
English sentence has one translation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from babel.dates import get_month_names
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from api.catalogue.patterns import Patterns

FOLDER: Final = Path(__file__).parent
TRANSLATED: Final = ("km", "th", "id")
#: Where a sentence comes from tells whether scripts need it.
SCRIPTS: Final = "api/web/static/"


@dataclass(frozen=True, slots=True)
class Scripts:
    """The words of one language for scripts: a module, and its address, which names its state."""

    source: bytes
    address: str


def read(language: str) -> Catalog:
    """The catalogue of a language as it lies on the disk."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def _loaded(language: str) -> Catalog:
    return read(language)


@cache
def sentences(language: str) -> Mapping[str, str]:
    """English to the language; sentences that are not translated yet are missing."""
    if language not in TRANSLATED:
        return {}
    return _words(_loaded(language), everywhere=True)


@cache
def scripts(language: str) -> Scripts:
    """The sentences that scripts say and the names of months, as a module that exports them."""
    words = _words(_loaded(language), everywhere=False) if language in TRANSLATED else {}
    months = [
        str(name) for _, name in sorted(get_month_names("abbreviated", locale=language).items())
    ]
    source = (
        f"export const months = {_packed(months)};\nexport default {_packed(words)};\n".encode()
    )
    return Scripts(source, f"/words/{language}.js?v={sha256(source).hexdigest()[:12]}")


def _packed(what: object) -> str:
    return json.dumps(what, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@cache
def _patterns(language: str) -> Patterns:
    return Patterns(sentences(language))


def translated(sentence: str, language: str) -> str:
    """A sentence made in English, with its values in it already; as it is where it is unknown."""
    if language not in TRANSLATED:
        return sentence
    return _patterns(language).translated(sentence)


def _words(catalog: Catalog, *, everywhere: bool) -> dict[str, str]:
    found = {}
    for message in catalog:
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        words = message.string[0] if isinstance(message.string, tuple) else message.string
        if key and words and (everywhere or _spoken_by_scripts(message.locations)):
            found[str(key)] = str(words)
    return found


def _spoken_by_scripts(locations: Sequence[tuple[str, int | None]]) -> bool:
    return any(place.startswith(SCRIPTS) for place, _line in locations)
