"""Which work somebody asked for: words in an address, understood, and written back into one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from models.database import now
from models.errors import BadRequest
from models.forms import Form
from models.queueing import Priority, Stage, Wanted

#: the words of addresses and of the API for priorities
PRIORITIES: Final[Mapping[str, Priority]] = {
    "urgent": Priority.URGENT,
    "soon": Priority.SOON,
    "normal": Priority.NORMAL,
    "later": Priority.LATER,
}
PRIORITY_WORD: Final = {priority: word for word, priority in PRIORITIES.items()}
#: the form of records that are of no known form
UNKNOWN: Final = "-"
#: a form that no record has
NOWHERE: Final = "?"
#: what an address can ask for
FILTERS: Final = ("form", "language", "batch", "older", "priority", "stage")
_ID: Final = re.compile(r"[0-9a-f]{32}")
_MOST_DAYS: Final = 3650


def wanted_of(asked: Mapping[str, str], forms: Sequence[Form]) -> Wanted:
    """What an address asks for. Raises BadRequest for a value that none of its lists holds.

    `form`: an id, `-` for no known form. `language` (BCP 47): forms of which it is the first.
    `batch`: an id. `older`: waiting for so many days at least. `priority` and `stage`: a word.
    """
    return Wanted(
        forms=_forms(asked.get("form", ""), asked.get("language", ""), forms),
        batch=_batch(asked.get("batch", "")),
        stages=_stages(asked.get("stage", "")),
        priority=_priority(asked.get("priority", "")),
        waiting_since=now() - timedelta(days=days) if (days := _days(asked)) else None,
    )


def as_query(asked: Mapping[str, str]) -> str:
    """The filters of an address as the end of another one: `form=…&batch=…`, "" without any."""
    return urlencode({name: asked[name] for name in FILTERS if asked.get(name)})


def language_of(form: Form) -> str:
    """The language (BCP 47) that a form is filled in, first of all."""
    return form.languages[0] if form.languages else "en"


def _forms(form: str, language: str, forms: Sequence[Form]) -> tuple[str, ...]:
    named = ("",) if form == UNKNOWN else (form,) if form else ()
    if not language:
        return named
    spoken = tuple(dict.fromkeys(f.id for f in forms if language_of(f) == language))
    if not spoken:
        raise BadRequest("No form is in that language.", remedy="Choose another language.")
    if not named:
        return spoken
    # A form that is not in that language: nothing is, and no record has this form.
    return named if named[0] in spoken else (NOWHERE,)


def _batch(batch: str) -> str:
    if batch and not _ID.fullmatch(batch):
        raise _strange()
    return batch


def _stages(stage: str) -> tuple[Stage, ...]:
    if not stage:
        return ()
    if stage not in list(Stage):
        raise _strange()
    return (Stage(stage),)


def _priority(word: str) -> int:
    if word and word not in PRIORITIES:
        raise _strange()
    return PRIORITIES[word] if word else 0


def _days(asked: Mapping[str, str]) -> int:
    older = asked.get("older", "")
    if not older:
        return 0
    if not (older.isascii() and older.isdecimal() and int(older[:6]) <= _MOST_DAYS):
        raise _strange()
    return int(older)


def _strange() -> BadRequest:
    return BadRequest("A filter is not one of those there are.", remedy="Choose it from its list.")
