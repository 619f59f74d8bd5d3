"""Which lines of the audit somebody wants: the words of an address, understood."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Query
from sqlalchemy.orm import Session

from api.web.audit_words import KINDS
from models.errors import BadRequest
from models.repositories import audit
from models.repositories.audit import Asked, Place
from models.tables import Audit

ID: Final = re.compile(r"[0-9a-f]{32}")
_PLACE: Final = re.compile(r"(\d{1,16})-(\d{1,18})")
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - times of the database are naive and UTC


@dataclass(frozen=True, slots=True)
class Choices:
    """What an address asks for, as it was written."""

    who: str = ""
    kind: str = ""
    since: str = ""
    until: str = ""
    thing: str = ""

    def as_query(self, **more: str) -> str:
        named = {name: getattr(self, name) for name in self.__slots__}
        return urlencode({name: value for name, value in {**named, **more}.items() if value})


def asked_for(
    who: Annotated[str, Query(max_length=140)] = "",
    kind: Annotated[str, Query(max_length=20)] = "",
    since: Annotated[str, Query(max_length=10)] = "",
    until: Annotated[str, Query(max_length=10)] = "",
    thing: Annotated[str, Query(max_length=300)] = "",
) -> Choices:
    return Choices(who, kind, since.strip(), until.strip(), thing.strip())


def understood(session: Session, office_id: str, chosen: Choices, zone: ZoneInfo) -> Asked:
    """What was chosen, understood. Raises BadRequest for what is none of the choices."""
    if (chosen.kind and chosen.kind not in KINDS) or not chosen.who.isprintable():
        raise _strange()
    last = _day(chosen.until)
    return Asked(
        actor=chosen.who,
        actions=tuple(KINDS[chosen.kind][1]) if chosen.kind else (),
        objects=_things(session, office_id, chosen.thing),
        since=_begin(_day(chosen.since), zone),
        until=_begin(last + timedelta(days=1) if last else None, zone),
    )


def _things(session: Session, office_id: str, written: str) -> tuple[str, ...]:
    """The ids that somebody means who pasted a number or the address of a page."""
    if not written:
        return ()
    # The first one in an address names the thing itself: /records/…/versions/2.
    named = ID.search(written.lower())
    if named is None:
        raise BadRequest(
            "That is not the number of a record, a document or a batch.",
            remedy="Paste the address of its page.",
        )
    return audit.about(session, office_id, named.group())


def _day(written: str) -> date | None:
    if not written:
        return None
    try:
        found = date.fromisoformat(written)
    except ValueError as error:
        raise _strange() from error
    if not 2000 <= found.year <= 2200:
        raise _strange()
    return found


def _begin(day: date | None, zone: ZoneInfo) -> datetime | None:
    """When a day begins there (UTC, naive)."""
    if day is None:
        return None
    begun = datetime(day.year, day.month, day.day, tzinfo=zone)
    return begun.astimezone(UTC).replace(tzinfo=None)


def _strange() -> BadRequest:
    return BadRequest("A filter is not one of those there are.", remedy="Choose it from its list.")


def place_in(written: str) -> Place | None:
    """The place in an address; a strange one begins anew."""
    if found := _PLACE.fullmatch(written):
        return Place(_EPOCH + timedelta(microseconds=int(found[1])), int(found[2]))
    return None


def place_of(line: Audit) -> str:
    return f"{(line.at - _EPOCH) // timedelta(microseconds=1)}-{line.id}"


def told(chosen: Choices) -> dict[str, str]:
    """What was asked for, for the audit itself: a thing by its number alone."""
    found = ID.search(chosen.thing.lower())
    said = {"who": chosen.who, "kind": chosen.kind, "since": chosen.since, "until": chosen.until}
    said["thing"] = found.group() if found else ""
    return {name: value for name, value in said.items() if value}
