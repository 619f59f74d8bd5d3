"""What stands in a line: words, names, prose, numbers, dates and mixtures, in any digits."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from training.drawing import syllables
from training.drawing.words import Language, Split, words

_DIGITS: Final = {"khm": "០១២៣៤៥៦៧៨៩", "tha": "๐๑๒๓๔๕๖๗๘๙", "latin": "0123456789"}
_MONTHS: Final = {
    "khm": "មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ",
    "tha": "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    "ind": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "eng": "January February March April May June July August September October November December",
}
_MAKERS: Final[dict[Language, Callable[[Random], str]]] = {
    "khm": syllables.khmer,
    "tha": syllables.thai,
    "ind": syllables.latin,
    "eng": syllables.latin,
}
#: Kinds of line and how often each is drawn
_KINDS: Final = {
    "words": 26,
    "prose": 22,
    "label": 12,
    "number": 8,
    "date": 8,
    "made": 14,
    "mixed": 10,
}


@dataclass(frozen=True, slots=True)
class Text:
    language: Language
    kind: str
    text: str


def text(language: Language, split: Split, rng: Random, longest: int = 90) -> Text:
    """A line of text, 1 to `longest` characters; cut at a letter, never before a mark."""
    kind = rng.choices(tuple(_KINDS), tuple(_KINDS.values()))[0]
    line = _LINES[kind](language, split, rng)
    if language in {"ind", "eng"} and kind != "date":
        line = cased(line, rng)
    return Text(language, kind, _short(" ".join(line.split()), longest) or "x")


def _short(line: str, longest: int) -> str:
    if len(line) <= longest:
        return line
    while longest and unicodedata.category(line[longest]) in {"Mn", "Mc"}:
        longest -= 1  # a letter goes with its marks
    return line[:longest].rstrip("\u17d2 ")


def cased(line: str, rng: Random) -> str:
    draw = rng.random()
    return line.upper() if draw < 0.15 else line.title() if draw < 0.35 else line


def _word(language: Language, split: Split, rng: Random) -> str:
    return rng.choice(words(language, split))


def _gap(language: Language, rng: Random) -> str:
    """Khmer and Thai write words together; spaces stand between phrases."""
    return " " if language in {"ind", "eng"} or rng.random() < 0.3 else ""


def _joined(language: Language, split: Split, count: int, rng: Random) -> str:
    line = ""
    for _ in range(count):
        line += _word(language, split, rng) + _gap(language, rng)
    return line


def _few(language: Language, split: Split, rng: Random) -> str:
    return _joined(language, split, rng.choice((1, 1, 2, 2, 3)), rng)


def _prose(language: Language, split: Split, rng: Random) -> str:
    end = {"khm": "។", "tha": " "}.get(language, ".")
    line = _joined(language, split, rng.randint(4, 9), rng)
    if rng.random() < 0.2:
        line += " " + _number(language, split, rng) + " " + _word(language, split, rng)
    return line.strip() + (end if rng.random() < 0.4 else rng.choice(("", ",", "")))


def _label(language: Language, split: Split, rng: Random) -> str:
    number = f"{rng.randint(1, 30)}. " if rng.random() < 0.4 else ""
    return number + _few(language, split, rng).strip() + rng.choice((":", " :", "", "?", " (   )"))


def _system(language: Language, rng: Random) -> str:
    own = language if language in {"khm", "tha"} and rng.random() < 0.65 else "latin"
    return _DIGITS[own]


def _number(language: Language, split: Split, rng: Random) -> str:
    digits = _system(language, rng)
    line = "".join(rng.choice(digits) for _ in range(rng.choice((1, 2, 3, 4, 6, 8, 10, 13))))
    draw = rng.random()
    if len(line) > 5 and draw < 0.4:
        return f"{line[:3]}{rng.choice(' -/')}{line[3:]}"
    if draw < 0.15:
        return rng.choice(("A-", "KH", "No. ", "ID ", "+")) + line
    return line


def _date(language: Language, split: Split, rng: Random) -> str:
    digits = _system(language, rng)
    day, month, year = rng.randint(1, 31), rng.randint(1, 12), rng.randint(1940, 2570)
    if rng.random() < 0.4:
        name = _MONTHS[language].split()[month - 1]
        words = f"{day} {name} {year}"
    else:
        mark = rng.choice("/-.")
        words = f"{day:02d}{mark}{month:02d}{mark}{year}"
    return words.translate(str.maketrans(_DIGITS["latin"], digits))


def _made(language: Language, split: Split, rng: Random) -> str:
    """Made-up words: names of people and places that no list holds."""
    return " ".join(_MAKERS[language](rng) for _ in range(rng.choice((1, 1, 2, 3))))


def _mixed(language: Language, split: Split, rng: Random) -> str:
    others: tuple[Language, ...] = ("eng", "ind") if language in {"khm", "tha"} else ("khm", "tha")
    parts = [_few(language, split, rng).strip(), _few(rng.choice(others), split, rng).strip()]
    rng.shuffle(parts)
    left, right = parts
    return rng.choice(("{} {}", "{} ({})", "{} / {}", "{}: {}")).format(left, right)


_LINES: Final[dict[str, Callable[[Language, Split, Random], str]]] = {
    "words": _few,
    "prose": _prose,
    "label": _label,
    "number": _number,
    "date": _date,
    "made": _made,
    "mixed": _mixed,
}
