"""What a cross-check sees and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from extract.doubts import is_doubt
from models.values import FieldValue


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` of `extract.doubts` (a doubt or evidence) and the fields it concerns.

    `says` is the sentence for people where the form words it itself; else that of the code.
    """

    keys: tuple[str, ...]
    code: str
    says: str = ""

    @property
    def doubtful(self) -> bool:
        return is_doubt(self.code)


@dataclass(frozen=True, slots=True)
class Values:
    """The fields of a record by key, with their values in the types that checks need."""

    fields: Mapping[str, FieldValue]

    def text(self, key: str) -> str:
        """A string value; "" when there is none."""
        value = self.fields[key].value if key in self.fields else None
        if isinstance(value, dict):
            value = value.get("code")
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> int | None:
        """A whole number."""
        value = self.fields[key].value if key in self.fields else None
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def codes(self, key: str) -> tuple[str, ...] | None:
        """The ticked codes of a multi; None when the form has no such field."""
        if key not in self.fields:
            return None
        value = self.fields[key].value
        if isinstance(value, dict):
            value = value.get("codes")
        return tuple(value) if isinstance(value, list) else ()

    def day(self, key: str) -> date | None:
        """A date; the middle of the year or month when only that is given."""
        iso = self._iso(key)
        middle = {4: f"{iso}-07-01", 7: f"{iso}-15", 10: iso}.get(len(iso), "")
        return date.fromisoformat(middle) if middle else None

    def whole_day(self, key: str) -> date | None:
        """A date of which day, month and year are given."""
        iso = self._iso(key)
        return date.fromisoformat(iso) if len(iso) == 10 else None

    def _iso(self, key: str) -> str:
        value = self.fields[key].value if key in self.fields else None
        return str(value.get("iso", "")) if isinstance(value, dict) else ""
