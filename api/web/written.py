"""Times, dates and sizes as the reader's language writes them.

Thai shows the year of the Buddhist era beside the common one; Khmer and Thai digits are written for
who asked for them (`speak.own_digits`).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from babel.dates import format_date, format_time

from api import speak
from api.speak import _, ngettext
from models.database import now

#: What is added to a year of the common era for the one of the Buddhist era.
_BUDDHIST_OFFSET: Final = 543


def moment(time: datetime | None) -> str:
    """A time of the database (naive, UTC) as words; a script puts it into the reader's zone.

    >>> moment(datetime(2026, 11, 3, 4, 5))
    '3 Nov 2026, 04:05 UTC'
    """
    if time is None:
        return ""
    clock = format_time(time, "HH:mm", locale=speak.language())
    return f"{_dated(time, 'd MMM yyyy')}, {speak.digits(clock)} UTC"


def day(iso: str) -> str:
    """A whole or partial ISO date in words.

    >>> day("2020-01-15"), day("2020-01"), day("2020")
    ('15 January 2020', 'January 2020', '2020')
    """
    numbers = [int(part) for part in iso.split("-")]
    if len(numbers) == 1:
        return speak.digits(str(numbers[0])) + _era(numbers[0])
    if len(numbers) == 2:
        return _dated(date(numbers[0], numbers[1], 1), "MMMM yyyy")
    return _dated(date(*numbers[:3]), "d MMMM yyyy")


def age(time: datetime, at: datetime | None = None) -> str:
    """How long ago, roughly.

    >>> age(datetime(2026, 11, 3), datetime(2026, 11, 5, 7))
    '2 days'
    """
    passed = (at or now()) - time
    days, hours = passed // timedelta(days=1), passed // timedelta(hours=1)
    minutes = passed // timedelta(minutes=1)
    if days > 0:
        return ngettext("{count} day", "{count} days", days).format(count=days)
    if hours > 0:
        return ngettext("{count} hour", "{count} hours", hours).format(count=hours)
    if minutes > 0:
        return ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
    return _("just now")


def size(count: int) -> str:
    """Bytes for people.

    >>> size(52428800), size(1500)
    ('50 MB', '1 kB')
    """
    if count >= 1024**2:
        return f"{speak.number(round(count / 1024**2))} MB"
    return f"{speak.number(max(1, count // 1024))} kB"


def _dated(time: date, pattern: str) -> str:
    # In all four languages the day comes before the month, and the year last.
    text = format_date(time, pattern, locale=speak.language())
    return speak.digits(text) + _era(time.year)


def _era(year: int) -> str:
    if speak.language() != "th":
        return ""
    return f" (พ.ศ. {speak.digits(str(year + _BUDDHIST_OFFSET))})"
