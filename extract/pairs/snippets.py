"""Lines cut where something else begins: labels that are known, colons, wide gaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from extract.lexicon import Known, is_unit, label_key
from extract.pairs.boxes import around
from extract.pairs.tokens import Token, tokens
from extract.text import scripts
from models.values import Box, Line

_WIDE: Final = 1.3  # heights of the line: a gap in which something else begins
_BLANK: Final = 0.5  # heights: between a label and what is written behind it
_WIDER: Final = 1.6  # times the usual gap of a line
_SENTENCE: Final = 4  # gaps that tell it
_CRACK: Final = 0.12  # heights: a blank in a script that puts none between words
_LONGEST: Final = 9  # words of a label
_PLAIN: Final = 8  # letters of a label that is more than a word of everyday prose
_TRIMMED: Final = " \t:：|·…_"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A part of a line that is one thing. `label` where its words are a label that is known;
    `colon` where one ends it; `unit` where it only says what a number counts."""

    text: str
    box: Box
    line: int
    colon: bool = False
    label: Known | None = None
    unit: bool = False

    @property
    def asks(self) -> bool:
        """Whether it is a label, known or by its colon."""
        return self.label is not None or self.colon


def snippets(lines: Sequence[Line]) -> tuple[Snippet, ...]:
    """All lines cut, in their order."""
    return tuple(s for n, line in enumerate(lines) for s in _of_line(tokens(line, n)))


def _of_line(words: Sequence[Token]) -> Iterator[Snippet]:
    held: list[Token] = []
    at = 0
    while at < len(words):
        count, known = _label_at(words, at, held)
        if count > 1 and is_unit(words[at].text):
            after = _label_at(words, at + 1, [*held, words[at]])[1]
            if known is not None and after is not None and after.letters >= known.letters:
                known = None
        if known is None:
            if held and words[at].gap > _WIDE:
                yield from _plain(held)
                held = []
            held.append(words[at])
            at += 1
            if held[-1].ends:
                yield from _plain(held)
                held = []
            continue
        yield from _plain(held)
        held = []
        yield _snippet(words[at : at + count], known)
        at += count
    yield from _plain(held)


def _label_at(words: Sequence[Token], at: int, held: Sequence[Token]) -> tuple[int, Known | None]:
    """How many words from here on are a known label: those of which most letters are told."""
    best: Known | None = None
    length = 0
    for count in range(1, min(_LONGEST, len(words) - at) + 1):
        known = label_key(" ".join(word.text for word in words[at : at + count]))
        fits = known is not None and _stands(words, at, count, known, held)
        if known is not None and fits and (best is None or known.letters >= best.letters):
            best, length = known, count
        ends = at + count == len(words)
        if ends or words[at + count - 1].ends or words[at + count].gap > _WIDE:
            break
    return length, best


def _stands(
    words: Sequence[Token], at: int, count: int, known: Known, held: Sequence[Token]
) -> bool:
    """Whether words that spell a label are one here, and no part of a sentence or a name."""
    text = "".join(word.text for word in words[at : at + count])
    rest = words[at + count :]
    if words[at + count - 1].ends:
        return True
    spaced = not scripts(text) & {"khmer", "thai"}
    blank = _blank(words) if spaced else _CRACK
    begins = words[at].gap > _WIDE or not held or all(is_unit(word.text) for word in held)
    if not begins:
        plain = known.score == 1.0 and len(text) >= _PLAIN
        if not plain or words[at].gap <= blank:
            return False
    return not rest or rest[0].gap > blank or (begins and rest[0].text[:1].isdigit())


def _blank(words: Sequence[Token]) -> float:
    """Heights of the line: a gap wider than those between the words of a sentence."""
    gaps = [word.gap for word in words[1:]]
    return max(_BLANK, _WIDER * median(gaps)) if len(gaps) >= _SENTENCE else _BLANK


def _plain(held: Sequence[Token]) -> Iterator[Snippet]:
    """What is no known label; units before it stand for themselves."""
    rest = list(held)
    while rest and is_unit(rest[0].text.strip(_TRIMMED)) and (len(rest) > 1 or rest[0].gap > 1):
        yield _snippet([rest.pop(0)], None, unit=True)
    if rest and "".join(word.text for word in rest).strip(_TRIMMED):
        yield _snippet(rest, None)


def _snippet(words: Sequence[Token], known: Known | None, *, unit: bool = False) -> Snippet:
    text = " ".join(word.text for word in words)
    return Snippet(
        text=text.strip(_TRIMMED),
        box=around(word.box for word in words),
        line=words[0].line,
        colon=words[-1].ends and any(c.isalpha() for c in text),
        label=known,
        unit=unit,
    )
