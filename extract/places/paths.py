"""The paths through a gazetteer that a written address may mean, from the top level down.

Names are compared after folding, with misreadings weighed (`extract.likeness`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from extract.likeness import Letter, likeness
from extract.places import gazetteer
from extract.places.area import LEVELS, Area
from extract.places.written import Stretch

LIKE: Final = 0.75  # least likeness (1 = equal) of a name of 4 letters or more
_TWIN: Final = 0.85  # two areas of one parent this like each other are easily confused
_WIDTH: Final = 12  # paths kept at each level
_SHORTEST: Final = 4
_SHORTEST_WHOLE: Final = 3  # letters of a misread name that stands between two commas

Letters = Callable[[str], Sequence[Letter]]


@dataclass(frozen=True, slots=True)
class Path:
    """Areas from the province down; `reads` and `likeness` are those of the levels written."""

    areas: tuple[Area, ...] = ()
    likeness: tuple[float, ...] = ()
    words: frozenset[int] = frozenset()
    inferred: bool = False
    twin: bool = False
    reads: tuple[tuple[Area, frozenset[int], float], ...] = ()

    @property
    def code(self) -> str:
        return self.areas[-1].code if self.areas else ""

    @property
    def mean(self) -> float:
        return sum(self.likeness) / len(self.likeness) if self.likeness else 0.0

    @property
    def explained(self) -> float:
        """How many words its names explain, each the less the less alike it is."""
        return round(sum(len(words) * like**2 for _, words, like in self.reads), 3)

    @property
    def rank(self) -> tuple[float, float, int]:
        return self.explained, self.mean, len(self.likeness)


def paths(candidates: Sequence[Stretch], country: str, letters: Letters) -> list[Path]:
    """All paths that some of the words name, the likeliest first."""
    reach = [Path()]
    found: list[Path] = []
    for _ in LEVELS:
        steps = (step for path in reach for step in _deeper(path, candidates, country, letters))
        reach = sorted(steps, key=lambda path: path.rank, reverse=True)[:_WIDTH]
        found += reach
    return sorted(found, key=lambda path: path.rank, reverse=True)


def _deeper(
    path: Path, candidates: Sequence[Stretch], country: str, letters: Letters
) -> list[Path]:
    """The path one written level longer; a level that is not written may be leapt over when the
    one below it is written exactly."""
    below = gazetteer.children(country, path.code)
    steps = _steps(path, below, candidates, country, letters)
    if not path.areas or (not steps and len(path.areas) == 1):
        for between in below:
            leap = Path(
                (*path.areas, between), path.likeness, path.words, True, path.twin, path.reads
            )
            under = gazetteer.children(country, between.code)
            steps += _steps(leap, under, candidates, country, letters, least=1.0)
    return steps


def _steps(
    path: Path,
    areas: Sequence[Area],
    candidates: Sequence[Stretch],
    country: str,
    letters: Letters,
    *,
    least: float = LIKE,
) -> list[Path]:
    """The path with one of `areas` added. Where a stretch is the exact name of one, its mere
    likes are left out, and the path remembers that it has a twin."""
    steps: list[Path] = []
    for stretch in candidates:
        if stretch.words & path.words:
            continue
        likes = [
            (area, _likeness(stretch, gazetteer.names(country, area), least, letters))
            for area in areas
            if _may_be(stretch, area)
        ]
        best = max((like for _, like in likes), default=0.0)
        twin = best == 1 and any(_TWIN <= like < 1 for _, like in likes)
        steps += [
            Path(
                (*path.areas, area),
                (*path.likeness, like),
                path.words | stretch.words,
                path.inferred,
                path.twin or twin,
                (*path.reads, (area, stretch.words, like)),
            )
            for area, like in likes
            if like and (best < 1 or like == 1)
        ]
    return steps


def _may_be(stretch: Stretch, area: Area) -> bool:
    if stretch.level and stretch.level != area.level:
        return False
    return not (stretch.kind and area.kind and stretch.kind != area.kind)


def _likeness(stretch: Stretch, names: tuple[str, ...], least: float, letters: Letters) -> float:
    """The best likeness of a stretch to any of `names`, 0 when it is too small."""
    key = stretch.key
    if key in names:
        return 1.0
    if least == 1.0:
        return 0.0
    if len(key) < (_SHORTEST_WHOLE if stretch.whole else _SHORTEST):
        return 0.0
    heard = letters(key)
    likes = (likeness(key, name, least, heard) for name in names if len(name) >= _SHORTEST)
    return max(likes, default=0.0)
