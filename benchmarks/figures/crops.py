"""Crops of single values that readers are measured on, and the readers that are compared."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.figures.pages import ASKED, Choice
from benchmarks.pages import KINDS, Single, single_values
from extract.forms.levels import Level
from models.values import Box, CleanPage, Grey, Reading
from ocr import light, lines, quality, reader
from ocr.engines import Engine, own
from ocr.engines.khmer_ocm import KhmerOcm
from ocr.engines.own import Own
from ocr.engines.rapid import Rapid
from ocr.engines.smart_kh import SmartKh
from ocr.engines.tesseract_engine import Tesseract
from ocr.panel import Panel
from ocr.plane import grey_of
from ocr.sheet import ready

_MARGIN_MM: Final = 0.5
_TOGETHER: Final = 64  # crops asked for in one call

#: Digits of their script, of those languages that have some.
LOCAL: Final[Mapping[str, str]] = {"khm": "Khmer digits", "tha": "Thai digits"}


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A crop (height, width) of one line, and what is printed on it."""

    crop: Grey
    text: str
    language: str
    kind: str
    level: str


def tight(one: Single) -> Grey:
    """The value with a little paper around, the light evened: what an ideal cut would give."""
    grey = light.flatten(grey_of(one.image), float(one.dpi))
    margin = _MARGIN_MM * one.dpi / 25.4
    x0, y0 = (max(0, round(v - margin)) for v in (one.box.x0, one.box.y0))
    return grey[y0 : round(one.box.y1 + margin), x0 : round(one.box.x1 + margin)]


def as_cut(one: Single) -> Grey | None:
    """The line that the product finds where the value stands; None where it finds nothing."""
    dpi = float(one.dpi)
    flat = light.flatten(grey_of(one.image), dpi)
    height, width = flat.shape
    measures = quality.measure(flat, dpi, 0.0)
    page = CleanPage(1, flat, dpi, 0, np.eye(3), measures, scan_width=width, scan_height=height)
    sheet = ready(page)
    cuts = [lines.cut(sheet, run) for run in lines.runs(sheet)]
    found = max(cuts, key=lambda cut: _common(cut[1], one.box), default=None)
    return found[0] if found is not None and _common(found[1], one.box) > 0 else None


def _common(a: Box, b: Box) -> float:
    """The area that two boxes share."""
    across, down = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
    return max(0.0, across) * max(0.0, down)


def drawn(
    languages: Iterable[str],
    levels: Iterable[Level],
    count: int,
    choice: Choice,
    *,
    kinds: Sequence[str] = KINDS,
    local: bool | None = None,
    bare: bool = True,
) -> Iterator[Sample]:
    """`count` crops of each kind, language and level. A value that is not found is an empty crop:
    nobody can read it."""
    levels = tuple(levels)
    for language in languages:
        for kind in kinds:
            for level in levels:
                for one in single_values(
                    kind, language, count, choice.seed, level, choice.which, local=local, bare=bare
                ):
                    crop = tight(one) if bare else as_cut(one)
                    blank = np.full((24, 24), 255, np.uint8)
                    yield Sample(blank if crop is None else crop, one.text, language, kind, level)


@dataclass(frozen=True, slots=True)
class Answers:
    """What an engine read in each crop, None where it was not asked, and its CPU-seconds."""

    readings: tuple[Reading | None, ...]
    cpu: float


def everyone(model: Path) -> Mapping[str, Engine]:
    """Our reader by itself, Tesseract and the packaged networks, by the name in tables."""
    ours: dict[str, Engine] = {"our reader alone": Own(model)} if model.exists() else {}
    rest: tuple[Engine, ...] = (Tesseract(), SmartKh(), KhmerOcm(), Rapid())
    return ours | {engine.name: engine for engine in rest}


class Together:
    """All engines as the product asks them, in the place of one."""

    name = "all engines"
    languages = frozenset(ASKED)

    def __init__(self, panel: Panel) -> None:
        self.panel = panel

    def version(self) -> str:
        """As `Engine.version`."""
        return ", ".join(self.panel.versions().values())

    def read(self, crops: Sequence[Grey], languages: tuple[str, ...]) -> tuple[Reading, ...]:
        """As `Engine.read`."""
        return reader.read(crops, languages, panel=self.panel)


def asked(engine: Engine, samples: Sequence[Sample]) -> Answers:
    """Each crop read by an engine that knows its language, with those that forms are read in."""
    found: list[Reading | None] = [None] * len(samples)
    before = cpu()
    for language, numbers in _by_language(samples).items():
        if language not in engine.languages:
            continue
        wanted = tuple(code for code in ASKED[language].split("+") if code in engine.languages)
        for start in range(0, len(numbers), _TOGETHER):
            part = numbers[start : start + _TOGETHER]
            readings = engine.read([samples[n].crop for n in part], wanted)
            for n, reading in zip(part, readings, strict=True):
                found[n] = reading
    return Answers(tuple(found), cpu() - before)


def model_of(path: str) -> Path:
    """The network named, or the one that comes with the program."""
    return Path(path) if path else own.MODEL


def _by_language(samples: Sequence[Sample]) -> Mapping[str, Sequence[int]]:
    groups: dict[str, list[int]] = {}
    for n, sample in enumerate(samples):
        groups.setdefault(sample.language, []).append(n)
    return groups


def cpu() -> float:
    """CPU-seconds of this process and of its children that have ended."""
    return time.process_time() + _children()


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
