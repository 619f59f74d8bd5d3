"""The first reading: every crop by the first engine that works.

Our own reader needs no hint and takes all crops at once; where a form says what a crop must hold,
it is decoded by that. Tesseract takes them by the languages whose scripts they show. What is no
writing leaves no text here, and what looks handwritten is not believed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from models.expectations import Expectation
from models.values import Grey, Looks, Reading
from ocr import looks as looking
from ocr.agree import vote
from ocr.asking import Read
from ocr.engines import Engine, ctc, own
from ocr.engines.own import Own
from ocr.engines.possible import only
from ocr.expect import expected
from ocr.likely import FAINTLY, likely, merged, scripts
from ocr.looks import Look
from ocr.panel import Panel
from ocr.trust import trust

_WEAK: Final = 0.6  # less sure than this, a crop may be read once more, in more languages
_BETTER: Final = 0.05  # by how much the second reading must be surer
_FEW: Final = 3  # crops of a page read once more, and the share of them, at most
_SHARE: Final = 0.05
_SURE: Final = 0.6  # what is read so surely is no dirt, whatever it looks like


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """One line to read. `languages`: what it may hold, the likeliest first.

    `look`: as `ocr.looks` saw it. `expectation`: what its field holds, where a form says so.
    """

    crop: Grey
    languages: tuple[str, ...]
    look: Look | None = None
    expectation: Expectation | None = None


def first(
    tasks: Sequence[Task], seen: Sequence[Look | None], panel: Panel
) -> tuple[Engine, dict[int, Read]]:
    """Who read first, and every crop as it reads; the next engine where that one does not work.

    Raises EngineFailed and EnvironmentProblem where there is no further one that reads all.
    """
    wanted = [likely(task.languages, look) for task, look in zip(tasks, seen, strict=True)]
    wanted = list(merged(wanted))
    languages = frozenset(code for task in tasks for code in task.languages)
    found: Mapping[int, Reading] | None = None
    while found is None:
        engine = panel.first_for(languages)
        if isinstance(engine, Own):
            found = _by_our_own(engine, tasks, wanted, panel)
        else:
            found = _by_languages(engine, tasks, seen, wanted, panel)
    return engine, {
        n: Read(
            task.crop,
            found[n].languages,
            scripts(seen[n]),
            _judged(vote([found[n]], scripts(seen[n])), seen[n]),
        )
        for n, task in enumerate(tasks)
    }


def _by_our_own(
    engine: Own, tasks: Sequence[Task], wanted: Sequence[tuple[str, ...]], panel: Panel
) -> Mapping[int, Reading] | None:
    """None when it broke."""
    scores = panel.scores(engine, [task.crop for task in tasks])
    if scores is None:
        return None
    found = {}
    for n, (task, heard) in enumerate(zip(tasks, scores, strict=True)):
        said = only(heard, task.languages)
        free = own.reading(task.crop, said, ctc.decode(said.log, said.tokens), wanted[n])
        found[n] = expected(said, task.expectation, free) if task.expectation else free
    return found


def _by_languages(
    engine: Engine,
    tasks: Sequence[Task],
    seen: Sequence[Look | None],
    wanted: Sequence[tuple[str, ...]],
    panel: Panel,
) -> Mapping[int, Reading] | None:
    """One call a set of languages; None when the engine broke.

    Where it is unsure, and a further script may stand there after all, it reads once more.
    """
    found = _ask(engine, tasks, dict(enumerate(wanted)), panel)
    if found is None:
        return None
    again = _unsure(tasks, seen, wanted, found)
    for n, other in (_ask(engine, tasks, again, panel) or {}).items():
        if _mean(other) > _mean(found[n]) + _BETTER:
            found[n] = replace(other, languages=again[n])
    return found


def _ask(
    engine: Engine, tasks: Sequence[Task], wanted: Mapping[int, tuple[str, ...]], panel: Panel
) -> dict[int, Reading] | None:
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, languages in wanted.items():
        groups[languages].append(n)
    found: dict[int, Reading] = {}
    for languages, numbers in groups.items():
        readings = panel.ask(engine, [tasks[n].crop for n in numbers], languages)
        if readings is None:
            return None
        found.update(zip(numbers, readings, strict=True))
    return found


def _unsure(
    tasks: Sequence[Task],
    seen: Sequence[Look | None],
    wanted: Sequence[tuple[str, ...]],
    found: Mapping[int, Reading],
) -> dict[int, tuple[str, ...]]:
    """The few crops to read once more, and in which languages: the least sure first."""
    there = {code for languages in wanted for code in languages}  # on the page at all
    more = {}
    for n, look in enumerate(seen):
        if look is None or found[n].confidence >= _WEAK:
            continue
        languages = tuple(c for c in likely(tasks[n].languages, look, FAINTLY) if c in there)
        if set(languages) > set(wanted[n]):
            more[n] = languages
    few = max(_FEW, round(_SHARE * len(tasks)))
    worst = sorted(more, key=lambda n: found[n].confidence)[:few]
    return {n: more[n] for n in sorted(worst)}


def _mean(reading: Reading) -> float:
    letters = sum(len(word.text) for word in reading.words)
    return sum(word.confidence * len(word.text) for word in reading.words) / max(1, letters)


def _judged(reading: Reading, look: Look | None) -> Reading:
    """A reading with what its ink looks like: dirt is no text, and handwriting never sure."""
    if look is None:
        return reading
    kind = looking.kind_of([look])
    if kind is Looks.EMPTY:
        if reading.confidence >= _SURE and len(reading.text) > 1:
            return replace(reading, looks=Looks.UNSURE)
        return replace(reading, text="", confidence=0.0, words=(), looks=kind)
    if kind is Looks.HANDWRITTEN:
        sure = min(reading.confidence, trust().handwritten)
        words = tuple(replace(w, confidence=min(w.confidence, sure)) for w in reading.words)
        return replace(reading, confidence=sure, words=words, looks=kind)
    return replace(reading, looks=kind)
