"""The library read strictly from its YAML files: an unknown or missing key fails.

A definition that is missing in one of the four languages fails too: the dictionary is read by
people who have only one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from extract.library.countries import country_terms
from models.errors import EnvironmentProblem
from models.forms import Kind, Standards
from models.languages import LABEL_LANGUAGES
from models.library import Label, Library, LibraryColumn, LibraryField, Term, Vocabulary

_HERE: Final = Path(__file__).parent
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=1)
def library() -> Library:
    """Everything: 51 fields, those that only some forms have, shared columns, 24 vocabularies.

    Raises EnvironmentProblem naming file, entry and key where a file was damaged.
    """
    said = _file("fields.yaml", {"source", "fields", "columns"})
    lists = _file("vocabularies.yaml", {"vocabularies"})
    columns = tuple(_column(item) for item in said["columns"])
    vocabularies = tuple(_vocabulary(item) for item in lists["vocabularies"])
    fields = tuple(_field(item, "fields.yaml") for item in said["fields"])
    more = _file("own.yaml", {"fields"})["fields"]
    own = tuple(_field(item, "own.yaml") for item in more)
    made = Library(fields, columns, vocabularies, own)
    for complaint in _faults(made):
        raise _damaged(complaint)
    return made


@lru_cache(maxsize=256)
def field(key: str) -> LibraryField | None:
    """The field of that key, among all; None where the library has none."""
    return next((f for f in (*library().fields, *library().own) if f.key == key), None)


@lru_cache(maxsize=256)
def column(key: str) -> LibraryColumn | None:
    """The shared column of that key, or None."""
    return next((c for c in library().columns if c.key == key), None)


@lru_cache(maxsize=64)
def vocabulary(name: str) -> Vocabulary | None:
    """The vocabulary of that name, or None."""
    return next((v for v in library().vocabularies if v.id == name), None)


def words(name: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Code -> label language -> words of the vocabulary `name`, the usual word first.

    Empty where there is no such vocabulary.
    """
    found = vocabulary(name)
    return {} if found is None else {term.code: term.words for term in found.terms}


def _damaged(what: str) -> EnvironmentProblem:
    return EnvironmentProblem(
        f"extract/library: {what}.", remedy="Restore the file from the release, or correct it."
    )


def _file(name: str, keys: set[str]) -> dict[str, Any]:
    text = (_HERE / name).read_text("utf-8")
    content = yaml.load(text, _Loader)  # noqa: S506 - both are safe loaders
    if not isinstance(content, dict) or set(content) != keys:
        raise _damaged(f"{name} must have the keys {', '.join(sorted(keys))} and no others")
    return content


def _known(item: Mapping[str, Any], needed: set[str], more: set[str], where: str) -> None:
    for key in item:
        if key not in needed | more:
            raise _damaged(f"{where}: unknown key {key}")
    for key in needed - set(item):
        raise _damaged(f"{where}: {key} is missing")


def _four(item: Mapping[str, Any], where: str) -> Mapping[str, str]:
    """Words in all four languages."""
    if set(item) != set(LABEL_LANGUAGES) or not all(
        isinstance(t, str) and t for t in item.values()
    ):
        raise _damaged(f"{where} must be words in {', '.join(LABEL_LANGUAGES)}")
    return {code: item[code] for code in LABEL_LANGUAGES}


def _standards(item: Mapping[str, Any] | None, where: str) -> Standards:
    said = item or {}
    _known(said, set(), {"htcds", "ctdc"}, f"{where}.standards")
    return Standards(tuple(said.get("htcds", ())), tuple(said.get("ctdc", ())))


def _kind(name: str, where: str) -> Kind:
    try:
        return Kind(name)
    except ValueError as error:
        raise _damaged(f"{where}.kind: there is no kind {name}") from error


def _field(item: Mapping[str, Any], file: str) -> LibraryField:
    where = f"{file}: {item.get('key', '?')}"
    more = {"vocabulary", "columns", "required", "personal", "least", "most", "standards"}
    _known(item, {"key", "kind", "labels", "definition"}, more, where)
    return LibraryField(
        key=item["key"],
        kind=_kind(item["kind"], where),
        labels=_labels(item["labels"], where),
        definition=_four(item["definition"], f"{where}.definition"),
        vocabulary=item.get("vocabulary", ""),
        columns=tuple(item.get("columns", ())),
        required=item.get("required", False),
        personal=item.get("personal", False),
        least=item.get("least"),
        most=item.get("most"),
        standards=_standards(item.get("standards"), where),
    )


