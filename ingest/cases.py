"""Which pages make one case: by separator sheets, by a count, or by the pages of the forms.

Nothing but page numbers tells, so a stack is cut where that leaves the fewest pages missing and
the fewest out of order. Where a page is missing and its neighbours might be cut otherwise, that
is said (`unsure`): two people's pages must never become one record in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

Key = tuple[str, str]  # form and version
_MISSING: Final = 1.0  # cost of a page that is not there
_OUT_OF_ORDER: Final = 0.6  # of a page behind a later one
_BACKWARDS: Final = 0.5  # of taking a whole stack to lie the other way round
_RECORD: Final = 0.1


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the file by its place there; `form` is "" where no definition fits.

    `others` are further (form, version, page) with the same print.
    """

    place: int
    form: str = ""
    version: str = ""
    page: int = 0
    others: tuple[tuple[str, str, int], ...] = ()
    separator: bool = False

    def page_as(self, key: Key) -> int:
        """Its page number if it is of that form and version, else 0."""
        if (self.form, self.version) == key:
            return self.page
        return next((page for form, version, page in self.others if (form, version) == key), 0)

    @property
    def keys(self) -> tuple[Key, ...]:
        """What it may be, the likeliest first."""
        mine = [(self.form, self.version)] + [(form, version) for form, version, _ in self.others]
        return tuple(dict.fromkeys(mine))


@dataclass(frozen=True, slots=True)
class Case:
    """Pages of one record, as (place in the file, page of the form), and its form and version.

    `number` is the case in the file, from 1; `how` it was told: separator, count or pages.
    `open_versions` are others that fit all its pages as well; `unsure`: a page may be another's.
    """

    key: Key
    pages: tuple[tuple[int, int], ...]
    number: int
    how: str
    unsure: bool = False
    open_versions: tuple[Key, ...] = ()


def cases(
    sheets: Sequence[Sheet], lengths: Mapping[Key, int], per_case: int = 0
) -> tuple[Case, ...]:
    """The cases of a file. `lengths` are the numbers of pages by form and version.

    `per_case`: so many pages of the file make one case each (0: nobody said). Separators count
    before it; every page of a stretch that they or it set apart is one case's.
    """
    found: list[Case] = []
    for stretch in _stretches(sheets, per_case):
        how = _how(sheets, per_case)
        number = len({case.number for case in found})
        for case in _of_stretch(stretch, lengths, how):
            found.append(replace(case, number=number + case.number))
    return tuple(sorted(found, key=lambda case: min(place for place, _ in case.pages)))


def _how(sheets: Sequence[Sheet], per_case: int) -> str:
    if any(sheet.separator for sheet in sheets):
        return "separator"
    return "count" if per_case else "pages"


def _stretches(sheets: Sequence[Sheet], per_case: int) -> Iterator[list[Sheet]]:
    if any(sheet.separator for sheet in sheets):
        stretch: list[Sheet] = []
        for sheet in sheets:
            if sheet.separator:
                yield stretch
                stretch = []
            else:
                stretch.append(sheet)
        yield stretch
    elif per_case:
        for start in range(0, len(sheets), per_case):
            yield list(sheets[start : start + per_case])
    else:
        yield list(sheets)


def _of_stretch(stretch: Sequence[Sheet], lengths: Mapping[Key, int], how: str) -> Iterator[Case]:
    """The records of a stretch, form by form; told apart by nothing else, each is a case."""
    known = _settled([sheet for sheet in stretch if sheet.form])
    number = 1
    for form in dict.fromkeys(sheet.form for sheet in known):
        mine = [sheet for sheet in known if sheet.form == form]
        groups = _cut(mine, lengths)
        unsure = _unsure(groups, lengths)
        for group, doubtful in zip(groups, unsure, strict=True):
            key, *others = _common(group)
            pages = tuple((sheet.place, sheet.page_as(key)) for sheet in group)
            doubted = doubtful or (how != "pages" and len(groups) > 1)
            yield Case(key, pages, number, how, doubted, tuple(others))
            number += how == "pages"


