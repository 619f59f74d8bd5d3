"""Places: a path of levels, matched from the top level down against the country's gazetteer.

Names are compared after folding, with misreadings weighed by what the readers were sure of. When
several areas fit, only the levels they share are given and a person is asked: the nearest name is
never taken in silence, and what was taken for a name is told as a repair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from extract.heard import Heard
from extract.places import gazetteer, loose
from extract.places.area import Area
from extract.places.levels import mended
from extract.places.paths import Path, paths
from extract.places.written import Chunk, chunks, stretches
from extract.text import clean, without_leaders
from extract.values.parsed import Parsed, parsed
from models.values import Repair

_COUNTRY_OF_LANGUAGE: Final = {"khm": "KHM", "tha": "THA", "ind": "IDN"}
_NEAR: Final = 0.2  # words; paths that explain as much but for less than this are equally good
_LONGEST: Final = 240  # characters of an address; more is neighbouring text or noise

Rank = tuple[float, float, int]


def compact(raw: str) -> str:
    """The address without leaders and needless space."""
    return without_leaders(clean(raw)).strip(" .,;:-–_|")


def parse(
    raw: str, country: str = "", codes: tuple[str, ...] = (), *, heard: Heard | None = None
) -> Parsed:
    """The path of levels, `{"levels": [{"level", "name", "code"}…], "rest": "…"}`.

    `rest` holds the words that name no area (house, street, or what could not be matched).
    `heard` tells how sure its readers were of each letter.

    >>> found = parse("ស្រុកមង្គលបូរី ខេត្តបន្ទាយមានជ័យ", "KHM", ("khm",))
    >>> [(l["level"], l["code"]) for l in found.value["levels"]]
    [('province', '01'), ('district', '0102')]
    >>> [(r.read, r.taken) for r in parse("Kab. Bandumg, Jawa Barat", "IDN", ("ind",)).repairs]
    [('Bandumg', 'Kabupaten Bandung')]
    """
    text = compact(raw)
    if not text:
        return Parsed(None)
    country = country or next(
        (_COUNTRY_OF_LANGUAGE[c] for c in codes if c in _COUNTRY_OF_LANGUAGE), ""
    )
    if len(text) > _LONGEST:
        return parsed({"levels": [], "rest": text}, "too_long")
    if not gazetteer.known(country):
        return loose.parse(text, country)
    return _likeliest(text, country, codes, heard or Heard()).parsed


def _likeliest(text: str, country: str, codes: tuple[str, ...], heard: Heard) -> _Match:
    """The address as it stands, as one run of letters, and with its words for levels mended:
    the first that is complete, else the one that explains most."""
    found: list[_Match] = []
    repaired = mended(text, codes)
    for form in dict.fromkeys((text, repaired)):
        for glued in (False, True):
            match = _match(chunks(form, codes, glued=glued), country, heard)
            if match.complete:
                return match
            found.append(match)
    return max(found, key=lambda match: match.rank)


@dataclass(frozen=True, slots=True)
class _Match:
    parsed: Parsed
    complete: bool
    rank: Rank


def _match(found: tuple[Chunk, ...], country: str, heard: Heard) -> _Match:
    best = paths(stretches(found), country, heard.of)
    if not best:
        rest = _rest(found, frozenset())
        return _Match(parsed({"levels": [], "rest": rest}, "place_unmatched"), False, (0, 0.0, 0))
    top = best[0]
    near = [p for p in best if len(p.words) == len(top.words)]
    rivals = [p for p in near if top.explained - p.explained < _NEAR]
    shared = _shared([p.areas for p in rivals])
    words = max((p.words for p in best if p.areas == shared), key=len, default=frozenset[int]())
    return _told(top, shared, found, words, country)


def _told(
    top: Path,
    shared: tuple[Area, ...],
    found: tuple[Chunk, ...],
    words: frozenset[int],
    country: str,
) -> _Match:
    doubts = []
    rest = _rest(found, words)
    finished = top.areas and not gazetteer.children(country, top.code)
    stray = any(c.isalpha() for c in rest) and not finished
    if len(shared) < len(top.areas) or stray:
        doubts.append("place_unmatched")
    if top.inferred:
        doubts.append("place_inferred")
    if min(top.likeness) < 1:
        doubts.append("place_by_likeness")
    if top.twin:
        doubts.append("place_twin")
    if any(area.abolished for area in shared):
        doubts.append("place_abolished")
    value: dict[str, Any] = {"levels": [_level(area) for area in shared]}
    if rest:
        value["rest"] = rest
    repairs = tuple(
        Repair(_words(found, read), area.name, "gazetteer", round(like, 3))
        for area, read, like in top.reads
        if like < 1 and area in shared
    )
    evidence = () if doubts else ("place_exact",)
    told = parsed(value, *doubts, evidence=evidence, repairs=repairs)
    return _Match(told, "place_unmatched" not in doubts, top.rank)


def _level(area: Area) -> dict[str, Any]:
    level: dict[str, Any] = {"level": area.level, "name": area.name, "code": area.code}
    if area.abolished:
        level |= {"abolished": area.abolished, "successors": list(area.successors)}
    return level


def _shared(rows: list[tuple[Area, ...]]) -> tuple[Area, ...]:
    """The levels all rivals have in common, from the top."""
    shared: list[Area] = []
    for level in zip(*rows, strict=False):
        if any(area != level[0] for area in level):
            break
        shared.append(level[0])
    return tuple(shared)


def _rest(found: tuple[Chunk, ...], used: frozenset[int]) -> str:
    left = (w for c in found for i, w in enumerate(c.words, start=c.first) if i not in used)
    return " ".join(left)


def _words(found: tuple[Chunk, ...], wanted: frozenset[int]) -> str:
    return " ".join(w for c in found for i, w in enumerate(c.words, start=c.first) if i in wanted)
