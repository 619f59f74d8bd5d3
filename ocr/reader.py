"""Crops to readings: which engine reads which crop, and what they agree on.

Cheap ones first: every crop is looked at, Tesseract reads them all in few calls (`ocr.first`),
further engines are asked only where they know the script and are worth their cost (`ocr.asking`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from models.values import Grey, Reading
from ocr.agree import vote
from ocr.asking import Purse, Read
from ocr.first import Task, first
from ocr.looks import Look
from ocr.panel import Panel, open_panel

__all__ = ["Task", "read", "read_tasks"]


def read(
    crops: Sequence[Grey],
    languages: tuple[str, ...],
    *,
    looks: Sequence[Look] | None = None,
    panel: Panel | None = None,
) -> tuple[Reading, ...]:
    """One `Reading` a crop, in order; empty text and confidence 0 where nothing was read.

    `crops` are (height, width) grey pictures of a line each; word boxes are in pixels of their
    crop. `languages` are those wanted; a crop is read in those of them whose script it shows.
    `looks`: as `ocr.looks.look` saw the crops, where the caller has looked already. `panel`: the
    document's engines, so that their faults and versions are known afterwards. Raises
    EngineFailed and EnvironmentProblem when the first engine cannot read.
    """
    seen: Sequence[Look | None] = looks or [None] * len(crops)
    tasks = [Task(crop, languages, look) for crop, look in zip(crops, seen, strict=True)]
    return read_tasks(tasks, panel)


def read_tasks(tasks: Sequence[Task], panel: Panel | None = None) -> tuple[Reading, ...]:
    """As `read`, each crop with languages of its own."""
    engines = panel or open_panel()
    seen = _looked(tasks, engines)
    crops = first(tasks, seen, engines)
    purse = Purse(crops.values())
    opinions = {n: [item.reading] for n, item in crops.items()}
    for engine in engines.others:
        chosen = purse.chosen(engine, crops)
        for languages, numbers in _grouped(crops, chosen).items():
            known = tuple(code for code in languages if code in engine.languages)
            found = engines.ask(engine, [crops[n].crop for n in numbers], known)
            for n, reading in zip(numbers, found or (), strict=found is not None):
                opinions[n].append(reading)
                joint = vote(opinions[n], crops[n].scripts)
                crops[n] = replace(crops[n], reading=replace(joint, looks=crops[n].reading.looks))
    return tuple(crops[n].reading for n in range(len(tasks)))


def _looked(tasks: Sequence[Task], panel: Panel) -> list[Look | None]:
    """What each crop shows; None where nobody can look."""
    missing = [n for n, task in enumerate(tasks) if task.look is None]
    found: list[Look | None] = [task.look for task in tasks]
    seen = panel.look([tasks[n].crop for n in missing])
    for n, look in zip(missing, seen or (), strict=seen is not None):
        found[n] = look
    return found


def _grouped(
    crops: Mapping[int, Read], chosen: Sequence[int]
) -> Mapping[tuple[str, ...], Sequence[int]]:
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n in chosen:
        groups[crops[n].languages].append(n)
    return groups
