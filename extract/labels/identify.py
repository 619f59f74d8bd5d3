"""Which form and page a page of text is, by the words that are printed on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from extract.labels.occurrences import occurrences, part_of
from extract.labels.printed import Printed, printed_on
from extract.labels.strips import Strip, strips
from models.forms import Form
from models.values import Line

_LEAST_SCORE: Final = 0.35  # share of the page's printed words, by weight
_LEAST_FOUND: Final = 4  # different texts
_AHEAD: Final = 0.08  # of every page of another form
#: titles tell forms apart; words beside tick boxes are often swallowed with the box
_WEIGHT: Final = {"title": 3.0, "option": 0.5, "column": 0.5}
_LONGEST: Final = 24  # folded characters beyond which length adds no weight


@dataclass(frozen=True, slots=True)
class Identified:
    """A page of a form, and the share (0..1, by weight) of its printed words that was found."""

    form: Form
    page: int
    score: float


def identify(lines: Sequence[Line], forms: Sequence[Form]) -> Identified | None:
    """The form's page that these lines are read from; None when no form fits clearly.

    Titles count most, long labels more than short ones, and words that many forms share less.
    """
    cut = strips(lines)
    if not cut:
        return None
    pages = [(form, page.number) for form in forms for page in form.pages]
    shared = Counter(key for form, page in pages for key in {p.key for p in printed_on(form, page)})
    known: dict[str, float] = {}
    scored = [
        (*_score(printed_on(form, page), cut, shared, known), form, page) for form, page in pages
    ]
    scored.sort(key=lambda row: row[0], reverse=True)
    score, found, form, page = scored[0] if scored else (0.0, 0, None, 0)
    if form is None or score < _LEAST_SCORE or found < _LEAST_FOUND:
        return None
    if any(other.id != form.id and score - rival < _AHEAD for rival, _, other, _ in scored):
        return None
    return Identified(form, page, score)


def _score(
    printed: tuple[Printed, ...],
    cut: tuple[Strip, ...],
    shared: Counter[str],
    known: dict[str, float],
) -> tuple[float, int]:
    """(weight found / weight printed, number of texts found)."""
    items: dict[str, list[tuple[float, float]]] = {}
    for text in {p.key: p for p in printed}.values():
        if text.role == "note" or len(text.key) < 3:
            continue
        weight = min(len(text.key), _LONGEST) / shared[text.key]
        weight *= _WEIGHT.get(text.role, 1.0)
        if text.key not in known:
            best = max((o.score for o in occurrences(text, cut)), default=0.0)
            known[text.key] = best or part_of(text, cut)
        items.setdefault(text.item, []).append((known[text.key], weight))
    # of words in several languages the best read one counts: readers often know but one script
    best_of = [max(pairs) for pairs in items.values()]
    total = sum(weight for _, weight in best_of)
    found = sum(likeness > 0 for likeness, _ in best_of)
    return sum(likeness * weight for likeness, weight in best_of) / (total or 1.0), found
