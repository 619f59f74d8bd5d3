"""A reading and its crop as a few numbers that say how likely it is to be exactly right.

Each number has a name, most lie between 0 and 1, none tells what was read. Which way a fact may
move the probability is fixed here: whatever samples say, an engine that agrees never lowers it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from models.values import Grey, Looks, Reading, Verdict
from ocr.calibration import checks, picture
from ocr.clusters import canonical, clusters, script

#: engines that facts are told of one by one; the others share the name "another"
ENGINES: Final = ("lontar", "tesseract", "smart-kh", "khmer-ocm", "rapidocr")
OTHER: Final = "another"
#: engines whose word is a mean over letters: of a text it counts as often as it has letters
_BY_LETTER: Final = frozenset({"smart-kh", "khmer-ocm", "rapidocr"})
_SUREST: Final = 4.0  # powers of ten of doubt that still tell one sureness from another
_LONG: Final = 80.0  # letters
_SHORT: Final = 3
#: a letter's width in heights of its crop, on drawn values of the set to tune with
_WIDTH: Final = {"khmer": 0.42, "thai": 0.32, "latin": 0.60, "numbers": 0.55, "other": 0.5}
_BLANKS: Final = re.compile(r"\s+")
_JOINT: Final = "vote"

#: which way a fact may go: +1 never lowers, -1 never raises, 0 as the samples say
WAY: Final[Mapping[str, int]] = {
    **{f"with {name}": 1 for name in (*ENGINES, OTHER)},
    **{f"sure {name}": 1 for name in ENGINES},
    **{f"against {name}": -1 for name in (*ENGINES, OTHER)},
    **{f"surely against {name}": -1 for name in ENGINES},
    "agreed": 1,
    "weakest": 1,
    "said": 1,
    "apart": -1,
    "silent": -1,
    "small": -1,
    "pale": -1,
    "noisy": -1,
    "soft": -1,
    "misfit": -1,
    "gap": -1,
    "hand": -1,
    "looks unsure": -1,
    "impossible": -1,
    "mixed scripts": -1,
    "mixed digits": -1,
    "unknown": -1,
    "hole": -1,
    "uneven": -1,
    "long": 0,
    "short": 0,
    "mixed": 0,
    "khmer digits": 0,
    "thai digits": 0,
    "fits": 1,
    "changed": 0,
    "kept": -1,
    "undecided": -1,
}
NAMES: Final = tuple(WAY)


@dataclass(frozen=True, slots=True)
class Facts:
    """`group` of the text (see checks.group_of) and the values of NAMES, in their order."""

    group: str
    values: tuple[float, ...]

    def named(self) -> tuple[tuple[str, float], ...]:
        return tuple(zip(NAMES, self.values, strict=True))


def facts_of(reading: Reading, crop: Grey) -> Facts:
    """The facts of a reading of a (height, width) crop. Never raises on odd texts or crops."""
    text = canonical(reading.text)
    group = checks.group_of(text)
    found = {
        **_voices(reading, text),
        **_picture(crop, text, group),
        **_text(text),
        **_looks(reading),
        **_expected(reading, text),
    }
    return Facts(group, tuple(round(float(found.get(name, 0.0)), 4) for name in NAMES))


def key(text: str) -> str:
    """Texts with equal keys are the same reading: blanks between words are a matter of taste."""
    return _BLANKS.sub("", canonical(text))


def _voices(reading: Reading, text: str) -> dict[str, float]:
    """Who read this text, who another, and how sure each was."""
    found: dict[str, float] = {}
    mine = key(text)
    heard = _heard(reading)
    agreeing = 0
    distance = 0.0
    for voice in heard:
        name = voice.engine if voice.engine in ENGINES else OTHER
        theirs = key(voice.text)
        if not theirs:
            found["silent"] = 1.0
        elif theirs == mine:
            agreeing += 1
            found[f"with {name}"] = 1.0
            if name != OTHER:
                found[f"sure {name}"] = max(found.get(f"sure {name}", 0.0), _sure(voice))
        else:
            found[f"against {name}"] = 1.0
            if name != OTHER:
                found[f"surely against {name}"] = _sure(voice)
            distance = max(distance, _unlike(mine, theirs))
    found["agreed"] = min(1.0, max(0, agreeing - 1) / 2)
    found["apart"] = distance
    found["said"] = _doubt(reading.confidence)
    found["weakest"] = _weakest(heard, mine)
    return found


def _heard(reading: Reading) -> Sequence[Reading]:
    return reading.candidates or (reading,)


def _sure(voice: Reading) -> float:
    """An engine's own word on the whole text, in powers of ten of doubt, 0..1."""
    own = 0.0 if math.isnan(voice.confidence) else min(1.0, max(0.0, voice.confidence))
    letters = max(1, len(clusters(voice.text.replace(" ", ""))))
    return _doubt(own**letters if voice.engine in _BY_LETTER else own)


