"""spaCy pipelines, blank, one per language: they find labels, titles, dates and numbers in a line.

Thai, Indonesian and English are spaCy's own blank languages; Khmer is a language class of ours.
All use the tokenizer in `extract.languages.tokens`. Rules come from the language's data files:

- `entity_ruler`: LABEL (id: field key), TITLE, MONTH, ERA, ROLE and LEVEL as entities;
- `lontar_dates`: a Matcher over those, giving DATE spans;
- `lontar_numbers`: PHONE, ID and NUMBER spans.

Found values stand in `doc.spans["values"]`; they may overlap.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

import spacy
from spacy.language import BaseDefaults, Language
from spacy.matcher import Matcher
from spacy.tokens import Doc, Span
from spacy.util import registry

from extract.languages.tokens import Words, known_words
from extract.languages.words import language
from models.languages import LABEL_LANGUAGE

VALUES: Final = "values"
_NUMBERS: Final = (
    ("PHONE", re.compile(r"(?<![\d/])\+?\(?\d[\d\s().\-–]{6,18}\d(?![\d/])")),
    ("ID", re.compile(r"(?<!\d)\d(?:[\s\-–.]{0,2}\d){8,15}(?!\d)")),
    ("NUMBER", re.compile(r"\d+(?:[.,]\d{3})*")),
)


@registry.languages("km")
class Khmer(Language):  # type: ignore[no-untyped-call]
    """Khmer for spaCy, which has none of its own; words are cut by khmercut."""

    lang = "km"
    Defaults = BaseDefaults


class Dates:
    """Date spans from month and role entities and from numbers with separators."""

    def __init__(self, nlp: Language) -> None:
        number: dict[str, Any] = {"TEXT": {"REGEX": r"^\d{1,2}$"}}
        year: dict[str, Any] = {"TEXT": {"REGEX": r"^\d{2,4}$"}}
        role: dict[str, Any] = {"ENT_TYPE": "ROLE", "OP": "?"}
        mark: dict[str, Any] = {"IS_PUNCT": True, "OP": "?"}
        era: dict[str, Any] = {"ENT_TYPE": "ERA", "OP": "?"}
        separator: dict[str, Any] = {"TEXT": {"IN": ["-", "/", ".", "–"]}}
        month: dict[str, Any] = {"ENT_TYPE": "MONTH"}
        self._matcher = Matcher(nlp.vocab)
        named = [role, number, mark, role, month, mark, role, era, year]
        numeric = [role, number, separator, number, separator, era, year]
        roles = [
            role,
            number,
            mark,
            {"ENT_TYPE": "ROLE"},
            number,
            mark,
            {"ENT_TYPE": "ROLE"},
            era,
            year,
        ]
        american = [month, mark, number, mark, year]
        iso = [{"TEXT": {"REGEX": r"^\d{4}$"}}, separator, number, separator, number]
        self._matcher.add("DATE", [named, numeric, roles, american, iso], greedy="LONGEST")

    def __call__(self, doc: Doc) -> Doc:
        spans = [Span(doc, start, end, label="DATE") for _, start, end in self._matcher(doc)]
        doc.spans[VALUES] = [*doc.spans.get(VALUES, ()), *spans]
        return doc


def numbers(doc: Doc) -> Doc:
    """Telephone numbers, identifiers and plain numbers as spans."""
    spans = list(doc.spans.get(VALUES, ()))
    for label, pattern in _NUMBERS:
        for match in pattern.finditer(doc.text):
            span = doc.char_span(match.start(), match.end(), label=label)
            if span is not None:
                spans.append(span)
    doc.spans[VALUES] = spans
    return doc


@Language.factory("lontar_dates")
def _dates(nlp: Language, name: str) -> Dates:
    return Dates(nlp)


@Language.factory("lontar_numbers")
def _numbers(nlp: Language, name: str) -> Any:
    return numbers


@lru_cache(maxsize=4)
def pipeline(code: str) -> Language:
    """The pipeline of an engine language (khm, tha, ind, eng), built once a process.

    Raises KeyError for another language.
    """
    spoken = language(code)
    nlp = spacy.blank(LABEL_LANGUAGE[code])
    nlp.tokenizer = Words(nlp.vocab, code)
    ruler = nlp.add_pipe("entity_ruler")
    patterns = [
        {"label": label, "id": name, "pattern": [{"LOWER": word.lower()}]}
        for label, name, word in known_words(spoken)
    ]
    ruler.add_patterns(patterns)  # type: ignore[attr-defined]
    nlp.add_pipe("lontar_dates")
    nlp.add_pipe("lontar_numbers")
    return nlp
