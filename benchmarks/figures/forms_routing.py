"""Is the probability of a field true, and do thresholds learnt on some records hold on others?"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from api.routing_words import share as percent
from benchmarks.figures.forms_read import Filed, Item, read_forms
from benchmarks.figures.tables import share, table
from extract.doubts import rules
from extract.routing import routed
from extract.standing import BY_P, Demand, Looked, stand
from models.forms import Kind
from models.values import FieldValue, Record, RecordState

#: ends of the bins of claimed probability
_BINS: Final = (0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0)
_FEW: Final = 4  # fields that say nothing of a problem
_TOLERATED: Final = (0.005, 0.01, 0.02, 0.05)


@dataclass(frozen=True, slots=True)
class _Whole:
    """A printed field of one form, a table as one, with whether all of it is right."""

    form: str
    number: int  # of the filled form
    value: FieldValue
    right: bool

    @property
    def acceptable(self) -> bool:
        """Its probability alone may let it pass."""
        return self.value.routing is not None and self.value.routing.proposal != ""


def figure(options: argparse.Namespace, folder: Path) -> str:
    """Reliability by claim and by what speaks against a field; then an office in small."""
    forms = read_forms(options, folder)
    fields = [one for n, form in enumerate(forms) for one in _fields(n, form)]
    return "\n\n".join((_reliability(fields), _against(fields), _office(fields, options)))


def _fields(number: int, form: Filed) -> list[_Whole]:
    items: dict[str, list[Item]] = {}
    for item in form.items:
        if item.given is not None and item.printed:
            items.setdefault(item.key, []).append(item)
    given = tuple(some[0].given for some in items.values() if some[0].given is not None)
    record = Record(form.form, "1", RecordState.NEEDS_REVIEW, given, ())
    right = {key: all(item.right for item in some) for key, some in items.items()}
    return [_Whole(form.form, number, one, right[one.key]) for one in routed(record, BY_P).fields]


def _reliability(fields: Sequence[_Whole]) -> str:
    rows = []
    low = 0.0
    for high in _BINS:
        some = [f for f in fields if f.acceptable and low < f.value.p <= high]
        if some:
            claimed = sum(f.value.p for f in some) / len(some)
            rows.append((f"{low:g} to {high:g}", f"{claimed:.3f}", _right(some)))
        low = high
    return "Fields without blocking problems, by claimed probability:\n\n" + table(
        ("claimed", "mean", "right"), rows
    )


def _against(fields: Sequence[_Whole]) -> str:
    """What speaks against a field, one row a code, the commonest first."""
    codes: dict[str, list[_Whole]] = {}
    for field in fields:
        for problem in field.value.problems:
            codes.setdefault(problem.code, []).append(field)
    rows = [("nothing", *_row([f for f in fields if not f.value.problems]))]
    for code, some in sorted(codes.items(), key=lambda pair: -len(pair[1])):
        if code in rules() and len(some) > _FEW:
            named = f"{code}, blocking" if rules()[code].blocking else code
            rows.append((named, *_row(some)))
    return "By what speaks against them:\n\n" + table(("problem", "mean claim", "right"), rows)


def _row(some: Sequence[_Whole]) -> tuple[str, str]:
    claimed = sum(f.value.p for f in some) / len(some) if some else 0.0
    return f"{claimed:.3f}", _right(some)


def _right(some: Sequence[_Whole]) -> str:
    return share(sum(f.right for f in some), len(some))


def _office(fields: Sequence[_Whole], options: argparse.Namespace) -> str:
    """Half of the filled forms reviewed as one form's evidence, the other half routed by it."""
    seen = [f for f in fields if f.number % 2 == 0]
    rest = [f for f in fields if f.number % 2]
    looked = [
        Looked(f"{f.form}.{f.value.key}", Kind(f.value.kind), f.value.p, not f.right, str(f.number))
        for f in seen
        if f.acceptable
    ]
    rows = []
    for error in _TOLERATED:
        standing = stand(looked, Demand(error, 1))
        taken = [
            f
            for f in rest
            if f.acceptable
            and standing.of(f"{f.form}.{f.value.key}").trusted
            and f.value.p >= standing.threshold(f"{f.form}.{f.value.key}", Kind(f.value.kind))
        ]
        wrong = sum(not f.right for f in taken)
        rows.append(
            (
                percent(error),
                f"{standing.why}, {standing.strictness:+.2f}",
                f"{standing.wrong} of {standing.values}",
                str(len(standing.fields)),
                share(len(taken), len(rest)),
                share(wrong, len(taken)),
            )
        )
    head = ("tolerated", "standing", "wrong, reviewed", "held", "accepted", "wrong among them")
    told = (
        f"{len({f.number for f in seen})} filled forms as if reviewed, taken as one form; what "
        f"follows for {len({f.number for f in rest})} others (seed {options.seed}):"
    )
    return f"{told}\n\n{table(head, rows)}"
