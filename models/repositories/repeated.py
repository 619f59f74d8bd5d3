"""Writes that may arrive twice: carried out once, and the second is given the first one's answer.

A request with an Idempotency-Key takes a row before it is carried out. What it does and that it is
done are written in one transaction (`mark_done`), so that after a crash it is known which of the
two happened. Only a hash of the key is kept: it may hold anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.database import new_id, now
from models.errors import AnswerLost, Conflict, KeyReused
from models.tables import KeptAnswer

#: seconds after which a request that neither ended nor did anything may be carried out by another;
#: if the first was only slow, it finds its turn gone when it commits, and does nothing
LEASE: Final = 15


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to carry a request out."""

    id: str
    holder: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered the first time."""

    status: int
    headers: Mapping[str, Any]
    body: bytes


def key_id(office_id: str, actor: str, key: str) -> str:
    """What a key is kept under: the same key of somebody else is another one."""
    return _hash(office_id, actor, key)


def asked(method: str, address: str, version: str, body: bytes) -> str:
    """What tells a request from another one; `version` is its If-Match."""
    return _hash(method, address, version, hashlib.sha256(body).hexdigest())


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def begin(session: Session, office_id: str, key: str, request: str) -> Turn | Answer:
    """The turn to carry the request out, or what was answered when it was.

    Raises KeyReused when another request came with this key, Conflict while the first is still
    being carried out, AnswerLost when it was carried out and its answer was not kept.
    """
    turn = Turn(key, new_id())
    until = now() + timedelta(seconds=LEASE)
    try:
        with session.begin_nested():
            session.add(
                KeptAnswer(
                    id=key,
                    office_id=office_id,
                    asked=request,
                    holder=turn.holder,
                    done=False,
                    headers={},
                    until=until,
                )
            )
        return turn
    except IntegrityError:
        found = session.scalar(select(KeptAnswer).where(KeptAnswer.id == key).with_for_update())
    if found is None:  # it ended this very moment, without having done anything
        raise _busy()
    ended = found.until <= now()
    if ended and (found.status is not None or found.done):
        return _take_over(found, turn, request)  # the time of its answer is over
    if found.asked != request:
        raise KeyReused
    if found.status is not None:
        return Answer(found.status, found.headers, found.body or b"")
    if found.done:
        raise AnswerLost
    if not ended:
        raise _busy()
    return _take_over(found, turn, request)


def _busy() -> Conflict:
    return Conflict(
        "The request with this Idempotency-Key is still being carried out.",
        remedy="Wait a moment and send it again.",
    )


def _take_over(found: KeptAnswer, turn: Turn, request: str) -> Turn:
    found.holder, found.asked, found.done = turn.holder, request, False
    found.status, found.headers, found.body = None, {}, None
    found.until = now() + timedelta(seconds=LEASE)
    return turn


def mark_done(session: Session, turn: Turn, *, hours: int) -> None:
    """In the transaction that carries the request out. Raises Conflict when the turn was lost."""
    query = (
        update(KeptAnswer)
        .where(KeptAnswer.id == turn.id, KeptAnswer.holder == turn.holder)
        .values(done=True, until=now() + timedelta(hours=hours))
    )
    if session.execute(query).rowcount != 1:  # type: ignore[attr-defined]
        raise _busy()


def keep(session: Session, turn: Turn, answer: Answer, *, hours: int) -> None:
    """Keep what was answered."""
    session.execute(
        update(KeptAnswer)
        .where(KeptAnswer.id == turn.id, KeptAnswer.holder == turn.holder)
        .values(
            done=True,
            status=answer.status,
            headers=dict(answer.headers),
            body=answer.body,
            until=now() + timedelta(hours=hours),
        )
    )


def give_back(session: Session, turn: Turn) -> None:
    """The request was refused and did nothing: it may be sent again with the same key."""
    session.execute(
        delete(KeptAnswer).where(
            KeptAnswer.id == turn.id, KeptAnswer.holder == turn.holder, KeptAnswer.done.is_(False)
        )
    )


def prune(session: Session) -> int:
    """Forget what has had its time; how many."""
    gone = session.execute(delete(KeptAnswer).where(KeptAnswer.until < now()))
    return int(gone.rowcount)  # type: ignore[attr-defined]
