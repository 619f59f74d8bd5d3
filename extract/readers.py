"""What a value's readings say of themselves: how sure they are, who read it, on what ink."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from extract.confidence import CEILING, CEILING_ONE, reading_p
from extract.languages.digits import to_latin
from extract.text import fold
from models.values import Looks, Reading

#: a joint reading less sure than this differs in letters that matter
_DIFFER: Final = 0.9
_OF_INK: Final = {
    Looks.HANDWRITTEN: "handwriting",
    Looks.STAMPED: "stamped_over",
    Looks.UNSURE: "looks_unsure",
}


def believed(reading: Reading, language: str) -> float:
    """The probability that a reading is right.

    A measured one says so itself, however long the text, and so does what several readers agree
    on; the word of a single reader that nobody measured is weighed by what is known of the
    language.
    """
    if measured(reading) or reading.agreement is not None:
        return min(reading.confidence, CEILING)
    return reading_p(reading.confidence, language, _words(reading.text))


def measured(reading: Reading) -> bool:
    """Whether its confidence is a probability that was measured on readings like it."""
    return reading.sureness is not None


def ceiling(readings: Iterable[Reading]) -> float:
    """The most that these readings of one value may be believed, whatever speaks for them."""
    known = tuple(readings)
    return CEILING if any(map(measured, known)) or heard(known) > 1 else CEILING_ONE


def ink_doubts(reading: Reading) -> tuple[str, ...]:
    """Codes of `extract.doubts` for what the ink looks like, and for readers that differ.

    Print that readers agree on is print, even where its looks alone did not tell; what was
    measured of a reading has its looks in it.
    """
    codes = []
    if reading.looks in _OF_INK and not (reading.looks is Looks.UNSURE and _agreed(reading)):
        codes.append(_OF_INK[reading.looks])
    if reading.agreement is not None and reading.confidence < _DIFFER:
        codes.append("readers_differ")
    return tuple(codes)


def nothing_written(readings: Iterable[Reading]) -> bool:
    """Whether whoever looked saw no writing there, and nobody read any."""
    return all(r.looks is Looks.EMPTY and not r.text for r in readings)


def heard(readings: Iterable[Reading]) -> int:
    """How many different readers read the value that these readings came to."""
    return len({engine for reading in readings for engine in _engines(reading)})


def by_tesseract(readings: Sequence[Reading]) -> bool:
    """Whether Tesseract alone stands behind a value; it knows five of the ten Thai digits."""
    return all(
        engine.casefold().startswith("tesseract")
        for reading in readings
        for engine in _engines(reading)
    )


def _agreed(reading: Reading) -> bool:
    known = measured(reading) or reading.agreement is not None
    return known and reading.confidence >= _DIFFER


def _engines(reading: Reading) -> frozenset[str]:
    """Who read this very text; of a joint reading, those whose own reading is the same."""
    if not reading.candidates:
        return frozenset({reading.engine})
    same = _key(reading.text)
    return frozenset(c.engine for c in reading.candidates if _key(c.text) == same)


def _key(text: str) -> str:
    return to_latin(fold(text))


def _words(text: str) -> int:
    """How long a text is, in words of some six letters: Khmer and Thai write none apart."""
    return max(len(text.split()), len(text) // 6)
