"""What the product's confidence is worth: values read as on forms, each with the probability that
it is exactly right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from benchmarks.figures.crops import LOCAL, Sample
from benchmarks.figures.matching import canonical
from benchmarks.figures.pages import ASKED, LANGUAGES
from benchmarks.figures.tables import interval, share, table
from extract.forms.load import load_forms
from ingest.expected import expectation_of
from models.expectations import Expectation
from models.forms import Kind
from models.languages import ENGINE_LANGUAGE
from ocr import reader
from ocr.calibration import calibrated
from ocr.calibration.figures import accepted, calibration_error
from ocr.panel import Panel

ACCEPTED: Final = 0.99
_TOGETHER: Final = 64
#: The kind of field that a value of these kinds stands in.
_FIELD: Final = {
    "age": Kind.NUMBER,
    "id": Kind.NATIONAL_ID,
    "digits": Kind.NATIONAL_ID,
    "phone": Kind.PHONE,
    "date": Kind.DATE,
    "short_date": Kind.DATE,
    "code": Kind.CASE_CODE,
    "name": Kind.NAME,
    "place": Kind.PLACE,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A value with what was read and how sure the product is of it, 0..1."""

    sample: Sample
    said: str
    sure: float

    @property
    def right(self) -> bool:
        return canonical(self.sample.text) == canonical(self.said)


def judged(samples: Sequence[Sample], panel: Panel, *, told: bool) -> list[Judged]:
    """Every value read by all engines. `told`: with what a form says of such a field."""
    found = []
    for start in range(0, len(samples), _TOGETHER):
        part = samples[start : start + _TOGETHER]
        tasks = [
            reader.Task(
                one.crop,
                tuple(ASKED[one.language].split("+")),
                expectation=expectation(one.language, one.kind) if told else None,
            )
            for one in part
        ]
        for one, reading in zip(part, reader.read_tasks(tasks, panel), strict=True):
            sure = reading if reading.sureness is not None else calibrated(reading, one.crop)
            found.append(Judged(one, sure.text, sure.confidence))
    return found


@lru_cache(maxsize=256)
def expectation(language: str, kind: str) -> Expectation | None:
    """What the shipped form of a language says of its first field for such values, if it has
    one."""
    wanted = _FIELD.get(kind)
    for form in load_forms():
        if ENGINE_LANGUAGE[form.languages[0]] != language:
            continue
        for field in form.fields:
            if field.kind is wanted and (kind == "age") == (field.key == "age"):
                return expectation_of(form, field)
    return None


def measured(samples: Sequence[Sample], panel: Panel, *, told: bool = True) -> str:
    """By language: exact, accepted, wrong among these, calibration error."""
    values = judged(samples, panel, told=told)
    rows = [_row(code, [v for v in values if v.sample.language == code]) for code in LANGUAGES]
    rows.append(_row("all", values))
    head = ("values", "exact", f"accepted at {ACCEPTED}", "wrong among these", "ECE")
    return table(head, [row for row in rows if row[1] != "-"])


def digits(samples: Sequence[Sample], panel: Panel) -> str:
    """Numbers, dates and IDs by digit system and kind: exact and surely wrong, with what a form
    says of them and without."""
    plain, told = (judged(samples, panel, told=told) for told in (False, True))
    rows = []
    for name, mine in _groups(samples):
        cells: list[str] = []
        for values in (plain, told):
            cells += _surely([values[n] for n in mine])
        rows.append((name, *cells))
    above = f"wrong above {ACCEPTED}"
    head = ("numbers, dates, IDs", "exact", above, "exact, by the form", f"{above}, by the form")
    return table(head, rows)


def _surely(values: Sequence[Judged]) -> tuple[str, str]:
    right = sum(value.right for value in values)
    wrong = sum(not value.right and value.sure > ACCEPTED for value in values)
    return share(right, len(values)), f"{wrong} of {len(values)}"


def _groups(samples: Sequence[Sample]) -> Iterable[tuple[str, Sequence[int]]]:
    """By digit system; by digit system and kind; all."""
    ways: tuple[Callable[[Sample], str], ...] = (
        system,
        lambda one: f"{system(one)}, {one.kind}",
        lambda _: "all",
    )
    for way in ways:
        groups: dict[str, list[int]] = {}
        for n, one in enumerate(samples):
            groups.setdefault(way(one), []).append(n)
        yield from sorted(groups.items())


def system(sample: Sample) -> str:
    """Whose digits a value is in."""
    own = any(c.isdigit() and not c.isascii() for c in sample.text)
    return LOCAL[sample.language] if own else "Latin digits"


def _row(name: str, values: Sequence[Judged]) -> tuple[str, ...]:
    p, right = [value.sure for value in values], [value.right for value in values]
    if not values:
        return name, "-", "-", "-", "-"
    taken = accepted(p, right, ACCEPTED)
    low, high = interval(taken.wrong, taken.seen)
    wrong = f"{taken.wrong} of {taken.seen} ({low:.3f}-{high:.3f})" if taken.seen else "-"
    error = f"{calibration_error(p, right):.3f}"
    return name, share(sum(right), len(right)), share(taken.seen, taken.of), wrong, error
