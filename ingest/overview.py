"""An office at a glance: what came in, what waits, what is finished, how much of it by itself.

Counts and shares with their moment; no value, no name, no text of anybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from extract.bounds import interval
from extract.standing import Standing
from ingest.routing import standing_of
from ingest.settings import Settings
from models.database import now
from models.forms import Form
from models.repositories import documents, progress, routing
from models.repositories.progress import Finished, OfForm
from models.repositories.routing import Way
from models.routing import Route
from models.values import DocumentState, RecordState

#: so many days are drawn, the last of them unfinished
DAYS: Final = 30
#: over so many whole days the pace is taken: a week has its Sundays
PACE_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, and where the true share lies 95 times in a hundred."""

    part: int = 0
    whole: int = 0

    @property
    def value(self) -> float:
        return self.part / self.whole if self.whole else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        return interval(self.part, self.whole)

    def __add__(self, other: Share) -> Share:
        return Share(self.part + other.part, self.whole + other.whole)


@dataclass(frozen=True, slots=True)
class FormFar:
    """How far the records of a version of a form are.

    `straight`: of those finished in the last DAYS days, the ones that needed no person.
    `fields`: of the values read last, the accepted ones that nobody is asked about.
    `wrong`: of such values that people looked at, the ones that were wrong.
    """

    form: str
    version: str
    languages: tuple[str, ...]
    records: Mapping[str, int]
    straight: Share
    fields: Share
    wrong: Share
    trusted: bool


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on a day of the office's time zone."""

    day: date
    came_in: int
    finished: int
    untouched: int


@dataclass(frozen=True, slots=True)
class Overview:
    """An office as it was at `counted` (UTC)."""

    counted: datetime
    documents: Mapping[str, int]
    records: Mapping[str, int]
    forms: tuple[FormFar, ...]
    days: tuple[Day, ...]
    oldest_unread: datetime | None
    oldest_waiting: datetime | None

    @property
    def straight(self) -> Share:
        """Of the records finished in the last DAYS days, those that needed no person."""
        return sum((one.straight for one in self._named()), Share())

    @property
    def wrong(self) -> Share:
        """Of the values that are accepted and that people looked at, those that were wrong."""
        return sum((one.wrong for one in self.forms if one.trusted), Share())

    @property
    def by_language(self) -> Mapping[str, Mapping[str, int]]:
        """Records by state, by the main language of their form ("" where the form is unknown)."""
        found: dict[str, Counter[str]] = {}
        for one in self.forms:
            main = one.languages[0] if one.languages else ""
            found.setdefault(main, Counter()).update(one.records)
        return found

    @property
    def came_in(self) -> int:
        return sum(self.documents.values())

    @property
    def unread(self) -> int:
        states = (DocumentState.RECEIVED, DocumentState.PROCESSING)
        return sum(self.documents.get(state, 0) for state in states)

    @property
    def waiting(self) -> int:
        return self.records.get(RecordState.NEEDS_REVIEW, 0)

    @property
    def finished(self) -> int:
        return self.records.get(RecordState.FINISHED, 0)

    @property
    def settled_a_day(self) -> float:
        """Records that people finished, a day, over the last whole PACE_DAYS days."""
        week = self.days[-PACE_DAYS - 1 : -1]
        return sum(day.finished - day.untouched for day in week) / PACE_DAYS

    @property
    def days_left(self) -> float | None:
        """So many days until nothing waits, at that pace; None where nobody finished anything."""
        return self.waiting / self.settled_a_day if self.settled_a_day else None

    def _named(self) -> Iterable[FormFar]:
        """One entry a form: what was finished is counted by form, whatever its version."""
        return {one.form: one for one in self.forms}.values()


def overview(
    session: Session, office_id: str, forms: Sequence[Form], settings: Settings
) -> Overview:
    """Count an office. Reads indexes and the newest evidence alone, however much there is."""
    moment = now()
    zone = ZoneInfo(settings.time_zone)
    since = _midnight(moment, zone) - timedelta(days=DAYS - 1)
    done = progress.finished(session, office_id, since)
    languages = {(one.id, one.version): one.languages for one in forms}
    far: list[FormFar] = []
    records: Counter[str] = Counter()
    for one in progress.by_form(session, office_id):
        records.update(one.records)
        spoken = languages.get((one.form, one.version), ())
        standing = standing_of(session, office_id, one.form, one.version, settings)
        limit = settings.evidence_values
        read = routing.newest(session, office_id, one.form, one.version, limit=limit)
        far.append(_far(one, spoken, done, standing, read))
    return Overview(
        moment,
        documents.counts(session, office_id),
        records,
        tuple(far),
        _days(progress.arrived(session, office_id, since), done, moment, zone),
        progress.oldest_unread(session, office_id),
        progress.oldest_waiting(session, office_id),
    )


def _far(
    counted: OfForm,
    languages: tuple[str, ...],
    done: Sequence[Finished],
    standing: Standing,
    read: Sequence[Way],
) -> FormFar:
    mine = [one for one in done if one.form == counted.form]
    return FormFar(
        counted.form,
        counted.version,
        languages,
        counted.records,
        Share(sum(one.untouched for one in mine), sum(one.records for one in mine)),
        Share(sum(1 for way in read if way.route == Route.ACCEPTED), len(read)),
        Share(standing.wrong, standing.values),
        standing.trusted,
    )


def _midnight(moment: datetime, zone: ZoneInfo) -> datetime:
    """When the day of that moment began in that zone (UTC, naive)."""
    here = moment.replace(tzinfo=UTC).astimezone(zone)
    begun = here.replace(hour=0, minute=0, second=0, microsecond=0)
    return begun.astimezone(UTC).replace(tzinfo=None)


def _days(
    arrived: Mapping[datetime, int], done: Sequence[Finished], moment: datetime, zone: ZoneInfo
) -> tuple[Day, ...]:
    def of(hour: datetime) -> date:
        return hour.replace(tzinfo=UTC).astimezone(zone).date()

    came_in: Counter[date] = Counter()
    finished: Counter[date] = Counter()
    untouched: Counter[date] = Counter()
    for hour, count in arrived.items():
        came_in[of(hour)] += count
    for one in done:
        finished[of(one.hour)] += one.records
        untouched[of(one.hour)] += one.untouched
    today = of(moment)
    days = (today - timedelta(days=back) for back in range(DAYS - 1, -1, -1))
    return tuple(Day(day, came_in[day], finished[day], untouched[day]) for day in days)
