"""What all forms have in common: fields with definitions, and lists of words with codes.

The data lies in `extract/library/`; these are the values it becomes. Languages are label languages
(km, th, id, en).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from models.forms import Kind, Standards

#: of a field or a code that no other system has a name for
NO_STANDARDS: Final = Standards()


@dataclass(frozen=True, slots=True)
class Label:
    """The words of a label; `provenance` is "V" where they were seen in a source, "G" a guess."""

    text: str
    provenance: str


@dataclass(frozen=True, slots=True)
class LibraryColumn:
    """A column that tables of several forms share."""

    key: str
    kind: Kind
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LibraryField:
    """A field by its key: what it is called and what it means, in four languages.

    `vocabulary` names the list that its codes are from; `columns` are keys of shared columns.
    """

    key: str
    kind: Kind
    labels: Mapping[str, Label]
    definition: Mapping[str, str]
    vocabulary: str = ""
    columns: tuple[str, ...] = ()
    required: bool = False
    personal: bool = False
    least: float | None = None
    most: float | None = None
    standards: Standards = NO_STANDARDS


@dataclass(frozen=True, slots=True)
class Term:
    """One code of a vocabulary and its words by language, the usual one first.

    `gathers` are codes of another vocabulary that this one stands for. `ours` marks a code that
    the standard does not have.
    """

    code: str
    words: Mapping[str, tuple[str, ...]]
    standards: Standards = NO_STANDARDS
    gathers: tuple[str, ...] = ()
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A list of codes: its title and definition in four languages, and where it is from.

    `of` names the vocabulary whose codes the terms gather, where they do.
    """

    id: str
    titles: Mapping[str, str]
    definition: Mapping[str, str]
    source: str
    terms: tuple[Term, ...]
    of: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(term.code for term in self.terms)

    def term(self, code: str) -> Term:
        """The term of that code. Raises KeyError."""
        for candidate in self.terms:
            if candidate.code == code:
                return candidate
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Library:
    """All fields, shared columns and vocabularies; `own` are fields that only some forms have."""

    fields: tuple[LibraryField, ...]
    columns: tuple[LibraryColumn, ...]
    vocabularies: tuple[Vocabulary, ...]
    own: tuple[LibraryField, ...] = ()