def _doubt(p: float) -> float:
    """0 for p = 0, 1 for all that is surer than 0.9999."""
    return 0.0 if math.isnan(p) else min(1.0, -math.log10(max(1e-9, 1 - p)) / _SUREST)


def _weakest(heard: Sequence[Reading], mine: str) -> float:
    """How sure our own reader is of the letter that it is least sure of."""
    for voice in heard:
        if voice.engine == ENGINES[0] and key(voice.text) == mine:
            letters = [c.confidence for word in voice.words for c in word.characters]
            words = [word.confidence for word in voice.words]
            return _doubt(min(letters or words or [0.0]))
    return 0.0


def _unlike(one: str, other: str) -> float:
    """The share of letters by which two texts differ, roughly: letters that stand in one alone."""
    a, b = clusters(one), clusters(other)
    left = list(b)
    for letter in a:
        if letter in left:
            left.remove(letter)
    return min(1.0, (len(left) + max(0, len(a) - len(b))) / max(1, len(a)))


def _picture(crop: Grey, text: str, group: str) -> dict[str, float]:
    letters = len([c for c in clusters(text) if not c.isspace()])
    return {
        "small": picture.small(crop),
        "pale": picture.pale(crop),
        "noisy": picture.noisy(crop),
        "soft": picture.soft(crop),
        "misfit": picture.misfit(crop, letters, _WIDTH[group]),
        "gap": picture.gap(crop),
    }


def _text(text: str) -> dict[str, float]:
    letters = clusters(text.replace(" ", ""))
    kinds = {script(letter) for letter in letters}
    return {
        "impossible": float(checks.impossible(text) > 0),
        "mixed scripts": float(checks.mixed_scripts(text)),
        "mixed digits": float(checks.mixed_digits(text)),
        "unknown": float(checks.unknown(text) > 0),
        "hole": float(checks.holes(text) > 0),
        "uneven": float(checks.uneven(text)),
        "long": min(1.0, len(letters) / _LONG),
        "short": float(0 < len(letters) < _SHORT),
        "mixed": float(any("digit" in kind for kind in kinds) and bool(kinds & checks.LETTERED)),
        "khmer digits": float("khmer_digit" in kinds),
        "thai digits": float("thai_digit" in kinds),
    }


def _looks(reading: Reading) -> dict[str, float]:
    return {
        "hand": float(reading.looks is Looks.HANDWRITTEN),
        "looks unsure": float(reading.looks is Looks.UNSURE),
    }


def _expected(reading: Reading, text: str) -> dict[str, float]:
    """What came of the expectation, where the text taken is the one that our reader came to."""
    ours = [voice for voice in _heard(reading) if voice.engine == ENGINES[0]]
    if reading.expected is None or not any(key(voice.text) == key(text) for voice in ours):
        return {}
    verdict = reading.expected.verdict
    return {
        "fits": float(verdict is Verdict.FITS),
        "changed": float(verdict is Verdict.CHANGED),
        "kept": float(verdict is Verdict.KEPT),
        "undecided": float(verdict is Verdict.UNSURE),
    }
