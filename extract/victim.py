"""The identification rule of the Cambodian form: act, means and purpose against the result.

Any act, and any purpose, and any means or an age under 18, *suggests* a possible victim
(docs/values.md). The rule never sets a value; where the result ticked on the form says otherwise, a
person looks.
"""

from __future__ import annotations

from collections.abc import Iterable

from extract.context import Context
from extract.findings import Finding, Values
from models.forms import Form


def possible_victim(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """A result that does not fit what is ticked."""
    acts, purposes = values.codes("act"), values.codes("exploit_type")
    means, age, result = values.codes("means_legal"), values.number("age"), values.text("status")
    if acts is None or purposes is None or not result:
        return
    minor = age is not None and age < 18
    suggested = bool(acts and purposes and (means or minor))
    victim = result != "NotAVictimOfTrafficking"
    if suggested != victim:
        yield Finding(("status",), "victim_rule")
    if minor and not victim:
        yield Finding(("status", "age"), "minor_not_victim")
