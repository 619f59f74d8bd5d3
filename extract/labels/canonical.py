"""The canonical fields of a page that no definition describes: what its labels name, by kind.

A pair whose label names a field of the library becomes that field. Where its paper offers tick
boxes they are the field's options, by the words beside them; where it offers a line, a choice is
read as text and its words give the code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from rapidfuzz import fuzz

from extract.labels.occurrences import needed
from extract.library import field as library_field
from extract.library import words as vocabulary_words
from extract.pairs import Pair
from extract.pairs.owners import Side
from extract.text import fold
from models.errors import EnvironmentProblem
from models.forms import FormField, Kind, Option, Writing
from models.languages import LABEL_LANGUAGE
from models.values import Box

_KINDS: Final = Path(__file__).parent.parent / "lexicon" / "kinds.yaml"
_NOWHERE: Final = Box(0, 0, 0, 0)
_COUNTRY: Final = {"khm": "KHM", "tha": "THA", "ind": "IDN"}
#: what is told by its ink alone, and what stands in tables: not told here
_NOT_TOLD: Final = (Kind.SIGNATURE, Kind.PHOTO)
_CHOICES: Final = 24  # terms of a vocabulary that are offered as options; of more one is typed
_TICKED: Final = (Kind.CHOICE, Kind.MULTI)


@dataclass(frozen=True, slots=True)
class Named:
    """A field that a page's label names, and the pair that it was found in."""

    field: FormField
    pair: Pair


def named(pairs: Sequence[Pair], languages: Sequence[str], page: int) -> tuple[Named, ...]:
    """The canonical fields of a page, in the order of its labels; a key may come several times.

    `languages` are engine codes of the scripts seen on the page. Labels with nothing beside them
    name no field, and neither do heads of columns: a table tells of other people.
    """
    spoken = _spoken(pairs, languages)
    found = []
    for pair in pairs:
        if pair.known is None or not pair.known.key or pair.side is Side.COLUMN:
            continue
        field = _field(pair, spoken, page)
        if field is not None:
            found.append(Named(field, pair))
    return tuple(found)


def country_of(pairs: Sequence[Pair], languages: Sequence[str]) -> str:
    """The country whose language a page is printed in; "" for English."""
    return _COUNTRY.get(_spoken(pairs, languages)[0], "")


def _spoken(pairs: Sequence[Pair], languages: Sequence[str]) -> tuple[str, ...]:
    """The languages of a page, that of most of its labels first; all write Latin letters too."""
    votes = [pair.known.language for pair in pairs if pair.known is not None]
    script = [code for code in votes if code not in ("ind", "eng")]
    latin = [code for code in votes if code in ("ind", "eng")] or [*languages, "eng"]
    main = max(script, key=script.count) if script else max(latin, key=latin.count)
    return tuple(dict.fromkeys((main, "eng")))


def _field(pair: Pair, languages: tuple[str, ...], page: int) -> FormField | None:
    known = pair.known
    if known is None:
        return None
    own = library_field(known.key)
    kind = own.kind if own is not None else _kinds("kinds").get(known.key, Kind.TEXT)
    vocabulary = own.vocabulary if own is not None else ""
    if pair.options:
        options = _options(pair, vocabulary)
        if kind not in _TICKED:
            kind = Kind.MULTI if kind is Kind.TABLE else Kind.CHOICE
    else:
        options = ()
        kind = _in_words(known.key, kind)
    if kind in _NOT_TOLD or not (pair.value or options):
        return None
    return FormField(
        key=known.key,
        kind=kind,
        labels={LABEL_LANGUAGE[known.language]: pair.key},
        page=page,
        label_zone=_NOWHERE,
        zone=_NOWHERE,
        writing=Writing.TICKS if options else Writing.DOTS,
        languages=languages,
        options=options,
        country=_COUNTRY.get(languages[0], ""),
        personal=own.personal if own is not None else True,
        vocabulary=vocabulary,
    )


def _in_words(key: str, kind: Kind) -> Kind:
    """How a field is read whose answer is written on a line."""
    if kind in (*_TICKED, Kind.TABLE):
        return _kinds("in_words").get(key, Kind.TEXT)
    return kind


def _options(pair: Pair, vocabulary: str) -> tuple[Option, ...]:
    """Tick boxes by the codes that their words have; what is in no list keeps its own words."""
    codes: dict[str, Option] = {}
    for ticked in pair.options:
        code = code_of(ticked.words, vocabulary) or ticked.words
        while code in codes:
            code += "'"
        other = code.casefold() == "other"
        codes[code] = Option(code, {"": ticked.words}, ticked.tick.box, other)
    return tuple(codes.values())


def code_of(text: str, vocabulary: str) -> str:
    """The code of a vocabulary that words stand for, misreadings allowed; "" for none."""
    key = fold(text)
    best, likeness = "", 0.0
    for code, by_language in _vocabulary(vocabulary).items():
        for word in by_language:
            like = 100.0 if word == key else fuzz.ratio(word, key)
            if like >= needed(max(len(word), 3)) and like > likeness:
                best, likeness = code, like
    return best


@lru_cache(maxsize=64)
def _vocabulary(name: str) -> Mapping[str, tuple[str, ...]]:
    said = vocabulary_words(name) if name else {}
    return {
        code: tuple(dict.fromkeys(fold(word) for words in by.values() for word in words))
        for code, by in said.items()
    }


@lru_cache(maxsize=2)
def _kinds(part: str) -> Mapping[str, Kind]:
    content = yaml.safe_load(_KINDS.read_text("utf-8"))
    if not isinstance(content, dict) or set(content) != {"source", "kinds", "in_words"}:
        raise EnvironmentProblem(
            "kinds.yaml of the label lexicon: must have the keys in_words, kinds and source.",
            remedy="Restore the file from the release, or correct your edit.",
        )
    return {key: Kind(kind) for key, kind in content[part].items()}


def library_definition(key: str, kind: Kind, page: int = 0) -> FormField:
    """A field of a form that nobody has defined, as the library knows it: labels in four
    languages, and the terms of its vocabulary as options where it is a choice of a few.

    `key` may have a number behind it ("dob_2"). A key that the library has not stays bare.
    """
    head, _, tail = key.rpartition("_")
    own = library_field(head if tail.isdigit() else key)
    vocabulary = own.vocabulary if own is not None else ""
    terms = vocabulary_words(vocabulary) if vocabulary and kind in _TICKED else {}
    terms = terms if len(terms) <= _CHOICES else {}
    written = Kind.TEXT if kind in _TICKED and not terms else kind
    return FormField(
        key=key,
        kind=written,
        labels={code: said.text for code, said in own.labels.items()} if own is not None else {},
        page=page,
        label_zone=_NOWHERE,
        zone=_NOWHERE,
        writing=Writing.TICKS if terms else Writing.FRAME,
        languages=("eng", "khm", "tha", "ind"),
        options=tuple(
            Option(code, {language: words[0] for language, words in by.items() if words}, _NOWHERE)
            for code, by in terms.items()
        ),
        vocabulary=vocabulary,
    )
