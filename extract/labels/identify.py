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
_CLEAR: Final = 0.6  # score of a page that prints little, from which
_FEW: Final = 3  # texts are enough
_RIVAL: Final = 0.2  # pages whose score is this much lower are no rivals
_AHEAD: Final = 0.1  # share of the words that a rival has not, over the share of those it alone has
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
    Between pages that share most of their words, those decide that only one of the two has.
    """
    cut = strips(lines)
    if not cut:
        return None
    pages = [(form, page.number) for form in forms for page in form.pages]
    texts = [_telling(printed_on(form, page)) for form, page in pages]
    shared = Counter(key for printed in texts for key in {p.key for p in printed})
    known: dict[str, float] = {}
    scored = [_score(printed, cut, shared, known) for printed in texts]
    ranked = sorted(range(len(pages)), key=lambda n: scored[n][0], reverse=True)
    if not ranked:
        return None
    best = ranked[0]
    for rival in ranked[1:]:
        if scored[rival][0] < scored[ranked[0]][0] - _RIVAL:
            break
        ahead = _ahead(texts[best], texts[rival], known)
        if ahead < -_AHEAD:
            best = rival
        elif ahead < _AHEAD and pages[rival][0].id != pages[best][0].id:
            return None
    score, found = scored[best]
    if score < _LEAST_SCORE or found < (_LEAST_FOUND if score < _CLEAR else _FEW):
        return None
    return Identified(*pages[best], score)


def _telling(printed: tuple[Printed, ...]) -> tuple[Printed, ...]:
    once = {text.key: text for text in printed}
    return tuple(text for text in once.values() if text.role != "note" and len(text.key) >= 3)


def _ahead(one: tuple[Printed, ...], other: tuple[Printed, ...], known: dict[str, float]) -> float:
    """How much more of what only `one` prints was read, than of what only `other` prints."""
    mine, theirs = {text.key for text in one}, {text.key for text in other}
    return _read(one, theirs, known) - _read(other, mine, known)


def _read(printed: tuple[Printed, ...], but: set[str], known: dict[str, float]) -> float:
    """The share (0..1) of the texts that was read, without some; of none at all a half.

    Words beside tick boxes say nothing by their absence: they are swallowed with the box.
    """
    shared = {text.item for text in printed if text.key in but}
    items: dict[str, list[tuple[float, float]]] = {}
    for text in printed:
        if text.item not in shared and text.role not in ("option", "column"):
            weight = min(len(text.key), _LONGEST) * _WEIGHT.get(text.role, 1.0)
            items.setdefault(text.item, []).append((known[text.key], weight))
    best_of = [max(pairs) for pairs in items.values()]
    total = sum(weight for _, weight in best_of)
    return sum(likeness * weight for likeness, weight in best_of) / total if total else 0.5


def _score(
    printed: tuple[Printed, ...],
    cut: tuple[Strip, ...],
    shared: Counter[str],
    known: dict[str, float],
) -> tuple[float, int]:
    """(weight found / weight printed, number of texts found)."""
    items: dict[str, list[tuple[float, float]]] = {}
    for text in printed:
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
