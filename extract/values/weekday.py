"""What stands beside a date and can be checked against it: the day of the week, and the Buddhist
year of the Khmer lunar line.

The lunar line counts BE = CE + 543, and one more from the Khmer new year of the Buddha (about May)
on; it confirms or doubts the solar date and never makes one.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from extract.languages.words import languages
from extract.text import fold

_OFFSETS: Final = (543, 544)
_BUDDHIST: Final = re.compile(r"(?<!\d)2[45]\d\d(?!\d)")


def beside(text: str, day: date, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Codes of `extract.doubts` (doubts or evidence) for what else a date's text says.

    >>> beside("Senin, 12 Agustus 2019", date(2019, 8, 12), ("ind",))
    ('weekday_agrees',)
    >>> beside("Selasa, 12 Agustus 2019", date(2019, 8, 12), ("ind",))
    ('weekday_differs',)
    """
    found = [*_weekday(text, day, codes)]
    lunar = any(word in text for s in languages(codes) for word in s.dates.lunar)
    years = [int(year) for year in _BUDDHIST.findall(text)] if lunar else []
    if years:
        agree = any(year - day.year in _OFFSETS for year in years)
        found.append("lunar_agrees" if agree else "lunar_differs")
    return tuple(found)


def _weekday(text: str, day: date, codes: tuple[str, ...]) -> tuple[str, ...]:
    key = fold(text)
    said: list[tuple[int, int]] = []  # length of the word, Monday 0
    for spoken in languages(codes):
        for number, word in enumerate(_seven(spoken.dates.weekdays)):
            said += [(len(form), number) for form in word if fold(form) in key]
    if not said:
        return ()
    return ("weekday_agrees",) if max(said)[1] == day.weekday() else ("weekday_differs",)


def _seven(words: tuple[str, ...]) -> list[list[str]]:
    """Spellings by day, Monday first; a second spelling of a day stands behind its first."""
    if len(words) == 7:
        return [[word] for word in words]
    days: list[list[str]] = []
    for word in words:
        if days and fold(word) == fold(days[-1][0]):
            days[-1].append(word)
        else:
            days.append([word])
    return days
