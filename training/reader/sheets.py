"""Values as the product itself cuts them: written on the furniture of forms, scanned, straightened,
their rules and leaders taken out again, with whatever that takes from their letters.

The faces and words are those of the set `tune`; faces that belong to no set are left to the
fitting of confidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.sureness.sheets import LANGUAGES, Mix, samples
from extract.forms.levels import Level
from ocr.engines.strips import strip_of
from ocr.engines.tokens import tokenized
from training.reader.alphabet import TOKENS
from training.reader.drawn import Sample
from training.reader.fill import keep

_MIX: Final = Mix(digits=0.45, hand=0.06, graft=0.4, bend=0.4, strangers=0.0)
_SHARES: Final = (40, 30, 15, 15)  # of LANGUAGES
_LEVELS: Final[tuple[Level, ...]] = ("clean", "office", "office", "rough", "rough")
_SHARD: Final = 2048
_WIDEST: Final = 1200


def write(folder: Path, count: int, seed: int) -> None:
    """Cut about `count` values into `folder`; a file once there stays."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(-(-count // _SHARD)):
        file = folder / f"learn-s{seed}-{number:04d}.npz"
        if not file.exists():
            keep(file, list(_some(Random(f"sheets {seed} {number}"))))  # noqa: S311


def _some(rng: Random) -> Iterator[Sample]:
    found = 0
    while found < _SHARD:
        language = rng.choices(LANGUAGES, _SHARES)[0]
        level = rng.choice(_LEVELS)
        for one in samples(language, rng.randrange(10**6, 10**9), level, "tune", _MIX):
            strip = strip_of(one.crop)
            if strip.shape[1] <= _WIDEST and tokenized(one.text, TOKENS):
                found += 1
                kind = f"{one.kind}{' by hand' * one.hand} cut"
                yield Sample(strip, one.text, one.language, kind, one.face)
