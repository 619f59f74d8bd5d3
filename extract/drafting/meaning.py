"""What a printed label asks for: a field of the library, else a kind by a word in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import Levenshtein

from extract.drafting.words import words
from extract.lexicon import label_key
from extract.text import fold
from models.forms import Kind
from models.library import Library, Vocabulary

_ALIKE: Final = 0.82  # from which a misread label is taken for one of the library
_NEARLY: Final = 0.95  # what is surer needs no second look
_SHORT: Final = 4  # folded letters: shorter labels must be read to the letter
_NUMBERED: Final = re.compile(r"^\s*(?:[0-9០-៩๐-๙]{1,2}|[A-Za-zក-អก-ฮ])\s*[.)៖:]\s*")
_SLUG: Final = re.compile(r"[^a-z0-9]+")
_CODES: Final = 0.6  # of a question's answers that a vocabulary must hold


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a label asks for. `key` is "" where the library has no such field.

    `sure` (0..1): how alike the label is to the library's, 0.6 for a kind by a word, else 0.
    """

    key: str
    kind: Kind
    sure: float
    personal: bool = False
    vocabulary: str = ""


def meaning(labels: Mapping[str, str], library: Library) -> Meaning:
    """What the words of a label, by language, ask for; Kind.TEXT where nobody knows."""
    best = Meaning("", Kind.TEXT, 0.0)
    for language, text in labels.items():
        said = _key(text)
        for field in library.fields:
            label = field.labels.get(language)
            alike = _alike(said, _key(label.text)) if label is not None else 0.0
            if alike > best.sure:
                best = Meaning(field.key, field.kind, alike, field.personal, field.vocabulary)
    if best.sure < _NEARLY:
        best = max(best, _by_lexicon(labels, library), key=lambda found: found.sure)
    if best.sure >= _ALIKE:
        return best
    for kind, lists in words().kinds:
        if any(_holds(text, lists.get(language, ())) for language, text in labels.items()):
            personal = kind in (Kind.NAME, Kind.PHONE, Kind.NATIONAL_ID, Kind.PASSPORT, Kind.PHOTO)
            return Meaning("", kind, 0.6, personal)
    return Meaning("", Kind.TEXT, 0.0)


def _by_lexicon(labels: Mapping[str, str], library: Library) -> Meaning:
    """What other forms print where they ask for the same."""
    fields = {field.key: field for field in library.fields}
    best = Meaning("", Kind.TEXT, 0.0)
    for text in labels.values():
        known = label_key(text)
        field = fields.get(known.key) if known is not None else None
        if known is not None and field is not None and known.score > best.sure:
            sure = min(known.score, _NEARLY)
            best = Meaning(field.key, field.kind, sure, field.personal, field.vocabulary)
    return best


def column_key(labels: Mapping[str, str], library: Library) -> tuple[str, Kind]:
    """The key and kind of a table's column by its head; the key "" where nobody knows."""
    best, found, kind = 0.0, "", Kind.TEXT
    for language, text in labels.items():
        said = _key(text)
        for column in library.columns:
            words_ = column.labels.get(language)
            alike = _alike(said, _key(words_)) if words_ else 0.0
            if alike > best:
                best, found, kind = alike, column.key, column.kind
    if best >= _ALIKE:
        return found, kind
    asked = meaning(labels, library)
    inner = (Kind.CHOICE, Kind.MULTI, Kind.TABLE, Kind.SIGNATURE, Kind.PHOTO)
    return asked.key, Kind.TEXT if asked.kind in inner else asked.kind


def is_other(labels: Mapping[str, str]) -> bool:
    """Whether an answer is the open one: "Other: ____"."""
    return any(_holds(text, words().other.get(code, ())) for code, text in labels.items())


def takes_many(labels: Mapping[str, str]) -> bool:
    """Whether a question says that several answers may be ticked."""
    return any(_holds(text, words().many.get(code, ())) for code, text in labels.items())


def codes_of(
    answers: list[Mapping[str, str]], library: Library, preferred: str = ""
) -> tuple[str, list[str]]:
    """The vocabulary whose words these answers are, and the code of each; "" for the unknown."""
    best: tuple[float, str, list[str]] = (0.0, "", [])
    for vocabulary in library.vocabularies:
        codes = [_code(answer, vocabulary) for answer in answers]
        share = sum(map(bool, codes)) / max(1, len(codes))
        share += 0.25 if vocabulary.id == preferred else 0.0
        if share > best[0]:
            best = (share, vocabulary.id, codes)
    share, name, codes = best
    return (name, codes) if share >= _CODES else ("", [""] * len(answers))


def _code(answer: Mapping[str, str], vocabulary: Vocabulary) -> str:
    best, code = _ALIKE, ""
    for term in vocabulary.terms:
        for language, text in answer.items():
            for word in term.words.get(language, ()):
                alike = _alike(_key(text), _key(word))
                if alike > best or (alike == best and not code):
                    best, code = alike, term.code
    return code


def slug(labels: Mapping[str, str], otherwise: str) -> str:
    """A key from Latin words of a label, such as `place_of_birth`; else `otherwise`."""
    for language in ("en", "id"):
        if language in labels:
            plain = unicodedata.normalize("NFKD", _NUMBERED.sub("", labels[language])).lower()
            made = _SLUG.sub("_", plain.encode("ascii", "ignore").decode()).strip("_")
            made = "_".join(made.split("_")[:5])[:40].strip("_")
            if len(made) > 1 and made[0].isalpha():
                return made
    return otherwise


def _key(text: str) -> str:
    return fold(_NUMBERED.sub("", text))


def _alike(a: str, b: str) -> float:
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    if min(len(a), len(b)) <= _SHORT:
        return 0.0
    return float(Levenshtein.normalized_similarity(a, b))


def _holds(text: str, some: tuple[str, ...]) -> bool:
    return any(_found(text, word) for word in some)


def _found(text: str, word: str) -> bool:
    if not word.isascii():
        return fold(word) in fold(text)
    plain = " ".join(_plain_words(text))
    return f" {' '.join(_plain_words(word))} " in f" {plain} "


def _plain_words(text: str) -> Iterator[str]:
    for word in re.findall(r"[A-Za-z]+", text):
        yield word.lower()
