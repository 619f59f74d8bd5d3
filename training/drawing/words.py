"""Words to draw: what this project's own data and its installed word lists hold, by language.

One word in ten is kept for judging (by its hash), so that a reader trained on drawn lines can
be judged on words that it has not seen.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from extract.places import gazetteer

Language = Literal["khm", "tha", "ind", "eng"]
Split = Literal["learn", "judge"]

LANGUAGES: Final[tuple[Language, ...]] = ("khm", "tha", "ind", "eng")
_EXTRACT: Final = Path(gazetteer.__file__).parents[1]
_KHMER: Final = re.compile(r"[ក-៝]")
_THAI: Final = re.compile(r"[ก-์]")
_LATIN: Final = re.compile(r"[A-Za-z]")


@lru_cache(maxsize=16)
def words(language: Language, split: Split) -> tuple[str, ...]:
    """Words, names, places and labels of one language, in a stable order."""
    found = dict.fromkeys((*ours(language), *places(language), *listed(language)))
    kept = [word for word in found if (_hash(word) % 10 == 0) == (split == "judge")]
    return tuple(kept)


def _hash(word: str) -> int:
    return zlib.crc32(word.encode())


def ours(language: Language) -> Iterator[str]:
    """Every string of our own YAML that is written in the language's script."""
    places = [_EXTRACT / "languages" / language, _EXTRACT / "forms"]
    for place in places:
        for file in sorted(place.rglob("*.yaml")):
            for text in _strings(yaml.safe_load(file.read_text("utf-8"))):
                if _written_in(text) == ("latin" if language in {"ind", "eng"} else language):
                    yield text


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if 2 <= len(value) <= 80 and "_" not in value and "/" not in value:
            yield " ".join(value.split())
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _strings(key)
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _written_in(text: str) -> str:
    khmer, thai, latin = (bool(kind.search(text)) for kind in (_KHMER, _THAI, _LATIN))
    if khmer + thai + latin != 1:
        return ""
    return "khm" if khmer else "tha" if thai else "latin"


def places(language: Language) -> Iterator[str]:
    """Provinces, districts and communes; the English ones are Thai and Khmer places in Latin."""
    countries = {"khm": ("KHM",), "tha": ("THA",), "ind": ("IDN",), "eng": ("KHM", "THA")}
    for country in countries[language]:
        for province in gazetteer.children(country):
            for district in gazetteer.children(country, province.code):
                communes = () if country == "IDN" else gazetteer.children(country, district.code)
                for area in (province, district, *communes):
                    name = area.latin if language == "eng" else area.name
                    if name:
                        yield name


def listed(language: Language) -> Iterator[str]:
    if language == "tha":
        from pythainlp.corpus import thai_words  # noqa: PLC0415  (slow to load)

        yield from sorted(word for word in thai_words() if 1 < len(word) < 18)
    elif language == "eng":
        from spacy.lang.en.stop_words import STOP_WORDS  # noqa: PLC0415

        yield from sorted(STOP_WORDS)
    elif language == "ind":
        from spacy.lang.id.stop_words import STOP_WORDS  # noqa: PLC0415

        yield from sorted(STOP_WORDS)
