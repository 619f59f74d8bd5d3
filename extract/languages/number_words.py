"""Numbers written in words, by the additive and multiplying words of each language."""

from __future__ import annotations

from extract.languages.words import Numbers, languages
from extract.text import fold


def number_in_words(text: str, codes: tuple[str, ...]) -> int | None:
    """The number a text says in one of these languages; None when it says none.

    >>> number_in_words("dua puluh lima", ("ind",)), number_in_words("ម្ភៃប្រាំ", ("khm",))
    (25, 25)
    >>> number_in_words("ยี่สิบเอ็ด", ("tha",)), number_in_words("twenty-five", ("eng",))
    (21, 25)
    """
    key = fold(text)
    for spoken in languages(codes):
        words = _words(key, spoken.numbers)
        if words:
            return _value(words, spoken.numbers)
    return None


def _words(key: str, numbers: Numbers) -> list[str]:
    """`key` as a row of number words, longest first; empty when something else stands in it."""
    known = {fold(w): w for w in (*numbers.words, *numbers.multipliers, *numbers.teens)}
    longest = max(map(len, known))
    row: list[str] = []
    while key:
        for size in range(min(longest, len(key)), 0, -1):
            if key[:size] in known:
                row.append(known[key[:size]])
                key = key[size:]
                break
        else:
            return []
    return row


def _value(words: list[str], numbers: Numbers) -> int:
    total = current = 0
    for word in words:
        if word in numbers.multipliers:
            total += max(current, 1) * numbers.multipliers[word]
            current = 0
        elif word in numbers.teens:
            current += 10
        else:
            current += numbers.words[word]
    return total + current
