"""Crops to readings: which engine reads which crop, and what they agree on.

Cheap ones first: every crop is looked at, our own network reads them all (`ocr.first`; Tesseract
where there is no such network), further engines are asked only where they know the script and are
worth their cost (`ocr.asking`). Last, what is known of a reading becomes the probability that it is
right (`ocr.calibration`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from models.values import Grey, Looks, Reading
from ocr.agree import vote
from ocr.asking import Purse, Read
from ocr.calibration import calibrated
from ocr.engines import Engine
from ocr.first import Task, first
from ocr.likely import merged
from ocr.looks import Look
from ocr.panel import Panel, open_panel
from ocr.terms import table
from ocr.trust import trust

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
    EngineFailed and EnvironmentProblem when none that reads everything can read.
    """
    seen: Sequence[Look | None] = looks or [None] * len(crops)
    tasks = [Task(crop, languages, look) for crop, look in zip(crops, seen, strict=True)]
    return read_tasks(tasks, panel)


def read_tasks(tasks: Sequence[Task], panel: Panel | None = None) -> tuple[Reading, ...]:
    """As `read`, each crop with languages of its own."""
    engines = panel or open_panel()
    seen = _looked(tasks, engines)
    foremost, crops = first(tasks, seen, engines)
    plan = table().plan(foremost.name)
    purse = Purse(crops.values(), plan)
    opinions = {n: [item.reading] for n, item in crops.items()}
    for engine in sorted(engines.others(foremost), key=lambda engine: plan.place(engine.name)):
        chosen = purse.chosen(engine, crops)
        for languages, numbers in _grouped(crops, chosen, engine).items():
            found = engines.ask(engine, [crops[n].crop for n in numbers], languages)
            for n, reading in zip(numbers, found or (), strict=found is not None):
                opinions[n].append(reading)
                crops[n] = replace(crops[n], reading=_joint(opinions[n], crops[n]))
    return tuple(_modest(calibrated(crops[n].reading, task.crop)) for n, task in enumerate(tasks))


def _modest(reading: Reading) -> Reading:
    """What looks handwritten is never sure: what was measured of it is measured on drawn hands."""
    if reading.looks is not Looks.HANDWRITTEN:
        return reading
    return replace(reading, confidence=min(reading.confidence, trust().handwritten))


def _joint(opinions: Sequence[Reading], crop: Read) -> Reading:
    """The vote, with what is known of the crop beside its text."""
    joint = vote(opinions, crop.scripts)
    return replace(joint, looks=crop.reading.looks, expected=opinions[0].expected)


def _looked(tasks: Sequence[Task], panel: Panel) -> list[Look | None]:
    """What each crop shows; None where nobody can look."""
    missing = [n for n, task in enumerate(tasks) if task.look is None]
    found: list[Look | None] = [task.look for task in tasks]
    seen = panel.look([tasks[n].crop for n in missing])
    for n, look in zip(missing, seen or (), strict=seen is not None):
        found[n] = look
    return found


def _grouped(
    crops: Mapping[int, Read], chosen: Sequence[int], engine: Engine
) -> Mapping[tuple[str, ...], Sequence[int]]:
    """The crops to go together, by those of their languages that the engine knows."""
    wanted = merged([tuple(c for c in crops[n].languages if c in engine.languages) for n in chosen])
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, languages in zip(chosen, wanted, strict=True):
        groups[languages].append(n)
    return groups
