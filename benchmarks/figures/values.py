"""Share of printed values that stand exactly in what was read of a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.figures import readers
from benchmarks.figures.matching import canonical, thai_digits
from benchmarks.figures.pages import ASKED, LANGUAGES, LEVELS, Page, Value
from benchmarks.figures.readers import Read, Reader
from benchmarks.figures.tables import share, table

#: language, level, whether the value has Thai digits
Group = tuple[str, str, bool]
Found = dict[Group, tuple[int, int]]  # values found, values there were

FIELDS = "Lontar, by the form"
TEXT = "Lontar, no form"


def measured(pages: Sequence[Page], others: Mapping[str, Reader]) -> str:
    """Read the pages with everyone and say who found what. The tables, and the cost."""
    columns: dict[str, Found] = {}
    costs: dict[str, float] = {}
    if pages and all(page.kind == "form" for page in pages):
        columns[FIELDS], costs[FIELDS] = _by_fields(pages)
    for name, reader in ((TEXT, readers.lontar), *others.items()):
        columns[name], costs[name] = _by_text(pages, reader)
    rows = [
        (_named(group), *(share(*found.get(group, (0, 0))) for found in columns.values()))
        for group in _groups(pages)
    ]
    spent = ("CPU-seconds a page", *(f"{cost / max(1, len(pages)):.2f}" for cost in costs.values()))
    return table(("values exact", *columns), [*rows, spent])


def _by_text(pages: Sequence[Page], reader: Reader) -> tuple[Found, float]:
    texts: dict[Path, str] = {}
    cpu = 0.0
    for language in LANGUAGES:
        mine = [page.path for page in pages if page.language == language]
        read: Read = reader(mine, ASKED[language]) if mine else Read({}, 0.0)
        texts |= {path: canonical(text) for path, text in read.texts.items()}
        cpu += read.cpu
    return counted(pages, lambda page, value: canonical(value.text) in texts[page.path]), cpu


def _by_fields(pages: Sequence[Page]) -> tuple[Found, float]:
    """A value counts only in its own field."""
    fields, cpu = readers.lontar_fields([page.path for page in pages])

    def right(page: Page, value: Value) -> bool:
        return canonical(value.text) in canonical(fields[page.path].get(value.key, ""))

    return counted(pages, right), cpu


def counted(pages: Sequence[Page], right: Callable[[Page, Value], bool]) -> Found:
    """How many values of each group `right` says were found."""
    found: dict[Group, list[bool]] = defaultdict(list)
    for page in pages:
        for value in page.values:
            found[(page.language, page.level, thai_digits(value.text))].append(right(page, value))
    return {group: (sum(hits), len(hits)) for group, hits in found.items()}


def _groups(pages: Sequence[Page]) -> list[Group]:
    there = counted(pages, lambda _page, _value: True)
    order = [(a, b, c) for a in LANGUAGES for c in (False, True) for b in LEVELS]
    return [group for group in order if group in there]


def _named(group: Group) -> str:
    language, level, digits = group
    return f"{language}{', Thai digits' if digits else ''}, {level}"
