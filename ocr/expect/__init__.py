"""What a field must hold helps to read it: decoding a network's scores by grammars and lists.

`expected` is the one door. Nothing here mends strings: every text it gives back is read from the
scores, the free reading competes with it, and what was done is written into the reading.
"""

from __future__ import annotations

from dataclasses import replace

from models.expectations import Expectation, Letters, Place
from models.values import Expected, Reading, Verdict, Word
from ocr.engines.scores import Scores
from ocr.engines.tokens import UNKNOWN, tokenized
from ocr.expect.beam import likeliest
from ocr.expect.forward import Log
from ocr.expect.judge import Judged, judge
from ocr.expect.machine import accepted
from ocr.expect.machines import how_of, kind_of, machine_of, silent_in
from ocr.expect.odds import odds
from ocr.expect.tails import by_its_tail
from ocr.expect.weights import weight

__all__ = ["expected"]


def expected(scores: Scores, expectation: Expectation, free: Reading) -> Reading:
    """`free` as it reads when its field holds what is expected; `Reading.expected` tells.

    `scores` are those of the same crop. The text changes only where the scores leave room for it;
    else the free text stays, less sure where something expected is nearly as probable. Crops
    without text, or with writing that the network does not know, stay as they are.
    """
    text = tokenized(free.text, scores.tokens)
    if not text or not len(scores.log) or UNKNOWN in free.text:
        return _told(free, expectation, Judged(Verdict.KEPT, (), free.confidence, ()), scores)
    machine = machine_of(expectation, scores.tokens)
    if isinstance(expectation, Letters) and accepted(machine, text):
        # Almost any text fits: that it does makes it no likelier than it is.
        return _told(free, expectation, Judged(Verdict.FITS, text, free.confidence, ()), scores)
    silent = frozenset(n for n, t in enumerate(scores.tokens) if t and t in silent_in(expectation))
    by_kind = odds()[kind_of(expectation)]

    def judged(log: Log, freely: tuple[int, ...]) -> Judged:
        texts = likeliest(log, machine)
        weighed = tuple((t, weight(_spelled(t, scores), expectation)) for t in texts)
        return judge(log, freely, weighed, by_kind, silent)

    found = judged(scores.log, text)
    if isinstance(expectation, Place) and found.verdict is Verdict.KEPT:
        found = by_its_tail(scores.log, scores.tokens.index(" "), judged) or found
    return _told(free, expectation, found, scores)


def _told(free: Reading, expectation: Expectation, found: Judged, scores: Scores) -> Reading:
    others = tuple((_spelled(text, scores), round(p, 4)) for text, p in found.others)
    note = Expected(
        kind=kind_of(expectation),
        how=how_of(expectation),
        verdict=found.verdict,
        free=free.text,
        free_confidence=free.confidence,
        others=others,
    )
    if found.verdict is Verdict.CHANGED:
        text = _spelled(found.text, scores)
        words = _words(free.words, text, found.p)
        return replace(free, text=text, confidence=found.p, words=words, expected=note)
    sure = found.p if found.verdict is Verdict.FITS else min(free.confidence, found.p)
    return replace(free, confidence=sure, expected=note)


def _spelled(text: tuple[int, ...], scores: Scores) -> str:
    return "".join(scores.tokens[number] for number in text)


def _words(words: tuple[Word, ...], text: str, p: float) -> tuple[Word, ...]:
    """New words in the places of the old ones; in one place where their number differs."""
    parts = text.split()
    if not words or not parts:
        return ()
    if len(parts) == len(words):
        return tuple(
            replace(word, text=part, confidence=p) for word, part in zip(words, parts, strict=True)
        )
    boxes = [word.box for word in words]
    around = type(boxes[0])(
        min(b.x0 for b in boxes),
        min(b.y0 for b in boxes),
        max(b.x1 for b in boxes),
        max(b.y1 for b in boxes),
    )
    return (Word(text, around, p),)
