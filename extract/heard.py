"""What readers heard in each place of a text: how sure every letter is, and what else was read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import Levenshtein

from extract.likeness import Letter
from extract.readers import believed
from extract.text import clean, fold
from models.values import Reading

_AGREED: Final = 0.98  # the most that a letter is sure of, however many readers agree
_ALONE: Final = 0.9  # and where nobody measured letters
_DIFFER: Final = 0.6  # a letter that another reader read otherwise
_EXTRA: Final = 0.7  # a letter that another reader did not read


@dataclass(frozen=True, slots=True)
class Heard:
    """The letters of a text, folded as lists of names are (`extract.text.fold`)."""

    letters: tuple[Letter, ...] = ()
    texts: tuple[str, ...] = ()  # the other texts behind the reading

    @property
    def text(self) -> str:
        return "".join(letter.char for letter in self.letters)

    def of(self, part: str) -> Sequence[Letter]:
        """The letters of a part of the text; none where it does not stand there."""
        at = self.text.find(part) if part else -1
        return self.letters[at : at + len(part)] if at >= 0 else ()


def heard(reading: Reading, language: str) -> Heard:
    """What stands behind a reading, letter by letter."""
    text = fold(reading.text)
    sure = _own(reading, text) or [min(_ALONE, max(0.3, believed(reading, language)))] * len(text)
    others: list[str] = [""] * len(text)
    for other in dict.fromkeys(map(fold, _texts(reading))):
        for edit in Levenshtein.editops(text, other):
            if edit.tag == "replace":
                others[edit.src_pos] += other[edit.dest_pos]
                sure[edit.src_pos] = min(sure[edit.src_pos], _DIFFER)
            elif edit.tag == "delete":
                sure[edit.src_pos] = min(sure[edit.src_pos], _EXTRA)
    letters = (Letter(c, s, o) for c, s, o in zip(text, sure, others, strict=True))
    texts = tuple(_texts(reading))
    return Heard(tuple(letters), texts)


def _texts(reading: Reading) -> Iterable[str]:
    """The other texts behind a reading."""
    found = [candidate.text for candidate in reading.candidates]
    for one in (reading, *reading.candidates):
        if one.expected is not None:
            found += [one.expected.free, *(text for text, _ in one.expected.others)]
    whole = clean(reading.text)
    return dict.fromkeys(text for text in map(clean, found) if text and text != whole)


def _own(reading: Reading, text: str) -> list[float]:
    """How sure a network was of each letter, where it read this text letter by letter."""
    for one in (reading, *reading.candidates):
        letters = [c for word in one.words for c in word.characters]
        row = [(part, c.confidence) for c in letters for part in fold(c.text)]
        if "".join(part for part, _ in row) == text and row:
            return [min(_AGREED, confidence) for _, confidence in row]
    return []
