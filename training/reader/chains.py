"""Words that could be: letter by letter as lists have them, and look-alikes put in for letters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from random import Random
from typing import Final

from training.drawing.render import clusters
from training.drawing.words import Language, Split
from training.reader import lists

_MOST_WORDS: Final = 30_000
_LONGEST: Final = 9  # clusters
_END: Final = ""

#: Letters whose shapes are alike, and those that were seen to be read for each other.
_ALIKE: Final = (
    "កគត", "ជផ", "បម", "លស", "ខឌ", "ឋថ", "ឃយ", "ឈណ", "ញពួ", "០១", "៨៩", "២៦", "៣៧", "ិីឹឺ", "ុូួ",
    "៉៊", "់៌៍័", "េែៃ", "ោៅ", "นบม", "ฎฏ", "ฌณ", "ขชซ", "ดต", "กถภ", "บปษ", "อฮ", "๔๕๙", "๐๑๓",
    "พมผฝฟ", "รธ", "ศคด", "ลส", "่้๊๋", "ิีึื", "ุู", "็์", "ไใ", "lI1|i!", "O0QDo", "S5s", "B8", "Z2z",
    "G6C", "rnmn", "cCeo", "uvUV", "wWvv", "gqy9", "t+f", ".,", ":;", "-_", "'`", "hb", "nh",
)  # fmt: skip


def word(language: Language, split: Split, rng: Random) -> str:
    """A made-up word whose neighbouring clusters stand side by side in some real word."""
    follows = _follows(language, split)
    found = [rng.choice(follows[_END, _END])]
    before = _END
    while found[-1] != _END and len(found) < _LONGEST:
        now = found[-1]
        after = follows.get((before, now)) if rng.random() < 0.6 else None
        found.append(rng.choice(after or _any(follows, now)))
        before = now
    return "".join(found)


def _any(follows: Mapping[tuple[str, str], Sequence[str]], now: str) -> Sequence[str]:
    return follows.get(("*", now)) or (_END,)


@lru_cache(maxsize=8)
def _follows(language: Language, split: Split) -> Mapping[tuple[str, str], Sequence[str]]:
    """What follows two clusters ("*": whatever stands before the last), as often as it does."""
    words = lists.words(language, split)
    step = max(1, len(words) // _MOST_WORDS)
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for text in words[::step]:
        before, now = _END, _END
        for cluster in (*clusters(text), _END):
            found[before, now].append(cluster)
            if now != _END:
                found["*", now].append(cluster)
            before, now = now, cluster
    return found


def confused(text: str, rng: Random) -> str:
    """The text with a share of its letters changed for look-alikes."""
    share = rng.choice((0.15, 0.3, 0.6))
    return "".join(_other(letter, rng) if rng.random() < share else letter for letter in text)


def _other(letter: str, rng: Random) -> str:
    groups = [group for group in _ALIKE if letter in group]
    return rng.choice(rng.choice(groups)) if groups else letter
