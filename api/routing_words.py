"""What is known of a form's routing, in sentences: for pages and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.speak import N_, _, percent
from extract.standing import Standing, Why


def share(part: float) -> str:
    """A share in percent, as finely as it needs.

    >>> share(0.005), share(0.0), share(0.25), share(0.00049)
    ('0.5 %', '0 %', '25 %', '0.05 %')
    """
    return percent(part, places=2 if part < 0.01 else 1)


def sentence(standing: Standing, records: int) -> str:
    """Why values are accepted or not; `records` must have been reviewed at least."""
    return _(_SAYS[standing.why]).format(
        values=standing.values,
        wrong=standing.wrong,
        bound=share(standing.bound),
        error=share(standing.error),
        needed=standing.needed,
        seen=standing.records,
        records=records,
    )


_SAYS: Final[Mapping[Why, str]] = {
    Why.TRUSTED: N_(
        "Probable values are accepted. People looked at {values} like them, of which wrong: "
        "{wrong}. No more than {bound} are wrong; {error} is tolerated."
    ),
    Why.FEW_RECORDS: N_(
        "Nothing is accepted yet: {seen} of the first {records} records have been reviewed."
    ),
    Why.FEW_VALUES: N_(
        "Nothing is accepted yet: {values} probable values have been looked at. {needed} without "
        "an error show that no more than {error} are wrong."
    ),
    Why.WRONG: N_(
        "Nothing is accepted: people looked at {values} probable values, of which wrong: {wrong}. "
        "So up to {bound} may be wrong; {error} is tolerated."
    ),
    Why.NEWEST_WRONG: N_(
        "Nothing is accepted for now: among the newest values that people looked at, more were "
        "wrong than the tolerated {error}. Something has changed: look at the scans."
    ),
    Why.NEVER: N_("Nothing is ever accepted without a person."),
    Why.BY_P: N_("Probabilities alone decide."),
}
