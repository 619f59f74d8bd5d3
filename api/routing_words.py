"""What is known of a form's routing, in sentences: for pages and the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from extract.standing import Standing, Why


def share(part: float) -> str:
    """A share in percent, as finely as it needs.

    >>> share(0.005), share(0.0), share(0.25), share(0.00049)
    ('0.5 %', '0 %', '25 %', '0.05 %')
    """
    percent = 100 * part
    shown = f"{percent:.2f}" if percent < 1 else f"{percent:.1f}"
    return f"{shown.rstrip('0').rstrip('.')} %"


def sentence(standing: Standing, records: int) -> str:
    """Why values are accepted or not; `records` must have been reviewed at least."""
    return _SAYS[standing.why](standing, records)


def _trusted(one: Standing, _records: int) -> str:
    return (
        f"Probable values are accepted. Of {one.values} like them that people looked at "
        f"{one.wrong} {_was(one.wrong)} wrong: no more than {share(one.bound)} are, and "
        f"{share(one.error)} is tolerated."
    )


def _few_records(one: Standing, records: int) -> str:
    return (
        f"Nothing is accepted yet: {one.records} of the first {records} records have been reviewed."
    )


def _few_values(one: Standing, _records: int) -> str:
    return (
        f"Nothing is accepted yet: {one.values} probable values have been looked at. "
        f"{one.needed} without an error show that no more than {share(one.error)} are wrong."
    )


def _wrong(one: Standing, _records: int) -> str:
    return (
        f"Nothing is accepted: of {one.values} probable values that people looked at {one.wrong} "
        f"{_was(one.wrong)} wrong, so that up to {share(one.bound)} may be; "
        f"{share(one.error)} is tolerated."
    )


def _newest_wrong(one: Standing, _records: int) -> str:
    return (
        "Nothing is accepted for now: among the newest values that people looked at, more were "
        f"wrong than the tolerated {share(one.error)}. Something has changed: look at the scans."
    )


def _never(_one: Standing, _records: int) -> str:
    return "Nothing is ever accepted without a person."


def _by_p(_one: Standing, _records: int) -> str:
    return "Probabilities alone decide."


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


_SAYS: Final[Mapping[Why, Callable[[Standing, int], str]]] = {
    Why.TRUSTED: _trusted,
    Why.FEW_RECORDS: _few_records,
    Why.FEW_VALUES: _few_values,
    Why.WRONG: _wrong,
    Why.NEWEST_WRONG: _newest_wrong,
    Why.NEVER: _never,
    Why.BY_P: _by_p,
}
