"""What a form's brief leaves out of a field, taken from the library: words are written down once.

Works on the plain mappings of a `spec.yaml`; whatever is written there stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from extract.library.load import column, field, vocabulary
from models.errors import BadFormDefinition
from models.languages import ENGINE_LANGUAGE
from models.library import LibraryField, Vocabulary

#: codes of "Other: ____", which a form may add to any list
OTHER: Final = {
    "km": "ផ្សេងៗ:",
    "th": "อื่นๆ:",
    "id": "Lainnya:",
    "en": "Other:",
}


#: how a kind is written, where the brief does not say: all others on a dotted line
_WRITING: Final = {
    "choice": "ticks",
    "multi": "ticks",
    "table": "table",
    "signature": "frame",
    "photo": "frame",
}
#: kinds that are written in Latin digits and letters as often as in those of Khmer and Thai
_NUMERIC: Final = {"date", "number", "phone", "national_id", "money", "case_code"}
_LATIN: Final = {"name_latin", "passport_no"}
_OF_A_COUNTRY: Final = {"national_id", "passport", "phone", "place", "money"}


def complete(item: Mapping[str, Any], languages: Sequence[str], country: str) -> dict[str, Any]:
    """A field of a brief with kind, labels, options, columns and standards filled in.

    `languages` are the label languages of the form; words of the library are taken in these, and
    values are expected in the first of them. `country` is the form's.
    `options` may be bare codes, or be left out to take all of the vocabulary; `options_in` are the
    languages of their words where they are not all of the form's. `columns` may be bare keys.
    `standards` of a field that keeps its meaning are the library's.
    Raises BadFormDefinition for a code or column that no list has.
    """
    known = field(item.get("key", ""))
    whole = {**_of_library(known, languages), **item}
    kind = whole.get("kind", "")
    whole.setdefault("writing", _WRITING.get(kind, "dots"))
    whole.setdefault("languages", _expected(whole["key"], kind, languages[0]))
    if kind in _OF_A_COUNTRY:
        whole.setdefault("country", country)
    name = whole.get("vocabulary", "")
    if whole["writing"] in {"ticks", "words"}:
        spoken = whole.pop("options_in", languages)
        whole["options"] = [
            _option(option, vocabulary(name), spoken, whole["key"])
            for option in whole.get("options") or _all_codes(name)
        ]
    if kind == "table":
        given = whole.get("columns") or (known.columns if known else ())
        whole["columns"] = [_column(each, languages, whole["key"]) for each in given]
    return whole


def _expected(key: str, kind: str, main: str) -> list[str]:
    """Engine languages of a value, the likeliest first."""
    own = ENGINE_LANGUAGE[main]
    if key in _LATIN:
        return ["eng"]
    if kind in _NUMERIC and own in {"khm", "tha"}:
        return [own, "eng"]
    return [own]


def _of_library(known: LibraryField | None, languages: Sequence[str]) -> dict[str, Any]:
    if known is None:
        return {}
    first = known.labels[languages[0]]
    said: dict[str, Any] = {
        "kind": known.kind.value,
        "labels": {code: known.labels[code].text for code in languages},
        "provenance": first.provenance,
        "personal": known.personal,
        "vocabulary": known.vocabulary,
        "least": known.least,
        "most": known.most,
        "standards": {
            "htcds": list(known.standards.htcds),
            "ctdc": list(known.standards.ctdc),
        },
    }
    return {key: value for key, value in said.items() if value not in (None, "", False)}


def _all_codes(name: str) -> Iterable[str]:
    found = vocabulary(name)
    return found.codes if found is not None else ()


def _option(
    item: str | Mapping[str, Any], known: Vocabulary | None, languages: Sequence[str], key: str
) -> dict[str, Any]:
    said = {"code": item} if isinstance(item, str) else dict(item)
    code = said["code"]
    if code in {"other", "Other"} and "other" not in said:
        return {"words": {lang: OTHER[lang] for lang in languages}, **said, "other": True}
    if "words" in said:
        return said
    if known is None or code not in known.codes:
        raise BadFormDefinition(
            f"{key}.{code}: has no words, and no vocabulary of the field knows it.",
            remedy="Write `words` by language, or name the field's vocabulary.",
        )
    words = known.term(code).words
    return {**said, "words": {lang: words[lang][0] for lang in languages if lang in words}}


def _column(item: str | Mapping[str, Any], languages: Sequence[str], key: str) -> dict[str, Any]:
    said = {"key": item} if isinstance(item, str) else dict(item)
    known = column(said["key"])
    if known is not None:
        labels = {code: known.labels[code] for code in languages}
        said = {"kind": known.kind.value, "labels": labels, **said}
    if not {"kind", "labels"} <= set(said):
        raise BadFormDefinition(
            f"{key}.{said['key']}: the column has no kind and labels.",
            remedy="Write them, or take a column of the library.",
        )
    return said
