"""Several engines' readings of one crop made one, letter by letter, and how far they agree.

A letter is a cluster: half of one is never voted on. An engine counts as much as `trust.yaml`
says of it for the script at hand and as it is sure itself; one that does not know a script has no
say where another reads that script. Nothing is thrown away: all readings stay as candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod
from typing import Final

from models.values import Reading
from ocr.ballot import Voter, Winner, kin, main_script, voter, winners
from ocr.clusters import script, visible
from ocr.columns import aligned
from ocr.trust import trust
from ocr.voted_words import words

NAME: Final = "vote"
_KNOWS: Final = 0.3  # weight from which an engine knows a script
_CHANCE: Final = 3  # texts shorter than this agree by chance
_UNSPACED: Final = ("khmer", "thai")  # blanks between words are a matter of taste


def vote(candidates: Sequence[Reading], scripts: frozenset[str] = frozenset()) -> Reading:
    """The joint reading of one crop; boxes are those of the candidate that has them.

    `scripts` (of ocr.clusters.SCRIPTS) are those that the ink shows, where that is known. A lone
    candidate comes back as it is, but for Thai digits. `agreement` is None where only one of the
    engines knows the script. Raises ValueError without a candidate.
    """
    if not candidates:
        raise ValueError("nothing to vote on")
    if len(candidates) == 1:
        return humble(candidates[0], scripts)
    joint = Reading(
        engine=NAME,
        languages=tuple(dict.fromkeys(code for r in candidates for code in r.languages)),
        text="",
        confidence=0.0,
        candidates=tuple(candidates),
    )
    spoken = [voter(reading) for reading in candidates if visible(reading.text)]
    if not spoken:
        return joint
    voters = kin(spoken, scripts)
    won = winners(aligned([v.letters for v in voters]), voters, scripts)
    text = visible("".join(w.letter.text for w in won if w.letter))
    main = main_script(text)
    asked = frozenset(r.engine for r in candidates if trust().weight(r.engine, main) >= _KNOWS)
    near = len(asked & {v.engine for v in voters}) / max(1, len(asked))
    counted = [w for w in won if not (w.blank and main in _UNSPACED)]
    read = replace(
        joint,
        text=text,
        confidence=_confidence(main, voters, counted, asked, near),
        words=words(won, lambda part: _worth(main, part, near)),
        agreement=_agreement(counted, asked),
    )
    return humble(read, scripts)


def humble(reading: Reading, scripts: frozenset[str] = frozenset()) -> Reading:
    """A reading as it is, but never sure of Thai digits that only Tesseract has read.

    It cannot write five of the ten, and is no less sure of what it writes instead: other Thai
    digits, or Latin letters and digits where the ink is Thai (`scripts`).
    """
    found = {script(character) for character in reading.text}
    if not ("thai_digit" in found or ("thai" in scripts and "thai" not in found)):
        return reading
    agreed = [
        one
        for one in reading.candidates or (reading,)
        if _digits(one.text) == _digits(reading.text)
    ]
    if any(trust().weight(one.engine, "thai_digit") >= _KNOWS for one in agreed):
        return reading
    return replace(reading, confidence=min(reading.confidence, trust().thai_digits_alone))


def _digits(text: str) -> str:
    return "".join(character for character in text if "digit" in script(character))


def _confidence(
    main: str, voters: Sequence[Voter], won: Sequence[Winner], asked: frozenset[str], near: float
) -> float:
    """What the agreement is worth; where only one engine knows the script, its own word."""
    own = max(item.sure for item in voters)
    if len(asked) < 2:
        return min(own, prod(w.share for w in won))
    worth = _worth(main, won, near)
    return worth if len(won) >= _CHANCE else min(worth, own)


def _worth(main: str, won: Sequence[Winner], near: float) -> float:
    """The probability that these letters are right, by who read exactly them.

    `near` is the share of engines that read something like it: the others saw nothing, or
    something else, and are not among the votes.
    """
    exact = frozenset.intersection(*(w.engines for w in won)) if won else frozenset()
    agreed = trust().agreed(exact, main)
    if agreed is not None:
        return agreed
    return trust().apart * near * prod(w.share for w in won)


def _agreement(won: Sequence[Winner], asked: frozenset[str]) -> float | None:
    """The mean share of the other engines that read what won; None for one that knows."""
    if len(asked) < 2 or not won:
        return None
    shares = [max(0, len(w.engines & asked) - 1) / (len(asked) - 1) for w in won]
    return sum(shares) / len(shares)
