"""What is written in a line that the reader learns from: kinds, shares, languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Final

from extract.forms.fill.values import cell_of, left_empty, some_case, text_of
from extract.forms.load import load_forms
from models.forms import Form, Kind, Writing
from training.drawing import syllables, texts
from training.drawing.render import clusters
from training.drawing.words import Language, Split
from training.reader import chains, lists
from training.reader.numbers import number

#: Kinds of line and how often each is drawn
KINDS: Final = {
    "value": 26,
    "number": 24,
    "name": 7,
    "place": 5,
    "words": 9,
    "made": 6,
    "chain": 7,
    "alike": 4,
    "label": 5,
    "prose": 7,
}
SHARES: Final[dict[Language, int]] = {"khm": 40, "tha": 30, "ind": 13, "eng": 17}
_LONGEST: Final = ((16, 45), (28, 30), (44, 18), (72, 7))  # (letters, share)
_FILLED: Final = frozenset(Kind) - {Kind.CHOICE, Kind.MULTI, Kind.SIGNATURE, Kind.PHOTO, Kind.TABLE}
_TITLES: Final = {
    "khm": ("", "", "", "លោក ", "លោកស្រី ", "កញ្ញា "),
    "tha": ("", "", "นาย", "นาง", "นางสาว", "น.ส.", "ด.ช.", "ด.ญ."),
    "ind": ("", "", "", "Bpk. ", "Ibu ", "Sdr. "),
    "eng": ("", "", "", "Mr. ", "Ms. ", "Mrs. "),
}


@dataclass(frozen=True, slots=True)
class Said:
    """`kind` says where it comes from, for judging by kind."""

    language: Language
    kind: str
    text: str


class Source:
    """Lines without end. Holds values of a made-up case until each has been used."""

    def __init__(self, split: Split, rng: Random) -> None:
        self._split = split
        self._rng = rng
        self._values: dict[Language, list[tuple[str, str]]] = {}

    def line(self) -> Said:
        rng = self._rng
        language = rng.choices(tuple(SHARES), tuple(SHARES.values()))[0]
        kind = rng.choices(tuple(KINDS), tuple(KINDS.values()))[0]
        longest = rng.choices([n for n, _ in _LONGEST], [share for _, share in _LONGEST])[0]
        if kind == "value":
            kind, text = self._value(language)
        elif kind == "number":
            kind, text = number(language, rng)
        else:
            text = _MAKERS[kind](language, self._split, rng)
        if language in {"ind", "eng"} and kind in _CASED:
            text = texts.cased(text, rng)
        return Said(language, kind, _window(" ".join(text.split()), longest, rng))

    def _value(self, language: Language) -> tuple[str, str]:
        left = self._values.setdefault(language, [])
        if not left:
            left.extend(_case(language, self._split, self._rng))
            self._rng.shuffle(left)
        return left.pop()


def _case(language: Language, split: Split, rng: Random) -> Iterator[tuple[str, str]]:
    """(kind, line) of every written value of a made-up case."""
    form = rng.choice(_forms(language))
    case = some_case(form, language, rng, "judge" if split == "judge" else "tune")
    for field in form.fields:
        if field.writing is Writing.TABLE:
            for column in field.columns:
                if column.kind in _FILLED:
                    cell = cell_of(column.key, column.kind, case, case.person, field.languages)
                    yield str(column.kind), cell.text
        elif field.kind in _FILLED and not left_empty(field, case):
            for line in text_of(field, case).text.split("\n"):
                if line.strip():
                    yield str(field.kind), line


@lru_cache(maxsize=8)
def _forms(language: Language) -> tuple[Form, ...]:
    """The shipped forms that are filled mainly in a language."""
    forms = load_forms()
    return tuple(form for form in forms if _main(form) == language) or forms


def _main(form: Form) -> str:
    return Counter(field.languages[0] for field in form.fields).most_common(1)[0][0]


def _window(text: str, longest: int, rng: Random) -> str:
    """A stretch of a long line: from its start, or from a space or a letter inside it."""
    if len(text) <= longest:
        return text or "-"
    letters = clusters(text)
    start = 0 if rng.random() < 0.5 else rng.randrange(max(1, len(letters) - longest // 2))
    found = ""
    for letter in letters[start:]:
        if len(found) + len(letter) > longest:
            break
        found += letter
    return found.strip() or "-"


def _name(language: Language, split: Split, rng: Random) -> str:
    if language == "tha":
        given, families = lists.thai_names(split)
        if given and families:
            return f"{rng.choice(_TITLES['tha'])}{rng.choice(given)} {rng.choice(families)}"
    parts = [_new(language, split, rng) for _ in range(rng.choice((1, 2, 2, 3)))]
    name = " ".join(parts)
    if language in {"ind", "eng"}:
        name = name.title() if rng.random() < 0.6 else name.upper()
    return rng.choice(_TITLES[language]) + name


def _new(language: Language, split: Split, rng: Random) -> str:
    return rng.choice((_chain, _made))(language, split, rng)


def _place(language: Language, split: Split, rng: Random) -> str:
    names = lists.place_names(language, split)
    return " ".join(rng.choice(names) for _ in range(rng.choice((1, 1, 2))))


def _words(language: Language, split: Split, rng: Random) -> str:
    words = lists.words(language, split)
    gap = " " if language in {"ind", "eng"} or rng.random() < 0.3 else ""
    chosen = [rng.choice(words) for _ in range(rng.choice((1, 1, 2, 3)))]
    if language in {"ind", "eng"} and rng.random() < 0.08:
        chosen[0] = _apostrophed(chosen[0], language, rng)
    return gap.join(chosen)


def _apostrophed(word: str, language: Language, rng: Random) -> str:
    """A possessive, or as in Indonesian names of Arabic origin (Ma'ruf, Jum'at)."""
    mark = rng.choice(("'", "\u2019"))
    if language == "eng" or len(word) < 5:
        return word + mark + "s"
    at = rng.randrange(2, len(word) - 1)
    return word[:at] + mark + word[at:]


def _made(language: Language, split: Split, rng: Random) -> str:
    make = {"khm": syllables.khmer, "tha": syllables.thai}.get(language, syllables.latin)
    return make(rng)


def _chain(language: Language, split: Split, rng: Random) -> str:
    return chains.word(language, split, rng)


def _alike(language: Language, split: Split, rng: Random) -> str:
    """Words with letters changed for ones that look like them: eyes must decide, not habit."""
    return chains.confused(_words(language, split, rng), rng)


def _label(language: Language, split: Split, rng: Random) -> str:
    words = _words(language, split, rng)
    head = rng.choice(
        ("", "", f"{rng.randint(1, 40)}. ", f"{rng.randint(1, 9)}.{rng.randint(1, 9)} ")
    )
    tail = rng.choice((":", " :", "", "?", " /", "."))
    text = head + words + tail
    if rng.random() < 0.35:
        other: Language = rng.choice(
            ("eng", "ind") if language in {"khm", "tha"} else ("khm", "tha")
        )
        text += rng.choice((" / {}", " ({})", " {}", ": {}")).format(_words(other, split, rng))
    if rng.random() < 0.3:
        text += " " + number(language, rng)[1]
    return text


def _prose(language: Language, split: Split, rng: Random) -> str:
    words = lists.words(language, split)
    spaced = language in {"ind", "eng"}
    text = ""
    for _ in range(rng.randint(4, 12)):
        text += rng.choice(words)
        draw = rng.random()
        if spaced or draw < 0.25:
            text += rng.choices((" ", ", ", ". ", "; ", " - "), (20, 2, 1, 0.3, 0.3))[0]
        elif draw < 0.29:
            text += {"khm": "។ ", "tha": " "}[language]
        elif draw < 0.32:
            text += {"khm": "ៗ ", "tha": "ๆ "}[language]
        elif draw < 0.36:
            text += f" {number(language, rng)[1]} "
        elif draw < 0.38:
            text += rng.choice((" ({})", ' "{}"', "«{}»", " “{}” ")).format(rng.choice(words))
    return text


_CASED: Final = frozenset({"words", "made", "chain", "label", "place"})
_MAKERS: Final[dict[str, Callable[[Language, Split, Random], str]]] = {
    "name": _name,
    "place": _place,
    "words": _words,
    "made": _made,
    "chain": _chain,
    "alike": _alike,
    "label": _label,
    "prose": _prose,
}
