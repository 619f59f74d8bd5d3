"""Fields of a form that nobody has defined, by the labels of the field library.

The spaCy pipeline of each language says where known labels stand; what follows one, up to the
next, is offered as its value. For pages that match no form: they stay searchable text, and this
adds what can be named in it. Nothing here is ever accepted without a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from spacy.tokens import Doc, Span

from extract.languages.pipelines import pipeline
from extract.span import text_language
from extract.text import clean, without_leaders
from models.values import Box, Line

_LATIN: Final = ("ind", "eng")  # one script: the language that knows more of the labels is taken

_TELLING: Final = 8  # letters of a label that is more than a word of everyday prose


@dataclass(frozen=True, slots=True)
class FreeField:
    """A known label and what stands behind it: `key` of the field library, box of the line."""

    key: str
    label: str
    raw: str
    box: Box


def free_fields(lines: Sequence[Line], languages: tuple[str, ...] = ()) -> tuple[FreeField, ...]:
    """Labels with a value behind them, in reading order.

    A label counts before a colon, or at the beginning of a line when it is long or a number
    follows; elsewhere it is but a word.
    """
    return tuple(found for line in lines for found in _of_line(line, languages))


def _of_line(line: Line, languages: tuple[str, ...]) -> Iterator[FreeField]:
    text = clean(line.text)
    if not text:
        return
    code = text_language(text, languages)
    rivals = [c for c in _LATIN if not languages or c in languages] if code in _LATIN else []
    docs = [pipeline(c)(text) for c in rivals or [code]]  # spans die with their doc
    labels = max((_labels(doc) for doc in docs), key=len)
    for label, after in zip_longest(labels, labels[1:]):
        end = after.start_char if after is not None else len(text)
        raw = without_leaders(text[label.end_char : end]).strip(" :：|/-")
        if raw:
            yield FreeField(label.ent_id_, label.text, raw, line.box)


def _labels(doc: Doc) -> list[Span]:
    return [e for e in doc.ents if e.label_ == "LABEL" and _counts(e, doc.text)]


def _counts(label: Span, text: str) -> bool:
    before, after = text[: label.start_char].strip(" .:-|"), text[label.end_char :].lstrip()
    if after.startswith((":", "：", "..", "…")):
        return True
    return not before and (len(label.text) >= _TELLING or after[:1].isdigit())
