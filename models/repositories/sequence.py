"""Numbers in commit order.

`UPDATE … RETURNING` keeps the counter's row locked until its transaction ends, so the next number
cannot be given out before this one can be seen: a reader that has seen n will never find a smaller
number later. (A PostgreSQL SEQUENCE gives numbers out at once and makes cursors skip.)
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from models.tables import Counter

FINISHED: Final = "finished"


def take(session: Session, name: str) -> int:
    """The next number; the row was made by the first migration."""
    query = (
        update(Counter)
        .where(Counter.name == name)
        .values(value=Counter.value + 1)
        .returning(Counter.value)
    )
    return session.execute(query).scalar_one()
