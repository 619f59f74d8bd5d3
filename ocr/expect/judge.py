"""Whether to read what was expected: by probabilities over all texts, and letter by letter.

The network's scores give every text a probability, and all of them add up to one. What is
expected counts `odds` times as much as everything else that the ink may say: a list always has a
nearest word, but dirt, another language or a name that is not listed leave it with next to
nothing of the whole. Besides, no clear letter is changed: each place where the expected text
differs must be doubtful by itself, whatever the rest of the text makes likely.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from math import exp, prod
from typing import Final

from models.values import Verdict
from ocr.expect.forward import Log, log_probabilities
from ocr.expect.odds import Odds

_TAKE: Final = 0.6  # probability from which an expected text is taken instead of the free one
_INSTEAD: Final = 0.9  # where the free one is as expected too, such as a number that checks better
_DOUBT: Final = 0.2  # and from which it makes the free reading doubtful
_TOLD: Final = 3  # further texts that are told
_FAR: Final = 50.0  # nats against a change from which it does not matter how many

Text = tuple[int, ...]  # token numbers


@dataclass(frozen=True, slots=True)
class Judged:
    """`text` with its probability; `others` with theirs, the likeliest first."""

    verdict: Verdict
    text: Text
    p: float
    others: tuple[tuple[Text, float], ...]


def judge(
    log: Log, free: Text, found: tuple[tuple[Text, float], ...], odds: Odds, silent: frozenset[int]
) -> Judged:
    """`found` are expected texts with their weights (0..1); `free` is the reading without them.

    Texts that differ in `silent` tokens alone (signs between what matters) are one text.
    """
    texts = [text for text, _ in found]
    logs = log_probabilities(log, [free, *texts])
    shares = [exp(min(0.0, float(p))) for p in logs[1:]]
    alike: dict[Text, tuple[Text, float]] = {}  # by what matters of it: its likeliest form
    for share, (text, weight) in sorted(zip(shares, found, strict=True), key=lambda s: -s[0]):
        form, before = alike.get(_bare(text, silent), (text, 0.0))
        counted = share * weight * odds.of(len(text))
        alike[_bare(text, silent)] = (form, before + counted)
    whole = sum(count for _, count in alike.values()) + max(0.0, 1.0 - sum(shares))
    ranked = sorted(alike.values(), key=lambda pair: -pair[1])
    return _decided(log, free, [(text, count / whole) for text, count in ranked], odds, silent)


def _decided(
    log: Log, free: Text, ranked: list[tuple[Text, float]], odds: Odds, silent: frozenset[int]
) -> Judged:
    """`ranked` are the expected texts with their probabilities, the likeliest first."""
    if not ranked:
        share = float(log_probabilities(log, [free])[0])
        return Judged(Verdict.KEPT, free, exp(min(0.0, share)), ())
    (best, p), *others = ranked
    if _bare(best, silent) == _bare(free, silent):
        return Judged(Verdict.FITS, free, p, tuple(others[:_TOLD]))
    changed = p * _likely(log, free, best, odds.edit) if p >= _TAKE else 0.0
    fits = any(_bare(text, silent) == _bare(free, silent) for text, _ in others)
    if changed >= (_INSTEAD if fits else _TAKE):
        return Judged(Verdict.CHANGED, best, changed, tuple(others[:_TOLD]))
    other = [pair for pair in ranked if _bare(pair[0], silent) != _bare(free, silent)]
    against = sum(q for _, q in other)
    verdict = Verdict.UNSURE if against >= _DOUBT else Verdict.KEPT
    return Judged(verdict, free, max(0.0, 1.0 - against), tuple(other[:_TOLD]))


def _bare(text: Text, silent: frozenset[int]) -> Text:
    return tuple(token for token in text if token not in silent)


def _likely(log: Log, free: Text, best: Text, edit: float) -> float:
    """The probability (0..1) that every change is right, each place taken by itself.

    `edit` is the log of the odds that a letter is as expected beside any other one that it looks
    like; what the scores say against the change is taken off it, a letter.
    """
    changes = [
        (free[:a] + best[c:d] + free[b:], max(1, min(b - a, d - c)))
        for tag, a, b, c, d in SequenceMatcher(None, free, best, autojunk=False).get_opcodes()
        if tag != "equal"
    ]
    logs = log_probabilities(log, [free, *(text for text, _ in changes)])
    losses = (float(logs[0] - p) / size for p, (_, size) in zip(logs[1:], changes, strict=True))
    return prod(1 / (1 + exp(min(_FAR, loss - edit))) for loss in losses)
