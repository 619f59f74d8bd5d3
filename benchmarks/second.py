"""Who is worth asking after our own reader, by script: what `ocr/asking.yaml` rests on.

    .venv/bin/python -m benchmarks.second --seed 71 --count 4

Values are drawn to decide by (`--set judge` draws the others), cut as pages are, and read by every
engine; where our own reader was less than 0.9 sure, each further one is added in turn. What it
gains is how many more values of a hundred are right, for each CPU-second that it took to read them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Final

from benchmarks import machine
from benchmarks.figures.crops import Answers, Sample, asked, drawn, everyone
from benchmarks.figures.matching import canonical
from benchmarks.figures.pages import LANGUAGES, LEVELS, Choice
from benchmarks.figures.tables import table
from models.values import Reading
from ocr.agree import vote
from ocr.engines import own

OURS: Final = "our reader alone"
_UNSURE: Final = 0.9
_BINS: Final = (0.0, 0.5, 0.8, 0.9, 0.98, 0.999, 1.01)
_PAIRS: Final = (("smart-kh", "khmer-ocm"), ("rapidocr", "tesseract"), ("smart-kh", "tesseract"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=71)
    parser.add_argument("--set", default="tune", choices=("judge", "tune"), dest="which")
    parser.add_argument("--count", type=int, default=4, help="values a kind, language and level")
    options = parser.parse_args()
    choice = Choice(options.which, options.seed)
    samples = list(drawn(LANGUAGES, LEVELS, options.count, choice, bare=False))
    print(
        f"Machine: {machine.described()}. {len(samples)} values, network {own.Own().version()}.\n"
    )
    answers = {name: asked(engine, samples) for name, engine in everyone(own.MODEL).items()}
    print(f"How sure our reader was: values, of these wrong.\n\n{_bins(samples, answers)}\n")
    print(f"Asked where it was less than {_UNSURE} sure.\n\n{_gains(samples, answers)}")


def _bins(samples: Sequence[Sample], answers: Mapping[str, Answers]) -> str:
    rows = []
    for language, numbers in _by_language(samples):
        row = [language]
        for low, high in pairwise(_BINS):
            inside = [n for n in numbers if low <= _ours(answers, n).confidence < high]
            wrong = [n for n in inside if not _right(samples[n], _ours(answers, n))]
            row.append(f"{len(inside)}, {len(wrong)}")
        rows.append(tuple(row))
    head = (
        "",
        *(f"{low:g} to {min(high, 1):g}" for low, high in pairwise(_BINS)),
    )
    return table(head, rows)


def _gains(samples: Sequence[Sample], answers: Mapping[str, Answers]) -> str:
    rows = []
    others = [(name,) for name in answers if name != OURS]
    for language, numbers in _by_language(samples):
        before = [_right(samples[n], _ours(answers, n)) for n in numbers]
        unsure = [n for n in numbers if _ours(answers, n).confidence < _UNSURE]
        alone = f"{100 * sum(before) / len(numbers):.1f}"
        for names in (*others, *_PAIRS):
            if any(answers[name].readings[n] is None for name in names for n in numbers):
                continue
            rows.append(
                (
                    language,
                    str(len(numbers)),
                    alone,
                    " + ".join(names),
                    *_with(samples, numbers, unsure, answers, names),
                )
            )
    head = ("", "values", "right alone", "asked", "of", "right", "agree", "right of these")
    return table((*head, "gain a CPU-second"), rows)


def _with(
    samples: Sequence[Sample],
    numbers: Sequence[int],
    unsure: Sequence[int],
    answers: Mapping[str, Answers],
    names: Sequence[str],
) -> tuple[str, ...]:
    """Cells of a row: asked of, right, agree, right of these, gain."""
    right = {n: _right(samples[n], _ours(answers, n)) for n in numbers}
    was = sum(right.values())
    agree = []
    for n in unsure:
        heard = [found for name in (OURS, *names) if (found := answers[name].readings[n])]
        right[n] = _right(samples[n], vote(heard))
        if len({_key(one.text) for one in heard}) == 1 and heard[0].text:
            agree.append(n)
    cost = sum(_each(answers[name]) for name in names) * len(unsure)
    gain = 100 * (sum(right.values()) - was) / len(numbers)
    return (
        str(len(unsure)),
        f"{100 * sum(right.values()) / len(numbers):.1f}",
        str(len(agree)),
        str(sum(right[n] for n in agree)),
        f"{gain / cost:+.1f}" if cost else "-",
    )


def _each(answers: Answers) -> float:
    """CPU-seconds a value."""
    return answers.cpu / max(1, sum(one is not None for one in answers.readings))


def _ours(answers: Mapping[str, Answers], n: int) -> Reading:
    found = answers[OURS].readings[n]
    assert found is not None
    return found


def _right(sample: Sample, reading: Reading) -> bool:
    return _key(sample.text) == _key(reading.text)


def _key(text: str) -> str:
    """As texts are compared; blanks are a matter of taste in Khmer and Thai."""
    return canonical(text).replace(" ", "")


def _by_language(samples: Sequence[Sample]) -> Iterable[tuple[str, Sequence[int]]]:
    for language, group in groupby(range(len(samples)), lambda n: samples[n].language):
        yield language, list(group)


if __name__ == "__main__":
    main()