def _settled(known: Sequence[Sheet]) -> list[Sheet]:
    """A page that two forms share is of the one that other pages are certainly of."""
    certain = {sheet.form for sheet in known if {key[0] for key in sheet.keys} == {sheet.form}}
    return [_of_form(sheet, certain) for sheet in known]


def _of_form(sheet: Sheet, certain: set[str]) -> Sheet:
    if sheet.form in certain:
        return _narrowed(sheet)
    for form, version, page in sheet.others:
        if form in certain:
            mine = (sheet.form, sheet.version, sheet.page)
            rest = (mine, *(o for o in sheet.others if o != (form, version, page)))
            return _narrowed(replace(sheet, form=form, version=version, page=page, others=rest))
    return _narrowed(sheet)


def _narrowed(sheet: Sheet) -> Sheet:
    return replace(sheet, others=tuple(o for o in sheet.others if o[0] == sheet.form))


def _common(group: Sequence[Sheet]) -> tuple[Key, ...]:
    """Versions that every page may be of, with no page number twice; the last version first."""
    keys = [key for key in group[0].keys if all(key in sheet.keys for sheet in group)]
    fit = [key for key in keys if len({s.page_as(key) for s in group}) == len(group)]
    sure = {(s.form, s.version) for s in group if len(s.keys) == 1}
    return tuple(sorted(fit, key=lambda key: (key in sure, natural(key[1])), reverse=True))


def natural(version: str) -> tuple[tuple[int, str], ...]:
    """Versions in the order people mean: 2 before 10."""
    parts = version.replace("-", ".").split(".")
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)


def _cut(pages: Sequence[Sheet], lengths: Mapping[Key, int]) -> list[list[Sheet]]:
    """The stack of one form, cut into records at the least cost, whichever way round it lies."""
    forward = _cheapest(pages, lengths, 1)
    backward = _cheapest(pages, lengths, -1)
    return (backward if backward[0] + _BACKWARDS < forward[0] else forward)[1]


def _cheapest(
    pages: Sequence[Sheet], lengths: Mapping[Key, int], way: int
) -> tuple[float, list[list[Sheet]]]:
    best: list[tuple[float, int]] = [(0.0, 0)]  # cost of the first n pages, start of the last cut
    for end in range(1, len(pages) + 1):
        tried: list[tuple[float, int]] = []
        for start in range(end - 1, -1, -1):
            cost = _cost(pages[start:end], lengths, way)
            if cost is None:
                break
            tried.append((best[start][0] + cost, start))
        best.append(min(tried))
    cuts: list[list[Sheet]] = []
    end = len(pages)
    while end:
        start = best[end][1]
        cuts.append(list(pages[start:end]))
        end = start
    return best[-1][0], cuts[::-1]


def _cost(group: Sequence[Sheet], lengths: Mapping[Key, int], way: int) -> float | None:
    """What it costs to take these pages for one record; None when they cannot be."""
    keys = _common(group)
    if not keys:
        return None
    numbers = [sheet.page_as(keys[0]) for sheet in group]
    wrong = sum((b - a) * way < 0 for a, b in pairwise(numbers))
    return _MISSING * _missing(group, lengths) + _OUT_OF_ORDER * wrong + _RECORD


def _missing(group: Sequence[Sheet], lengths: Mapping[Key, int]) -> int:
    return max(0, lengths.get(_common(group)[0], len(group)) - len(group))


def _unsure(groups: Sequence[Sequence[Sheet]], lengths: Mapping[Key, int]) -> list[bool]:
    """Whether a record lacks a page and could have one of its neighbour's, or lend it one."""
    unsure = [False] * len(groups)
    for n in range(len(groups) - 1):
        first, second = groups[n], groups[n + 1]
        if not (_missing(first, lengths) or _missing(second, lengths)):
            continue
        lent = _common([first[-1], *second]) or _common([*first, second[0]])
        if lent:
            unsure[n] = unsure[n + 1] = True
    return unsure
