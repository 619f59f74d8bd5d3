"""Strings that could be words: they hold the letter pairs that no word list of ours has."""

from __future__ import annotations

from random import Random
from typing import Final

_KHMER: Final = "កខគឃងចឆជឈញដឋឌឍណតថទធនបផពភមយរលវសហឡអ"
_BELOW: Final = "កខគងចជញដណតថទធនបផពភមយរលវសហអ"
_KHMER_VOWELS: Final = (
    "", "", "ា", "ិ", "ី", "ឹ", "ឺ", "ុ", "ូ", "ួ", "ើ", "ឿ", "ៀ", "េ", "ែ", "ៃ", "ោ", "ៅ",
    "ុំ", "ំ", "ាំ", "ះ", "ោះ",
)  # fmt: skip
_KHMER_SIGNS: Final = ("", "", "", "", "", "៉", "៊", "់", "៍", "៌", "័")
_THAI: Final = "กขคฆงจฉชซญฎฏฐฑณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
_THAI_FRAMES: Final = (
    "{}ะ", "{}า", "{}{}", "{}ั{}", "{}ิ{}", "{}ี", "{}ึ{}", "{}ื่อ", "{}ุ{}", "{}ู", "เ{}", "แ{}{}",
    "โ{}{}", "ไ{}", "ใ{}", "เ{}า", "{}ำ", "เ{}ีย{}", "เ{}ือ{}", "{}ัว", "{}่า{}", "{}้{}", "{}็{}",
    "{}๊ะ", "{}๋ว", "{}์",
)  # fmt: skip
_STARTS: Final = "b c d f g h j k l m n p r s t w y bl br ch cl dr fl gr kh ng ny ph pr sh st th tr"
_ENDS: Final = "  n r s t k l m ng h d p nd st x z"
_VOWELS: Final = "a a e i o u ai au ea ee oo ie"


def khmer(rng: Random) -> str:
    return "".join(_khmer(rng) for _ in range(rng.randint(1, 4)))


def _khmer(rng: Random) -> str:
    below = "\u17d2" + rng.choice(_BELOW) if rng.random() < 0.25 else ""
    sign = rng.choice(_KHMER_SIGNS)
    vowel = rng.choice(_KHMER_VOWELS)
    if sign in {"់", "៍", "៌", "័"}:  # these stand on consonants without a vowel
        return rng.choice(_KHMER) + below + sign
    return rng.choice(_KHMER) + sign + below + vowel + rng.choice(("", "", rng.choice(_KHMER)))


def thai(rng: Random) -> str:
    frames = (rng.choice(_THAI_FRAMES) for _ in range(rng.randint(1, 4)))
    return "".join(frame.format(rng.choice(_THAI), rng.choice(_THAI)) for frame in frames)


def latin(rng: Random) -> str:
    starts, vowels, ends = _STARTS.split(), _VOWELS.split(), _ENDS.split(" ")
    word = "".join(
        rng.choice(starts) + rng.choice(vowels) + (rng.choice(ends) if rng.random() < 0.6 else "")
        for _ in range(rng.randint(1, 3))
    )
    return word
