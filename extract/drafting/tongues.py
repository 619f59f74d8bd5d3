"""The languages of printed words, by their script and, for Latin letters, by their words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from extract.drafting.words import words

_SCRIPTS: Final = (("km", "\u1780", "\u17ff"), ("th", "\u0e00", "\u0e7f"))
_LATIN: Final = re.compile(r"[A-Za-z]{2,}")


def script(text: str) -> str:
    """km, th or latin: the script of most letters; latin where there are none."""
    counts = Counter(_of(char) for char in text)
    counts.pop("", None)
    return counts.most_common(1)[0][0] if counts else "latin"


def _of(char: str) -> str:
    for name, first, last in _SCRIPTS:
        if first <= char <= last:
            return name
    return "latin" if char.isalpha() and char.isascii() else ""


def parts(text: str) -> list[tuple[str, str]]:
    """A text cut where its script changes: ("km", "ភេទ"), ("latin", "Sex").

    Digits and signs stay with what stands before them.

    >>> parts("ភេទ / Sex (M/F)")
    [('km', 'ភេទ'), ('latin', 'Sex (M/F)')]
    """
    found: list[tuple[str, str]] = []
    for char in text:
        here = _of(char)
        if found and (not here or found[-1][0] == here):
            found[-1] = (found[-1][0], found[-1][1] + char)
        else:
            found.append((here or "latin", char))
    merged = [(name, words.strip(" /|·-–:：([")) for name, words in found]
    kept = [(name, words) for name, words in merged if any(c.isalnum() for c in words)]
    if len(kept) > 1 and kept[0][1].strip(".) ").isdigit():  # a number that heads the label
        kept = [(kept[1][0], f"{kept[0][1]} {kept[1][1]}"), *kept[2:]]
    return kept


def latin_of(texts: Iterable[str], otherwise: str = "en") -> str:
    """Whether Latin words are Indonesian (id) or English (en)."""
    found = [word.lower() for text in texts for word in _LATIN.findall(text)]
    counts = {code: sum(word in usual for word in found) for code, usual in words().latin.items()}
    best = max(counts.values())
    return (
        otherwise if list(counts.values()).count(best) > 1 else max(counts, key=counts.__getitem__)
    )


def languages_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The label languages of a form, the main one first."""
    letters: Counter[str] = Counter()
    latin: list[str] = []
    for text in texts:
        for name, part in parts(text):
            letters[name] += sum(char.isalpha() for char in part)
            if name == "latin":
                latin.append(part)
    total = sum(letters.values()) or 1
    seen = [name for name, count in letters.most_common() if count >= 0.04 * total]
    own = [name for name in seen if name != "latin"]
    if not own:
        return (latin_of(latin),)
    # Beside a script of the country's own, Latin letters are the translation.
    return tuple([*own, latin_of(latin)] if "latin" in seen else own)


def labels_of(texts: Iterable[str], languages: Sequence[str]) -> Mapping[str, str]:
    """The words of a label by language, in the form's order."""
    found: dict[str, str] = {}
    latin = next((code for code in ("id", "en") if code in languages), "")
    for text in texts:
        for name, part in parts(text):
            code = latin_of([part], latin or "en") if name == "latin" else name
            if code not in languages:
                code = latin if name == "latin" else ""
            if code:
                found[code] = f"{found[code]} {part}" if code in found else part
    return {code: found[code] for code in languages if code in found}
