"""From a condition's text to what it says, with every name checked against the form's fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, NoReturn

from extract.conditions.amounts import days, is_date, year
from extract.conditions.comparing import ORDERS, compared
from extract.conditions.nodes import (
    All,
    Among,
    Amount,
    Any,
    Condition,
    Count,
    Empty,
    Not,
    Number,
    Quantity,
    Sum,
    Years,
)
from extract.conditions.tokens import Token, tokens
from models.errors import BadFormDefinition
from models.forms import FormField, Kind

_DEEPEST: Final = 20  # brackets and "not"s within one another
_NUMBERS: Final = frozenset({Kind.NUMBER, Kind.MONEY})
_COUNTED: Final = frozenset({Kind.MULTI, Kind.TABLE})
#: kinds whose value is a word or a code that can be named
_WORDED: Final = frozenset(
    {Kind.CHOICE, Kind.MULTI, Kind.TEXT, Kind.NAME, Kind.CASE_CODE, Kind.NATIONAL_ID}
    | {Kind.PASSPORT, Kind.PHONE}
)


def parse(text: str, fields: Mapping[str, FormField]) -> Condition:
    """What `text` says of `fields` (by key).

    Raises BadFormDefinition, in a sentence with the text, when it is not a condition, or names a
    field or an option that the form has not, or compares what cannot be compared.
    """
    cursor = _Cursor(text, tokens(text), fields)
    found = _any(cursor, 0)
    if cursor.now.sort != "end":
        cursor.fail(f"nothing was expected after that, but there is `{cursor.now.text}`")
    return found


@dataclass(slots=True)
class _Cursor:
    """Where the reader stands in the text."""

    text: str
    tokens: tuple[Token, ...]
    fields: Mapping[str, FormField]
    at: int = 0

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    def fail(self, why: str) -> NoReturn:
        raise BadFormDefinition(f"`{self.text}`: {why}.")

    def take(self, *words: str) -> str:
        """The next word if it is one of these, else ""."""
        token = self.now
        if token.sort in ("word", "sign") and token.text in words:
            self.at += 1
            return token.text
        return ""

    def need(self, word: str) -> None:
        if not self.take(word):
            there = f"`{self.now.text}`" if self.now.text else "the end"
            self.fail(f"`{word}` was expected where there is {there}")

    def opens(self, name: str) -> bool:
        """Whether `name(` follows; then both are taken."""
        after = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        found = self.now.sort == "word" and self.now.text == name and after.text == "("
        self.at += 2 if found else 0
        return found

    def field(self) -> FormField:
        token = self.now
        if token.sort not in ("word", "number"):
            there = f"`{token.text}`" if token.text else "the end"
            self.fail(f"a field was expected where there is {there}")
        self.at += 1
        if token.text not in self.fields:
            self.fail(f"the form has no field {token.text}{_meant(token.text, self.fields)}")
        return self.fields[token.text]


def _meant(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, list(known), n=1)
    return f" (is {near[0]} meant?)" if near else ""


def _any(cursor: _Cursor, depth: int) -> Condition:
    parts = [_all(cursor, depth)]
    while cursor.take("or"):
        parts.append(_all(cursor, depth))
    return parts[0] if len(parts) == 1 else Any(tuple(parts))


def _all(cursor: _Cursor, depth: int) -> Condition:
    parts = [_one(cursor, depth)]
    while cursor.take("and"):
        parts.append(_one(cursor, depth))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _one(cursor: _Cursor, depth: int) -> Condition:
    if depth > _DEEPEST:
        cursor.fail("there are too many brackets within one another")
    if cursor.take("not"):
        return Not(_one(cursor, depth + 1))
    if cursor.take("("):
        inner = _any(cursor, depth + 1)
        cursor.need(")")
        return inner
    if cursor.opens("empty"):
        key = cursor.field().key
        cursor.need(")")
        return Empty(key)
    return _comparison(cursor)


def _comparison(cursor: _Cursor) -> Condition:
    worded = _worded(cursor)
    if worded is not None:
        return worded
    left = _sum(cursor)
    order = next((sign for sign in ORDERS if cursor.take(sign)), None)
    if order is None:
        cursor.fail("a comparison was expected: =, !=, <, <=, >, >=, has or in")
    right = _sum(cursor)
    left, right = year(left, right), year(right, left)
    if is_date(left) != is_date(right):
        cursor.fail("a date cannot be compared with a number")
    return compared(order, left, right)


def _worded(cursor: _Cursor) -> Condition | None:
    """`sex = female`, `status != A`, `status in (A, B)`, `act has recruit`; None for amounts."""
    start = cursor.at
    if cursor.now.sort != "word" or cursor.opens("years") or cursor.opens("count"):
        cursor.at = start
        return None
    field = cursor.field()
    if field.kind in _NUMBERS or field.kind is Kind.DATE:
        cursor.at = start
        return None
    if field.kind not in _WORDED:
        cursor.fail(f"{field.key} is a {field.kind.value}; only empty({field.key}) can be asked")
    how = cursor.take("=", "!=", "has", "in")
    if not how:
        cursor.fail(f"after {field.key}, =, !=, has or in was expected")
    if how == "has" and field.kind not in (Kind.MULTI, Kind.CHOICE):
        cursor.fail(f"only a field with options has something, and {field.key} has none")
    if how != "has" and field.kind is Kind.MULTI:
        cursor.fail(f"{field.key} may have several options: write {field.key} has …")
    found = Among(field.key, _codes(cursor, field, listed=how == "in"))
    return Not(found) if how == "!=" else found


def _codes(cursor: _Cursor, field: FormField, *, listed: bool) -> tuple[str, ...]:
    bracket = cursor.take("(")
    if listed and not bracket:
        cursor.need("(")
    words = [_code(cursor, field)]
    while bracket and cursor.take(","):
        words.append(_code(cursor, field))
    if bracket:
        cursor.need(")")
    return tuple(words)


def _code(cursor: _Cursor, field: FormField) -> str:
    token = cursor.now
    if token.sort not in ("word", "quoted", "number", "day"):
        cursor.fail(f"a word was expected beside {field.key}")
    cursor.at += 1
    known = [option.code for option in field.options]
    if known and token.text not in known:
        cursor.fail(f"{field.key} has no option {token.text}{_meant(token.text, known)}")
    return token.text


def _sum(cursor: _Cursor) -> Amount:
    total = _term(cursor)
    while sign := cursor.take("+", "-"):
        part = _term(cursor)
        if is_date(part) and not (sign == "-" and is_date(total)):
            cursor.fail("a date can only be taken from a date, which gives days")
        total = Sum(total, part, 1 if sign == "+" else -1)
    return total


def _term(cursor: _Cursor) -> Amount:
    token = cursor.now
    if token.sort == "number":
        cursor.at += 1
        return Number(float(token.text))
    if token.sort == "day":
        cursor.at += 1
        found = days(token.text)
        return found if found is not None else cursor.fail(f"there is no day {token.text}")
    if cursor.opens("years"):
        start = _sum(cursor)
        cursor.need(",")
        end = _sum(cursor)
        cursor.need(")")
        if not (is_date(start) and is_date(end)):
            cursor.fail("years(…, …) is asked of two dates")
        return Years(start, end)
    if cursor.opens("count"):
        field = cursor.field()
        cursor.need(")")
        if field.kind not in _COUNTED:
            cursor.fail(f"count({field.key}) is asked of several options or of a table")
        return Count(field.key)
    field = cursor.field()
    if field.kind not in _NUMBERS and field.kind is not Kind.DATE:
        cursor.fail(f"{field.key} is a {field.kind.value}, no number and no date")
    return Quantity(field.key, field.kind is Kind.DATE)
