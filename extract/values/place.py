"""Places: a path of levels, matched from the top level down against the country's gazetteer.

Names are compared after folding, with small misreadings allowed. When several areas fit, only the
levels they share are given and a person is asked: the nearest name is never taken in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from rapidfuzz.distance import OSA

from extract.places import gazetteer
from extract.places.area import LEVELS, Area
from extract.places.written import Chunk, Stretch, chunks, stretches
from extract.text import clean, without_leaders
from extract.values.parsed import Parsed, parsed

_COUNTRY_OF_LANGUAGE: Final = {"khm": "KHM", "tha": "THA", "ind": "IDN"}
_LIKE: Final = 0.75  # least likeness (1 = equal) of a name of 4 letters or more
_NEAR: Final = 0.06  # paths closer than this in likeness are equally good
_TWIN: Final = 0.85  # two areas of one parent this like each other are easily confused
_LONGEST: Final = 240  # characters of an address; more is neighbouring text or noise
_WIDTH: Final = 12  # paths kept at each level


@dataclass(frozen=True, slots=True)
class _Path:
    areas: tuple[Area, ...] = ()
    likeness: tuple[float, ...] = ()
    words: frozenset[int] = frozenset()
    inferred: bool = False
    twin: bool = False

    @property
    def code(self) -> str:
        return self.areas[-1].code if self.areas else ""

    @property
    def mean(self) -> float:
        return sum(self.likeness) / len(self.likeness) if self.likeness else 0.0

    @property
    def rank(self) -> tuple[int, float, int]:
        return len(self.words), self.mean, len(self.likeness)


def compact(raw: str) -> str:
    """The address without leaders and needless space."""
    return without_leaders(clean(raw)).strip(" .,;:-–_|")


def parse(raw: str, country: str = "", codes: tuple[str, ...] = ()) -> Parsed:
    """The path of levels, `{"levels": [{"level", "name", "code"}…], "rest": "…"}`.

    `rest` holds the words that name no area (house, street, or what could not be matched).

    >>> found = parse("ស្រុកមង្គលបូរី ខេត្តបន្ទាយមានជ័យ", "KHM", ("khm",))
    >>> [(l["level"], l["code"]) for l in found.value["levels"]]
    [('province', '01'), ('district', '0102')]
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
        return parsed({"levels": [], "rest": text}, "place_unlisted")
    apart = _match(chunks(text, codes), country)
    if apart.complete:
        return apart.parsed
    glued = _match(chunks(text, codes, glued=True), country)
    return max(apart, glued, key=lambda m: m.rank).parsed


@dataclass(frozen=True, slots=True)
class _Match:
    parsed: Parsed
    complete: bool
    rank: tuple[int, float, int]


def _match(found: tuple[Chunk, ...], country: str) -> _Match:
    candidates = stretches(found)
    paths = [_Path()]
    best: list[_Path] = []
    for _ in LEVELS:
        paths = sorted(_deeper(paths, candidates, country), key=lambda p: p.rank, reverse=True)
        paths = paths[:_WIDTH]
        best += paths
    if not best:
        rest = _rest(found, frozenset())
        return _Match(parsed({"levels": [], "rest": rest}, "place_unmatched"), False, (0, 0.0, 0))
    best.sort(key=lambda p: p.rank, reverse=True)
    top = best[0]
    rivals = [p for p in best if len(p.words) == len(top.words) and top.mean - p.mean < _NEAR]
    shared = _shared([p.areas for p in rivals])
    words = max((p.words for p in best if p.areas == shared), key=len, default=frozenset[int]())
    return _told(top, shared, _rest(found, words), country)


def _told(top: _Path, shared: tuple[Area, ...], rest: str, country: str) -> _Match:
    doubts = []
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
    told = parsed(value, *doubts, evidence=() if doubts else ("place_exact",))
    return _Match(told, "place_unmatched" not in doubts, top.rank)


def _level(area: Area) -> dict[str, Any]:
    level: dict[str, Any] = {"level": area.level, "name": area.name, "code": area.code}
    if area.abolished:
        level |= {"abolished": area.abolished, "successors": list(area.successors)}
    return level


def _deeper(paths: list[_Path], candidates: tuple[Stretch, ...], country: str) -> list[_Path]:
    """Every path one written level longer; a level that is not written may be leapt over when
    the one below it is written exactly."""
    found: list[_Path] = []
    for path in paths:
        below = gazetteer.children(country, path.code)
        steps = _steps(path, below, candidates, country, _LIKE)
        if not path.areas or (not steps and len(path.areas) == 1):
            for between in below:
                leap = _Path((*path.areas, between), path.likeness, path.words, inferred=True)
                under = gazetteer.children(country, between.code)
                steps += _steps(leap, under, candidates, country, 1.0)
        found += steps
    return found


def _steps(
    path: _Path,
    areas: tuple[Area, ...],
    candidates: tuple[Stretch, ...],
    country: str,
    least: float,
) -> list[_Path]:
    """The path with one of `areas` added. Where a stretch is the exact name of one, its mere
    likes are left out, and the path remembers that it has a twin."""
    steps: list[_Path] = []
    for stretch in candidates:
        if stretch.words & path.words:
            continue
        likes = [
            (area, _likeness(stretch.key, gazetteer.names(country, area), least))
            for area in areas
            if _may_be(stretch, area)
        ]
        best = max((like for _, like in likes), default=0.0)
        twin = best == 1 and any(_TWIN <= like < 1 for _, like in likes)
        steps += [
            _Path(
                (*path.areas, area),
                (*path.likeness, like),
                path.words | stretch.words,
                path.inferred,
                path.twin or twin,
            )
            for area, like in likes
            if like and (best < 1 or like == 1)
        ]
    return steps


def _may_be(stretch: Stretch, area: Area) -> bool:
    if stretch.level and stretch.level != area.level:
        return False
    return not (stretch.kind and area.kind and stretch.kind != area.kind)


def _likeness(key: str, names: tuple[str, ...], least: float) -> float:
    """The best likeness of `key` to any of `names`, 0 when it is too small."""
    best = 0.0
    for name in names:
        like = 1.0 if key == name else 0.0
        if not like and least < 1 and min(len(key), len(name)) >= 4:
            like = OSA.normalized_similarity(key, name, score_cutoff=least)
        best = max(best, like)
    return best


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
