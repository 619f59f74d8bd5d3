"""Values in boxes of one character each: as many characters as boxes that were written in."""

from __future__ import annotations

from dataclasses import replace

from extract.confidence import CEILING, status, weigh
from extract.doubts import doubt
from models.forms import FormField
from models.values import FieldStatus, FieldValue


def counted(value: FieldValue, field: FormField, boxes: int) -> FieldValue:
    """`value` doubted where not `boxes` characters were read; signs between groups do not count.

    Nothing is taken away or put in: who reads a 1 too many does not know which.
    """
    if value.status not in (FieldStatus.ACCEPTED, FieldStatus.REVIEW) or not value.raw:
        return value
    if sum(letter.isalnum() for letter in value.raw) == boxes:
        return value
    problems = (*value.problems, doubt("cells_differ"))
    p = weigh(value.p, ["cells_differ"], ceiling=CEILING)
    return replace(value, p=p, problems=problems, status=status(field.kind, p, problems))
