"""Words, names and places to draw for the reader, by language.

What `extract.forms.fill.sets` keeps for judging is never learnt from: one rule for the words of
forms, of gazetteers and of every word list, so that judge pages hold words that are new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from extract.forms.fill.sets import set_of
from training.drawing.words import Language, Split, listed, ours, places

_KHMER_LIST: Final = ("smart_kh_ocr", "data/khmer_dict_59k.txt")
_THAI_NAMES: Final = ("person_names_female_th", "person_names_male_th", "family_names_th")
#: Debian's wamerican and hunspell-id; without them there are fewer words
_ENGLISH: Final = Path("/usr/share/dict/american-english")
_INDONESIAN: Final = Path("/usr/share/hunspell/id_ID.dic")
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z'-]{1,20}")
_KHMER: Final = re.compile(r"[\u1780-\u17d3]{1,24}")


@lru_cache(maxsize=16)
def words(language: Language, split: Split) -> tuple[str, ...]:
    """Everything of one language that stands in any list, in a stable order."""
    found = dict.fromkeys(
        (*ours(language), *places(language), *listed(language), *_further(language))
    )
    return tuple(word for word in found if _in(word, split))


@lru_cache(maxsize=16)
def place_names(language: Language, split: Split) -> tuple[str, ...]:
    return tuple(word for word in dict.fromkeys(places(language)) if _in(word, split))


@lru_cache(maxsize=4)
def thai_names(split: Split) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(given names, family names)."""
    women, men, families = (tuple(_lines("pythainlp", f"corpus/{f}.txt")) for f in _THAI_NAMES)
    given = dict.fromkeys((*women, *men))
    return (
        tuple(name for name in given if _in(name, split)),
        tuple(name for name in families if _in(name, split)),
    )


def _in(word: str, split: Split) -> bool:
    return (set_of(word) == "judge") == (split == "judge")


def _further(language: Language) -> Iterator[str]:
    if language == "khm":
        yield from (word for word in _lines(*_KHMER_LIST) if _KHMER.fullmatch(word))
    elif language == "eng":
        yield from _plain(_ENGLISH)
    elif language == "ind":
        yield from _plain(_INDONESIAN)


def _plain(file: Path) -> Iterator[str]:
    if not file.exists():
        return
    for line in file.read_text("utf-8", errors="ignore").splitlines():
        word = line.partition("/")[0].strip()
        if _PLAIN.fullmatch(word) and not word.endswith("'s"):
            yield word


def _lines(package: str, name: str) -> Iterator[str]:
    """The lines of a list inside an installed package; none where it is not installed."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return
    file = Path(spec.origin).parent / name
    if file.exists():
        for line in file.read_text("utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                yield line.strip()
