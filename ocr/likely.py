"""In which languages a crop is to be read, by the scripts that its ink shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from ocr import looks as looking
from ocr.looks import Look

SEEN: Final = 0.3  # probability from which a script counts as standing in a crop
FAINTLY: Final = 0.05  # and from which it may stand there all the same
_SCRIPTS: Final = ("khmer", "thai", "latin")  # as ocr.looks.SCRIPTS orders them
_SERVES_BOTH: Final = "eng"
_SERVED: Final = "ind"
_ALONG: Final = 8  # crops of a set of languages that do not get a call of their own


def likely(wanted: tuple[str, ...], look: Look | None, least: float = SEEN) -> tuple[str, ...]:
    """The wanted languages whose script is seen with `least` probability or more.

    English serves for Indonesian too: the alphabet is one, two models cost half as much again,
    and the Indonesian one knows no q. Thai goes first: behind another language Tesseract puts
    blanks between its letters. All are likely where nobody has looked.
    """
    if look is None:
        return wanted
    seen = {script for script, p in zip(looking.SCRIPTS, look.scripts, strict=True) if p >= least}
    served = _SERVED if _SERVES_BOTH in wanted else ""
    rest = [code for code in wanted if code != served]
    found = [code for code in rest if looking.script_of(code) in seen]
    return tuple(sorted(found or rest[:1], key=lambda code: code != "tha"))


def merged(wanted: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Few crops go along with others that need their languages too: a call costs ten crops."""
    counts = Counter(wanted)
    for languages in wanted:
        wider = [other for other in counts if set(other) > set(languages)]
        if wider and counts[languages] <= _ALONG:
            yield max(wider, key=lambda other: counts[other])
        else:
            yield languages


def scripts(look: Look | None) -> frozenset[str]:
    """The scripts that are seen, of ocr.clusters.SCRIPTS; none where nobody has looked."""
    if look is None:
        return frozenset()
    return frozenset(
        kind for kind, share in zip(_SCRIPTS, look.scripts, strict=True) if share >= SEEN
    )
