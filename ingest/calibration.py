"""Tables of confidence of this installation: refitted from what people reviewed, kept, chosen.

They lie in the data directory beside each other; `in-use` names the one that is asked. Without it
the shipped one is. Tables hold weights and counts, nothing of any form.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from ingest.settings import Settings
from models.database import now
from models.errors import BadRequest
from models.repositories.reviewed import Reviewed, reviewed
from ocr.calibration import choose
from ocr.calibration.facts import NAMES, key
from ocr.calibration.fitting import Row
from ocr.calibration.refit import Compared, compared, refitted
from ocr.calibration.table import SHIPPED, Table, load, written

SHIPPED_NAME: Final = "shipped"
_POINTER: Final = "in-use"


def use(settings: Settings) -> Table:
    """Ask this installation's table from now on, in this process.

    Raises EnvironmentProblem when it is missing or wrong.
    """
    return choose(in_use(settings))


def in_use(settings: Settings) -> Path:
    """The file of the table in use."""
    return _file(settings, name_in_use(settings))


def name_in_use(settings: Settings) -> str:
    """The name of the table in use."""
    pointer = _folder(settings) / _POINTER
    return pointer.read_text("utf-8").strip() if pointer.is_file() else SHIPPED_NAME


def versions(settings: Settings) -> tuple[str, ...]:
    """The tables that can be used, the shipped one first."""
    own = sorted(file.stem for file in _folder(settings).glob("*.yaml"))
    return SHIPPED_NAME, *own


def turn_to(settings: Settings, name: str) -> Table:
    """Use another table from now on; documents read before keep what they were read with.

    Raises BadRequest for a table that there is not, EnvironmentProblem for one that is wrong.
    """
    if name not in versions(settings):
        raise BadRequest(
            f"There is no table “{name}”.", remedy=f"There are {', '.join(versions(settings))}."
        )
    table = load(_file(settings, name))
    _write(_folder(settings) / _POINTER, name + "\n")
    return table


def rows(session: Session) -> list[Row]:
    """What people have reviewed, as rows to fit with: facts, and whether the reading was right."""
    return [_row(one) for one in reviewed(session)]


def judged(settings: Settings, found: list[Row]) -> Compared:
    """The table in use beside a refitted one, on values that it was not fitted on.

    Raises TooFewReviewed.
    """
    return compared(load(in_use(settings)), found)


def refit(settings: Settings, found: list[Row]) -> Table:
    """Make a new table from the one in use and these rows, keep it and use it.

    Raises TooFewReviewed; then nothing is changed.
    """
    moment = now()
    version = _free(settings, moment)
    made = refitted(load(in_use(settings)), found, version=version, date=moment.date().isoformat())
    file = _folder(settings) / f"{version}.yaml"
    _write(file, written(made))
    load(file)
    _write(_folder(settings) / _POINTER, version + "\n")
    return made


def _row(one: Reviewed) -> Row:
    facts = dict(one.sureness.facts)
    mine = key(one.text)
    return Row(
        group=one.sureness.group,
        values=tuple(facts.get(name, 0.0) for name in NAMES),
        right=not one.empty and _right(one),
        agreeing=frozenset(engine for engine, text in one.engines if key(text) == mine),
    )


def _right(one: Reviewed) -> bool:
    """The person left the value as it was, or wrote what had been read."""
    same = one.read_value is not None and one.read_value == one.value
    return same or key(one.raw) == key(one.text)


def _file(settings: Settings, name: str) -> Path:
    return SHIPPED if name == SHIPPED_NAME else _folder(settings) / f"{name}.yaml"


def _folder(settings: Settings) -> Path:
    return settings.data / "calibration"


def _free(settings: Settings, moment: datetime) -> str:
    """A name of a new table: the day and the minute, and a number where that is taken."""
    name = f"{moment:%Y-%m-%d.%H%M}-own"
    taken = set(versions(settings))
    numbered = (f"{name}-{n}" for n in range(2, 1000))
    return name if name not in taken else next(n for n in numbered if n not in taken)


def _write(file: Path, text: str) -> None:
    """In whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_text(text, "utf-8")
    part.replace(file)
