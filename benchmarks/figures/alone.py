"""Single values read from the same crops by each engine: exact values and characters wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from benchmarks.figures.crops import Answers, Sample, asked
from benchmarks.figures.edits import edits
from benchmarks.figures.matching import canonical
from benchmarks.figures.pages import LANGUAGES
from benchmarks.figures.tables import share, table
from ocr.engines import Engine

_By = Callable[[Sample], tuple[str, ...]]
_ALL: Final = "all"


def measured(samples: Sequence[Sample], engines: Mapping[str, Engine]) -> str:
    """Exact share by language, by language and level, by language and kind; then the CER and the
    cost. A dash: the engine knows nothing of the language."""
    answers = {name: asked(engine, samples) for name, engine in engines.items()}
    parts = (
        _table("values exact", samples, answers, lambda s: (s.language, _ALL), _exact),
        _table("values exact", samples, answers, lambda s: (s.language, s.level), _exact),
        _table("values exact", samples, answers, lambda s: (s.language, s.kind), _exact),
        _table("CER, %", samples, answers, lambda s: (s.language, _ALL), _wrong),
    )
    asked_of = {name: sum(r is not None for r in a.readings) for name, a in answers.items()}
    costs = (
        f"{1000 * answer.cpu / max(1, asked_of[name]):.1f}" for name, answer in answers.items()
    )
    spent = table(("", *answers), [("CPU-milliseconds a crop", *costs)])
    return "\n\n".join((*parts, spent))


def _table(
    title: str,
    samples: Sequence[Sample],
    answers: Mapping[str, Answers],
    by: _By,
    told: Callable[[Sequence[tuple[str, str]]], str],
) -> str:
    groups: dict[tuple[str, ...], list[int]] = {}
    for n, sample in enumerate(samples):
        groups.setdefault(by(sample), []).append(n)
    order = sorted(groups, key=lambda group: LANGUAGES.index(group[0]))
    rows = []
    for group in order:
        cells = (told(_pairs(samples, answer, groups[group])) for answer in answers.values())
        rows.append((", ".join(name for name in group if name != _ALL), *cells))
    return table((title, *answers), rows)


def _pairs(
    samples: Sequence[Sample], answers: Answers, numbers: Sequence[int]
) -> list[tuple[str, str]]:
    """(truth, reading) of those crops that the engine was asked about."""
    found = []
    for n in numbers:
        reading = answers.readings[n]
        if reading is not None:
            found.append((samples[n].text, reading.text))
    return found


def _exact(pairs: Sequence[tuple[str, str]]) -> str:
    return share(sum(canonical(true) == canonical(said) for true, said in pairs), len(pairs))


def _wrong(pairs: Sequence[tuple[str, str]]) -> str:
    found = edits(pairs)
    return f"{100 * found.rate:.2f} of {found.of}" if pairs else "-"
