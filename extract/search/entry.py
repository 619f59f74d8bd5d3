"""A record as it is searched: its written fields folded, and how its names begin and sound."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from extract.search.folded import folded
from extract.sounds import names
from models.searching import FENCE

#: Kinds whose words are found by their sound too.
SOUNDED: Final = ("name", "place")
#: Kinds that hold nothing written.
_SILENT: Final = ("signature", "photo")
_FENCE: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
_BEGINS: Final = 2  # letters; longer beginnings are found as pieces of text
#: What tokens begin with: the key of a sound, how a word begins (and FENCE an office's fence).
SOUND, BEGIN = "1", "2"


@dataclass(frozen=True, slots=True)
class Written:
    """A field as it is kept: what was written and what it means."""

    key: str
    kind: str
    raw: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Entry:
    """The columns of `models.tables.Searchable` that are made here.

    `keys` are `kind:key` words, one a line of `fields` below its first, the fence. `heard` are
    words `line:key:way`: line from 1, the key of a sound and the sound itself.
    """

    keys: str
    fields: str
    heard: str
    tokens: str


def fence(office_id: str) -> str:
    """Three letters that stand for an office in what is searched.

    They keep an index from walking through other offices' rows. Two offices may share them: what
    is found is compared with the office itself.

    >>> len(fence("0" * 32))
    3
    """
    number = int.from_bytes(hashlib.sha256(office_id.encode()).digest()[:4])
    return "".join(_FENCE[number // 36**n % 36] for n in range(3))


def entry(office_id: str, fields: Iterable[Written]) -> Entry:
    """Everything that is searched of one record."""
    mine = fence(office_id)
    keys, lines, heard = [], [mine], []
    tokens: dict[str, None] = {FENCE + mine: None}
    for field in fields:
        line = _line(field)
        if not line:
            continue
        keys.append(f"{field.kind}:{field.key}")
        lines.append(line)
        tokens.update(dict.fromkeys(_begins(line, named=field.kind in SOUNDED)))
        if field.kind in SOUNDED or field.kind == "table":
            for name in _names(field):
                found, keyed = _heard(len(keys), name)
                heard += found
                tokens.update(dict.fromkeys(keyed))
    return Entry(
        " ".join(keys), "\n".join(lines), " ".join(dict.fromkeys(heard)), " ".join(sorted(tokens))
    )


def _line(field: Written) -> str:
    """What was written, and what it means where that is written otherwise."""
    if field.kind in _SILENT:
        return ""
    parts = [folded(text).replace("\n", " ") for text in (field.raw, *said(field))]
    made = ""
    for part in dict.fromkeys(parts):
        if part and part not in made:
            made = f"{made} {part}".strip()
    return made


def said(field: Written) -> Iterator[str]:
    """The texts in what a field means: names of places, ISO days, codes, cells of tables."""
    yield from _texts(field.value)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, part in value.items():
            if name not in ("level", "era", "written", "currency") and not (
                name == "code" and "level" in value
            ):
                yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value).replace("_", " ")


def _names(field: Written) -> Iterator[str]:
    """The names in a field: of a table the cells of columns that hold names."""
    if field.kind == "table":
        for row in field.value if isinstance(field.value, list) else ():
            for column, cell in row.items() if isinstance(row, Mapping) else ():
                if "name" in column and isinstance(cell, str):
                    yield cell
    elif field.kind == "place" and isinstance(field.value, Mapping):
        levels = field.value.get("levels") or ()
        yield from (str(level.get("name", "")) for level in levels if isinstance(level, Mapping))
        yield str(field.value.get("rest") or "")
    elif isinstance(field.value, str) and field.value:
        yield field.value
    else:
        yield field.raw


def _heard(line: int, name: str) -> tuple[list[str], list[str]]:
    said = _said(name)
    return [f"{line}:{key}:{way}" for key, way in said], [SOUND + key for key, _ in said]


@lru_cache(maxsize=50_000)
def _said(name: str) -> tuple[tuple[str, str], ...]:
    """The keys and ways of its words, and of all of them as one."""
    words = names.words(name)
    ways = [way for word in words for way in names.spoken(word)]
    if len(words) > 1 and (whole := names.joined(words)):
        ways.append(whole)
    return tuple((names.key(way), way) for way in ways)


def _begins(line: str, *, named: bool) -> Iterator[str]:
    """How its words begin, of names and places; of other fields only the shortest words."""
    for word in line.split():
        if named:
            yield BEGIN + word[:1]
            yield BEGIN + word[:_BEGINS]
        elif len(word) <= _BEGINS:
            yield BEGIN + word
