"""Whether a condition holds in a record: yes, no, or None where it cannot be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any as Anything
from typing import assert_never

from extract.conditions.amounts import Span, span
from extract.conditions.nodes import All, Among, Any, Compare, Condition, Empty, Not, Order
from models.values import FieldStatus, FieldValue


def holds(condition: Condition, fields: Mapping[str, FieldValue]) -> bool | None:
    """The answer for these fields (by key); a field that is not there is not known.

    "and" with one no is no, "or" with one yes is yes, whatever else is unknown (Kleene's logic).
    """
    match condition:
        case Empty(key):
            return empty(fields.get(key))
        case Among(key, words):
            return _among(fields.get(key), words)
        case Compare(order, left, right):
            return _compared(order, span(left, fields), span(right, fields))
        case Not(part):
            answer = holds(part, fields)
            return None if answer is None else not answer
        case All(parts):
            answers = [holds(part, fields) for part in parts]
            return False if False in answers else None if None in answers else True
        case Any(parts):
            answers = [holds(part, fields) for part in parts]
            return True if True in answers else None if None in answers else False
        case _:
            assert_never(condition)


def empty(field: FieldValue | None) -> bool | None:
    """Whether nothing stands in the field: also a signature that is absent, or what is not asked.

    Writing that nobody could read is something; a place that was not seen may be either.
    """
    if field is None:
        return None
    if field.status in (FieldStatus.EMPTY, FieldStatus.NOT_APPLICABLE):
        return True
    written = field.value is None and field.raw.strip()
    if written or not holds_nothing(field.value) or field.status is FieldStatus.ILLEGIBLE:
        return False
    return None if field.status is FieldStatus.REVIEW else True


def holds_nothing(value: Anything) -> bool:
    """No value, an absent signature, no ticks, no rows; a nought is a value."""
    return value is None or value is False or value in ("", [], {})


def _among(field: FieldValue | None, words: tuple[str, ...]) -> bool | None:
    """Whether the field's word, or one of its ticked codes, is among `words`."""
    if field is None:
        return None
    if field.status is FieldStatus.NOT_APPLICABLE:
        return False
    value = field.value
    if isinstance(value, Mapping):
        value = value.get("codes", value.get("code"))
    if isinstance(value, list | tuple):
        if any(word in words for word in value):
            return True
        # where marks are in doubt, the one asked about may be there after all
        return None if field.status is FieldStatus.REVIEW else False
    if field.status is FieldStatus.EMPTY and field.kind == "multi":
        return False
    return value in words if isinstance(value, str) else None


def _compared(order: Order, a: Span | None, b: Span | None) -> bool | None:
    if a is None or b is None:
        return None
    if order in ("=", "!="):
        same = True if a[0] == a[1] == b[0] == b[1] else None
        same = False if a[1] < b[0] or b[1] < a[0] else same
        return same if order == "=" or same is None else not same
    if order in (">", ">="):
        a, b = b, a
    if order in ("<", ">"):
        return True if a[1] < b[0] else False if a[0] >= b[1] else None
    return True if a[1] <= b[0] else False if a[0] > b[1] else None
