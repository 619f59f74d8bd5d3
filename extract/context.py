"""What is known around a field while it is parsed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from extract.heard import Heard


@dataclass(frozen=True, slots=True)
class Context:
    """`languages` are engine codes of the form; `country` is ISO 3166 alpha-3.

    `form_date` is the date on the form, `latest` a day that no date of a past event can pass (the
    day of the upload); `age` is the age written on the form. None where nobody knows.
    `source` tells how values were found: "zone" or "label"; `heard` what stands behind the text
    that is parsed just now.
    """

    languages: tuple[str, ...] = ()
    country: str = ""
    form_date: date | None = None
    latest: date | None = None
    age: int | None = None
    source: str = "zone"
    heard: Heard | None = None

    @property
    def horizon(self) -> date | None:
        """The latest day an event told on the form can have happened."""
        return self.form_date or self.latest
