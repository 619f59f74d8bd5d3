"""Printed words to the key of the field that they name, misreadings allowed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from extract.languages.digits import to_latin
from extract.lexicon.load import words
from extract.text import clean, fold, scripts
from models.languages import ENGINE_LANGUAGES

#: (folded length up to, letters that may be misread): short words are found exactly or not at all
_MISREAD: Final = ((4, 0), (8, 1), (14, 2), (22, 3), (1000, 4))
_LONGEST: Final = 70  # folded characters: longer text is no label
_NUMBERING: Final = re.compile(
    r"^\s*(?:\(?[0-9០-៩๐-๙]{1,2}(?:\.[0-9]{1,2})*[.)]|\(?[a-hก-ฮក-ឃ][.)])\s*"
)
_TRIMMED: Final = " \t:：.…_-–*•|"
_ASIDE: Final = re.compile(r"[(（\[].*?[)）\]]")
_PARTS: Final = re.compile(r"\s*[/|()（）\[\]]\s*|\s+[-–]\s+")
_SCRIPTS: Final = re.compile(r"[\u1780-\u17ff\u19e0-\u19ff]|[\u0e00-\u0e7f]|[A-Za-z\u00c0-\u024f]")


@dataclass(frozen=True, slots=True)
class Known:
    """A label that forms print. `key` is the library's, or "" where it has no such field.

    `score` (0..1) is the likeness to the words as they are spelled; `language` an engine code;
    `letters` are those that take part in the label, with what is misread of them counted off.
    """

    key: str
    score: float
    language: str
    letters: float


def label_key(text: str) -> Known | None:
    """The field that a printed label names; None when the words are no label that is known.

    Numbering before it, a colon behind it, words in brackets and a second language beside it do
    not matter. A label of something else than a field of the library gives the key "".

    >>> label_key("3. Tanggal lahir / Date of birth :").key, label_key("Nama ayah").key
    ('dob', '')
    """
    bare = _NUMBERING.sub("", clean(text)).strip(_TRIMMED)
    if not bare:
        return None
    return _whole(bare) or _of_parts(bare)


def is_unit(text: str) -> bool:
    """Whether a text is a unit printed behind a short value ("years old", "ต่อเดือน")."""
    key = _key(text)
    return bool(key) and any(key in _units(code) for code in ENGINE_LANGUAGES)


@lru_cache(maxsize=4096)
def _whole(text: str) -> Known | None:
    key = _key(text)
    if not 1 < len(key) <= _LONGEST:
        return None
    most = next(edits for longest, edits in _MISREAD if len(key) <= longest)
    best: Known | None = None
    for code in _languages(text):
        for known in _near(key, code, most):
            if best is None or (known.score, bool(known.key)) > (best.score, bool(best.key)):
                best = known
    return best


def _near(key: str, code: str, most: int) -> Iterator[Known]:
    table = _table(code)
    if key in table:
        yield Known(table[key], 1.0, code, len(key))
    elif most:
        for near, distance, _ in extract(
            key, table.keys(), scorer=OSA.distance, score_cutoff=most, limit=1
        ):
            like = 1 - distance / max(len(near), len(key))
            yield Known(table[near], like, code, len(near) - 2 * distance)


def _of_parts(text: str) -> Known | None:
    """Labels in two languages, or with words in brackets: the best part that is a label."""
    found = [known for part in _parts(text) if (known := _whole(part)) is not None]
    named = [known for known in found if known.key]
    best = max(named or found, key=lambda known: known.score, default=None)
    if best is None:
        return None
    told = min(sum(known.letters for known in found), float(len(_key(text))))
    return replace(best, letters=told - (len(_key(text)) - told) / 2)


def _parts(text: str) -> Iterator[str]:
    without = _ASIDE.sub(" ", text).strip(_TRIMMED)
    if without and without != text:
        yield without
    for part in _PARTS.split(text):
        if len(fold(part)) > 2:
            yield part.strip(_TRIMMED)
    yield from _by_script(text)


def _by_script(text: str) -> Iterator[str]:
    """The stretches of a text that are in one script, where it is in several."""
    if len(scripts(text)) < 2:
        return
    start, last = 0, ""
    for match in _SCRIPTS.finditer(text):
        script = next(iter(scripts(match[0])), "")
        if last and script and script != last:
            yield text[start : match.start()].strip(_TRIMMED)
            start = match.start()
        last = script or last
    yield text[start:].strip(_TRIMMED)


def _languages(text: str) -> tuple[str, ...]:
    found = scripts(text)
    if "khmer" in found:
        return ("khm",)
    if "thai" in found:
        return ("tha",)
    return ("ind", "eng")


@lru_cache(maxsize=4)
def _table(code: str) -> dict[str, str]:
    """Folded words to keys, those of the library last so that they stand."""
    said = words(code)
    table = {_key(text): "" for text in said.elsewhere}
    for key, labels in said.labels.items():
        for label in labels:
            table.setdefault(_key(label), key)
    return table


@lru_cache(maxsize=4)
def _units(code: str) -> frozenset[str]:
    return frozenset(_key(unit) for unit in words(code).units)


@lru_cache(maxsize=8192)
def _key(text: str) -> str:
    return to_latin(fold(text))
