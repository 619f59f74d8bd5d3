"""Whether to read what was expected: by probabilities over all texts, and letter by letter.

The network's scores give every text a probability, and all of them add up to one. What is
expected counts `odds` times as much as everything else that the ink may say: a list always has a
nearest word, but dirt, another language or a name that is not listed leave it with next to
nothing of the whole. Besides, no clear letter is changed: whatever a change would gain elsewhere,
each place where it differs must be doubtful by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from math import exp
from typing import Final

from models.values import Verdict
from ocr.expect.forward import Log, log_probabilities
from ocr.expect.odds import Odds

_TAKE: Final = 0.6  # probability from which an expected text is taken instead of the free one
_DOUBT: Final = 0.2  # and from which it makes the free reading doubtful

Text = tuple[int, ...]  # token numbers


@dataclass(frozen=True, slots=True)
class Judged:
    """`text` with its probability; `others` with theirs, the likeliest first."""

    verdict: Verdict
    text: Text
    p: float
    others: tuple[tuple[Text, float], ...]


def judge(log: Log, free: Text, found: tuple[tuple[Text, float], ...], odds: Odds) -> Judged:
    """`found` are expected texts with their weights (0..1); `free` is the reading without them."""
    texts = [text for text, _ in found]
    logs = log_probabilities(log, [free, *texts])
    shares = [exp(min(0.0, float(p))) for p in logs[1:]]
    counted = [
        share * weight * odds.of(len(text))
        for share, (text, weight) in zip(shares, found, strict=True)
    ]
    whole = sum(counted) + max(0.0, 1.0 - sum(shares))
    ranked = sorted(zip(texts, counted, strict=True), key=lambda pair: -pair[1])
    ps = [(text, count / whole) for text, count in ranked if whole > 0]
    if not ps or whole <= 0:
        return Judged(Verdict.KEPT, free, exp(min(0.0, float(logs[0]))), ())
    best, p = ps[0]
    if best == free:
        return Judged(Verdict.FITS, free, p, tuple(ps[1:4]))
    if p >= _TAKE and _allowed(log, free, best, odds.edit):
        return Judged(Verdict.CHANGED, best, p, tuple(ps[1:4]))
    inside = sum(q for text, q in ps if text != free)
    alone = dict(ps).get(free, max(0.0, 1.0 - inside))
    verdict = Verdict.UNSURE if inside >= _DOUBT else Verdict.KEPT
    return Judged(verdict, free, alone, tuple(pair for pair in ps[:4] if pair[0] != free))


def _allowed(log: Log, free: Text, best: Text, limit: float) -> bool:
    """Whether each change by itself costs no more than `limit` nats a letter."""
    changes = [
        (free[:a] + best[c:d] + free[b:], max(b - a, d - c))
        for tag, a, b, c, d in SequenceMatcher(None, free, best, autojunk=False).get_opcodes()
        if tag != "equal"
    ]
    logs = log_probabilities(log, [free, *(text for text, _ in changes)])
    return all(
        float(logs[0] - p) <= limit * size for p, (_, size) in zip(logs[1:], changes, strict=True)
    )