def _labels(item: Mapping[str, Mapping[str, str]], where: str) -> Mapping[str, Label]:
    """Labels are written `km: {V: words}`: V where they were seen, G where they are ours."""
    if set(item) != set(LABEL_LANGUAGES):
        raise _damaged(f"{where}.labels must be in {', '.join(LABEL_LANGUAGES)}")
    labels: dict[str, Label] = {}
    for code in LABEL_LANGUAGES:
        said = item[code]
        if not isinstance(said, dict) or len(said) != 1 or not set(said) <= {"V", "G"}:
            raise _damaged(f"{where}.labels.{code} must be {{V: words}} or {{G: words}}")
        ((provenance, text),) = said.items()
        labels[code] = Label(text, provenance)
    return labels


def _column(item: Mapping[str, Any]) -> LibraryColumn:
    where = f"fields.yaml: columns.{item.get('key', '?')}"
    _known(item, {"key", "kind", "labels"}, set(), where)
    return LibraryColumn(
        item["key"], _kind(item["kind"], where), _four(item["labels"], f"{where}.labels")
    )


def _vocabulary(item: Mapping[str, Any]) -> Vocabulary:
    where = f"vocabularies.yaml: {item.get('id', '?')}"
    needed = {"id", "titles", "definition", "source"}
    _known(item, needed, {"terms", "of", "countries"}, where)
    if ("terms" in item) is bool(item.get("countries")):
        raise _damaged(f"{where}: must have terms, or `countries: true`")
    terms = tuple(_term(term, where) for term in item.get("terms", ())) or country_terms()
    if len({term.code for term in terms}) != len(terms):
        raise _damaged(f"{where}: a code is there twice")
    return Vocabulary(
        id=item["id"],
        titles=_four(item["titles"], f"{where}.titles"),
        definition=_four(item["definition"], f"{where}.definition"),
        source=item["source"],
        terms=terms,
        of=item.get("of", ""),
    )


def _term(item: Mapping[str, Any], where: str) -> Term:
    where = f"{where}.{item.get('code', '?')}"
    _known(item, {"code", "words"}, {"standards", "gathers", "ours"}, where)
    said = item["words"]
    if not isinstance(item["code"], str) or not said or not set(said) <= set(LABEL_LANGUAGES):
        raise _damaged(f"{where}: a code in quotes and words by language are needed")
    if not all(isinstance(text, str) for texts in said.values() for text in texts):
        raise _damaged(f"{where}.words: YAML took a word for something else: write it in quotes")
    return Term(
        code=item["code"],
        words={code: tuple(said[code]) for code in LABEL_LANGUAGES if code in said},
        standards=_standards(item.get("standards"), where),
        gathers=tuple(item.get("gathers", ())),
        ours=item.get("ours", False),
    )


def _faults(made: Library) -> Iterator[str]:
    """Names that point to nothing, and keys that are there twice."""
    lists = {v.id: v for v in made.vocabularies}
    columns = {c.key for c in made.columns}
    for what, keys in (
        ("fields.yaml or own.yaml: the field", [f.key for f in (*made.fields, *made.own)]),
        ("fields.yaml: the column", [c.key for c in made.columns]),
        ("vocabularies.yaml: the vocabulary", [v.id for v in made.vocabularies]),
    ):
        for key, count in Counter(keys).items():
            if count > 1:
                yield f"{what} {key} is there twice"
    for item in (*made.fields, *made.own):
        if item.vocabulary and item.vocabulary not in lists:
            yield f"fields.yaml: {item.key}: there is no vocabulary {item.vocabulary}"
        for name in item.columns:
            if name not in columns:
                yield f"fields.yaml: {item.key}: there is no column {name}"
    for each in made.vocabularies:
        known = lists[each.of].codes if each.of in lists else ()
        for term in each.terms:
            for code in term.gathers:
                if code not in known:
                    where = f"vocabularies.yaml: {each.id}.{term.code}"
                    yield f"{where}: gathers {code}, which {each.of} has not"
