"""Comparisons with a month or a year: `form_date >= 2019` means from its first day on."""

from __future__ import annotations

from datetime import date
from typing import Final

from extract.conditions.nodes import All, Amount, Compare, Condition, Days, Not, Order

ORDERS: Final[tuple[Order, ...]] = ("=", "!=", "<", "<=", ">", ">=")
#: the same comparison, seen from the other side
_TURNED: Final[dict[Order, Order]] = {
    "=": "=",
    "!=": "!=",
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}


def compared(order: Order, left: Amount, right: Amount) -> Condition:
    """`left order right`, where a written month or year stands for all of its days."""
    if isinstance(left, Days) and not isinstance(right, Days):
        order, left, right = _TURNED[order], right, left
    if not isinstance(right, Days) or right.first == right.last:
        return Compare(order, left, right)
    first, last = _day(right.first), _day(right.last)
    if order in ("=", "!="):
        within = All((Compare(">=", left, first), Compare("<=", left, last)))
        return within if order == "=" else Not(within)
    return Compare(order, left, first if order in ("<", ">=") else last)


def _day(day: date) -> Days:
    return Days(day, day)
