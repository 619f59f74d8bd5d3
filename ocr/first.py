"""The first reading: every crop by the first engine, in the languages whose scripts it shows.

What is no writing leaves no text here, and what looks handwritten is not believed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from models.values import Grey, Looks, Reading
from ocr import looks as looking
from ocr.agree import vote
from ocr.asking import Read
from ocr.looks import Look
from ocr.panel import Panel
from ocr.trust import trust

_SEEN: Final = 0.3  # probability from which a script counts as standing in a crop
_SCRIPTS: Final = ("khmer", "thai", "latin")  # as ocr.looks.SCRIPTS orders them
_FAINTLY: Final = 0.05  # and from which it may stand there all the same
_SERVES_BOTH: Final = "eng"
_SERVED: Final = "ind"
_ALONG: Final = 8  # crops of a set of languages that do not get a call of their own
_WEAK: Final = 0.6  # less sure than this, a crop may be read once more, in more languages
_BETTER: Final = 0.05  # by how much the second reading must be surer
_FEW: Final = 3  # crops of a page read once more, and the share of them, at most
_SHARE: Final = 0.05
_SURE: Final = 0.6  # what is read so surely is no dirt, whatever it looks like


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """One line to read. `languages`: what it may hold, the likeliest first."""

    crop: Grey
    languages: tuple[str, ...]
    look: Look | None = None


def first(tasks: Sequence[Task], seen: Sequence[Look | None], panel: Panel) -> dict[int, Read]:
    """Every crop as the first engine reads it, one call a set of languages.

    Where it is unsure, and a further script may stand there after all, it reads once more.
    """
    wanted = [
        _likely(task, look, _SEEN) if look else task.languages
        for task, look in zip(tasks, seen, strict=True)
    ]
    wanted = list(_merged(wanted))
    found = _ask_first(tasks, dict(enumerate(wanted)), panel)
    again = _unsure(tasks, seen, wanted, found)
    for n, other in _ask_first(tasks, again, panel).items():
        if _mean(other) > _mean(found[n]) + _BETTER:
            found[n], wanted[n] = other, again[n]
    return {
        n: Read(
            task.crop,
            wanted[n],
            _scripts(seen[n]),
            _judged(vote([found[n]], _scripts(seen[n])), seen[n]),
        )
        for n, task in enumerate(tasks)
    }


def _merged(wanted: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Few crops go along with others that need their languages too: a call costs ten crops."""
    counts = Counter(wanted)
    for languages in wanted:
        wider = [other for other in counts if set(other) > set(languages)]
        if wider and counts[languages] <= _ALONG:
            yield max(wider, key=lambda other: counts[other])
        else:
            yield languages


def _ask_first(
    tasks: Sequence[Task], wanted: Mapping[int, tuple[str, ...]], panel: Panel
) -> dict[int, Reading]:
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, languages in wanted.items():
        groups[languages].append(n)
    found: dict[int, Reading] = {}
    for languages, numbers in groups.items():
        readings = panel.ask(panel.first, [tasks[n].crop for n in numbers], languages)
        found.update(zip(numbers, readings or (), strict=True))
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
        languages = tuple(c for c in _likely(tasks[n], look, _FAINTLY) if c in there)
        if set(languages) > set(wanted[n]):
            more[n] = languages
    few = max(_FEW, round(_SHARE * len(tasks)))
    worst = sorted(more, key=lambda n: found[n].confidence)[:few]
    return {n: more[n] for n in sorted(worst)}


def _likely(task: Task, look: Look, least: float) -> tuple[str, ...]:
    """The task's languages whose script is seen with `least` probability or more.

    English serves for Indonesian too: the alphabet is one, two models cost half as much again,
    and the Indonesian one knows no q. Thai goes first: behind another language Tesseract puts
    blanks between its letters.
    """
    seen = {script for script, p in zip(looking.SCRIPTS, look.scripts, strict=True) if p >= least}
    served = _SERVED if _SERVES_BOTH in task.languages else ""
    wanted = [code for code in task.languages if code != served]
    likely = [code for code in wanted if looking.script_of(code) in seen]
    return tuple(sorted(likely or wanted[:1], key=lambda code: code != "tha"))


def _mean(reading: Reading) -> float:
    letters = sum(len(word.text) for word in reading.words)
    return sum(word.confidence * len(word.text) for word in reading.words) / max(1, letters)


def _scripts(look: Look | None) -> frozenset[str]:
    if look is None:
        return frozenset()
    return frozenset(
        kind for kind, share in zip(_SCRIPTS, look.scripts, strict=True) if share >= _SEEN
    )


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
