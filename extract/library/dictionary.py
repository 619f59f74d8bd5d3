"""The data dictionary as Markdown: what every field and code means, in four languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from models.forms import Form, Standards
from models.languages import LABEL_LANGUAGES
from models.library import Library, LibraryField, Term, Vocabulary

_NAMES: Final = {"km": "Khmer", "th": "Thai", "id": "Indonesian", "en": "English"}
_HEAD: Final = """# Data dictionary

Written by `lontar forms dictionary` from `extract/library/`; change it there. The same, with a \
search box, is the page /dictionary.

A **V** behind a label: its words were seen in a public source. A **G**: they are ours, and wait \
for somebody who speaks the language. All definitions are ours (G). Names of HTCDS 2.0 (IOM, CC BY \
4.0): what follows a dot is the `hte_Type` of the event. CTDC: columns of de-identified releases.
"""


def markdown(library: Library, forms: Sequence[Form]) -> str:
    """The whole dictionary; `forms` say which field is printed where."""
    parts = [
        _HEAD,
        f"## Fields\n\n{len(library.fields)} fields that forms have in common.\n",
        *(_field(each, forms, library) for each in library.fields),
        f"## Fields of single forms\n\n{len(library.own)} more, which only some forms have.\n",
        *(_field(each, forms, library) for each in library.own),
        f"## Vocabularies\n\n{len(library.vocabularies)} lists of codes.\n",
        *(_vocabulary(each, library) for each in library.vocabularies),
    ]
    return "\n".join(parts)


def printed_in(key: str, forms: Iterable[Form]) -> tuple[str, ...]:
    """The ids of the forms that have a field of that key."""
    return tuple(dict.fromkeys(f.id for f in forms if any(x.key == key for x in f.fields)))


def taken_by(name: str, library: Library) -> tuple[str, ...]:
    """The keys of the fields that take their codes from the vocabulary `name`."""
    return tuple(f.key for f in (*library.fields, *library.own) if f.vocabulary == name)


def _field(field: LibraryField, forms: Sequence[Form], library: Library) -> str:
    rows = "\n".join(
        f"| {_NAMES[code]} | {field.labels[code].text} ({field.labels[code].provenance}) "
        f"| {field.definition[code]} |"
        for code in LABEL_LANGUAGES
    )
    return (
        f"### {field.key}\n\n{' · '.join(_facts(field, forms, library))}\n\n"
        f"| | label | means |\n| --- | --- | --- |\n{rows}\n"
    )


def _facts(field: LibraryField, forms: Sequence[Form], library: Library) -> Iterator[str]:
    yield f"`{field.kind}`"
    if field.required:
        yield "required"
    if field.personal:
        yield "personal"
    if field.least is not None and field.most is not None:
        yield f"{field.least:g} to {field.most:g}"
    if field.vocabulary:
        yield f"codes: [{field.vocabulary}](#vocabulary-{field.vocabulary})"
    if field.columns:
        names = {c.key: c.labels["en"] for c in library.columns}
        yield f"columns: {', '.join(names[key] for key in field.columns)}"
    yield from _standards(field.standards)
    found = printed_in(field.key, forms)
    if found:
        yield f"in {', '.join(found)}"


def _standards(standards: Standards) -> Iterator[str]:
    for name, said in (("HTCDS", standards.htcds), ("CTDC", standards.ctdc)):
        if said:
            yield f"{name}: {', '.join(f'`{each}`' for each in said)}"


def _vocabulary(vocabulary: Vocabulary, library: Library) -> str:
    means = "\n".join(
        f"| {_NAMES[code]} | {vocabulary.titles[code]} | {vocabulary.definition[code]} |"
        for code in LABEL_LANGUAGES
    )
    used = ", ".join(f"[{key}](#{key})" for key in taken_by(vocabulary.id, library))
    facts = [f"{len(vocabulary.terms)} codes", *([f"of {used}"] if used else [])]
    terms = "\n".join(_term(term) for term in vocabulary.terms)
    head = f"| code | {' | '.join(_NAMES[code] for code in LABEL_LANGUAGES)} | HTCDS | CTDC |"
    return (
        f"### Vocabulary {vocabulary.id}\n\n{' · '.join(facts)}\n\n"
        f"| | title | means |\n| --- | --- | --- |\n{means}\n\n"
        f"Source: {vocabulary.source}.\n\n{head}\n| --- | --- | --- | --- | --- | --- | --- |\n"
        f"{terms}\n"
    )


def _term(term: Term) -> str:
    words = " | ".join(", ".join(term.words.get(code, ())) for code in LABEL_LANGUAGES)
    code = f"`{term.code}`" + (" (ours)" if term.ours else "")
    if term.gathers:
        code += f" = {', '.join(term.gathers)}"
    sides = (term.standards.htcds, term.standards.ctdc)
    return f"| {code} | {words} | {' | '.join(', '.join(side) for side in sides)} |"
