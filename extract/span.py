"""The value inside a raw line that may still have its label or a neighbour's text glued to it.

The spaCy pipeline of the text's language says where labels, titles, dates and numbers stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz
from spacy.tokens import Doc, Span

from extract.languages.pipelines import VALUES, pipeline
from extract.text import clean, fold, scripts
from extract.values import mrz
from models.forms import FormField, Kind
from models.languages import ENGINE_LANGUAGES

#: which spans of the pipeline are values of a kind
_SPAN_OF_KIND: Final = {Kind.DATE: "DATE", Kind.PHONE: "PHONE", Kind.NATIONAL_ID: "ID"}
_COLON: Final = re.compile(r"\s*[:：]\s*")
_LABEL_LIKE: Final = 75.0  # likeness (0..100) of a misread label to the printed one
_LONGEST: Final = 400  # longer texts are prose: nothing is cut out of them


@dataclass(frozen=True, slots=True)
class Cut:
    """`text` is the value's part of the line; `doubts` are codes of `extract.doubts`."""

    text: str
    doubts: tuple[str, ...] = ()


def cut(raw: str, field: FormField) -> Cut:
    """The value's part of `raw` for this field.

    A label of the field at the beginning goes, exactly printed or misread before a colon; so does
    everything from the label of another field on. Of a date, telephone or identity number only
    its own span is kept. A second, different one is a doubt.
    """
    text = clean(raw)
    if not text or len(text) > _LONGEST or mrz.looks_like_one(text):
        return Cut(text)
    code = text_language(text, field.languages)
    text, trimmed = _without_own_label(text, field)
    doc = pipeline(code)(text)
    shorter = _between_labels(doc, field)
    trimmed = trimmed or shorter != text
    doubts = ("neighbouring_text",) if trimmed else ()
    wanted = _SPAN_OF_KIND.get(field.kind)
    return _one_span(shorter, code, wanted, doubts) if wanted else Cut(shorter, doubts)


def text_language(text: str, languages: tuple[str, ...]) -> str:
    """The engine language to treat a text as: by its script, else by the field's languages.

    >>> text_language("สมชาย", ("khm",)), text_language("Siti", ("tha", "ind"))
    ('tha', 'ind')
    """
    found = scripts(text)
    if "khmer" in found:
        return "khm"
    if "thai" in found:
        return "tha"
    fitting = [
        c for c in languages if c in (("ind", "eng") if "latin" in found else ENGINE_LANGUAGES)
    ]
    return fitting[0] if fitting else "eng"


def _without_own_label(text: str, field: FormField) -> tuple[str, bool]:
    """A misread own label before a colon is taken off; exact ones are the pipeline's work."""
    parts = _COLON.split(text, maxsplit=1)
    if len(parts) == 2 and parts[0]:
        left = fold(parts[0])
        likes = [fuzz.ratio(left, fold(label)) for label in field.labels.values()]
        if max(likes, default=0.0) >= _LABEL_LIKE:
            return parts[1], True
    for label in field.labels.values():
        if text.casefold().startswith(label.casefold()):
            rest = text[len(label) :]
            if rest[:1] in (" ", ":", "/", "") and rest.strip(" :"):
                return rest.lstrip(" :/"), True
    return text, False


def _between_labels(doc: Doc, field: FormField) -> str:
    start, end = 0, len(doc.text)
    for label in (e for e in doc.ents if e.label_ == "LABEL"):
        colon = _COLON.match(doc.text, label.end_char)
        own = label.ent_id_ == field.key
        if own and not doc.text[start : label.start_char].strip(" :/(") and colon:
            start = colon.end()
        elif not own and colon and colon.end() > label.end_char and label.start_char > start:
            end = min(end, label.start_char)
    return doc.text[start:end].strip(" /|")


def _one_span(text: str, code: str, wanted: str, doubts: tuple[str, ...]) -> Cut:
    doc = pipeline(code)(text)  # spaCy's spans live no longer than their doc
    spans = _widest([s for s in doc.spans[VALUES] if s.label_ == wanted])
    if not spans:
        return Cut(text, doubts)
    if len({fold(span.text) for span in spans}) > 1:
        return Cut(text, (*doubts, "several_values"))
    span = spans[0]
    outside = text[: span.start_char] + text[span.end_char :]
    if not any(c.isalpha() for c in outside):
        return Cut(text, doubts)  # only leaders and marks around it: the parser drops them
    return Cut(span.text, tuple(dict.fromkeys((*doubts, "neighbouring_text"))))


def _widest(spans: list[Span]) -> list[Span]:
    """Spans that lie in no wider one."""
    return [
        a
        for a in spans
        if not any(
            b is not a
            and b.start_char <= a.start_char
            and a.end_char <= b.end_char
            and len(b.text) > len(a.text)
            for b in spans
        )
    ]
