"""Crops to readings: which engine reads which crop, and what they agree on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from models.values import Grey, Looks, Reading
from ocr.engines import Engine, tesseract
from ocr.panel import Panel


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """One line to read. `languages`: what it may hold, the likeliest first; `looks`: if known."""

    crop: Grey
    languages: tuple[str, ...]
    looks: Looks | None = None


class _Tesseract:
    name: Final = tesseract.NAME
    languages: Final = frozenset({"khm", "tha", "ind", "eng"})

    def version(self) -> str:
        return tesseract.version()

    def read(self, crops: Sequence[Grey], languages: tuple[str, ...]) -> tuple[Reading, ...]:
        return tesseract.read_lines(crops, languages)


def open_panel() -> Panel:
    """The engines of this installation; nothing is loaded before a crop asks for it."""
    first: Engine = _Tesseract()
    return Panel((first,))


def read(
    crops: Sequence[Grey],
    languages: tuple[str, ...],
    *,
    looks: Sequence[Looks] | None = None,
    panel: Panel | None = None,
) -> tuple[Reading, ...]:
    """One `Reading` a crop, in order; empty text and confidence 0 where nothing was read.

    `crops` are (height, width) grey pictures of a line each; word boxes are in pixels of their
    crop. `languages` are those wanted; a crop is read in those of them whose script it shows.
    `looks` says what each crop's ink is, where the caller knows. `panel`: the document's
    engines, so that their faults and versions are known afterwards. Raises EngineFailed and
    EnvironmentProblem when the first engine cannot read.
    """
    seen: Sequence[Looks | None] = looks or [None] * len(crops)
    return read_tasks(
        [Task(crop, languages, look) for crop, look in zip(crops, seen, strict=True)], panel
    )


def read_tasks(tasks: Sequence[Task], panel: Panel | None = None) -> tuple[Reading, ...]:
    """As `read`, each crop with languages of its own."""
    engines = panel or open_panel()
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, task in enumerate(tasks):
        groups[task.languages].append(number)
    found: dict[int, Reading] = {}
    for languages, numbers in groups.items():
        readings = engines.ask(engines.first, [tasks[n].crop for n in numbers], languages)
        found.update(zip(numbers, readings or (), strict=True))
    return tuple(found[n] for n in range(len(tasks)))
