"""Tick boxes, and words that are ringed, underlined or struck out, to choices.

The value of a choice is an option's code, of a multi the list of codes in printed order. What is
written beside "Other" makes the value an object: `{"code": "Other", "other": "…"}` for a choice,
`{"codes": […], "other": "…"}` for a multi.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from extract.confidence import CEILING, EMPTY, status, weigh
from extract.context import Context
from extract.doubts import doubt
from extract.readers import believed, ink_doubts
from extract.scripts import script_doubts
from extract.span import text_language
from extract.text import clean, without_leaders
from models.forms import FormField, Kind, Option, Writing
from models.values import Box, FieldStatus, FieldValue, Mark, MarkState, Reading

#: options that exclude every other
_ALONE: Final = ("none", "unknown", "not_specified", "notspecified", "no")


def parse_marks(
    field: FormField,
    marks: Mapping[str, Mark],
    other_text: Reading | None = None,
    *,
    context: Context,
    box: Box | None = None,
    page: int = 0,
) -> FieldValue:
    """The choice or choices that these marks (by option code) and the text beside Other make.

    A struck-out box counts as not ticked. Two boxes where one is allowed give no value. Of words,
    those that are left count where all others were struck out. The value is right when every mark
    of the field was understood rightly: their probabilities are multiplied.
    """
    filled = _chosen(field, marks)
    other = without_leaders(clean(other_text.text)) if other_text else ""
    codes = _doubts(field, marks, filled, other)
    p = math.prod(m.confidence for m in marks.values()) if marks else 0.5
    if other and other_text:
        language = text_language(other, field.languages)
        p = min(p, believed(other_text, language))
        codes += ink_doubts(other_text)
        codes += script_doubts(other, Kind.TEXT, field.languages)
    p = weigh(p, codes, ceiling=CEILING)
    problems = tuple(doubt(code) for code in dict.fromkeys(codes))
    settled = status(field.kind, p, problems)
    if not filled and not other and settled is FieldStatus.ACCEPTED:
        settled, p = FieldStatus.EMPTY, min(p, EMPTY)
    return FieldValue(
        key=field.key,
        kind=field.kind.value,
        raw=_raw(filled, other),
        value=_value(field, filled, other),
        p=p,
        status=settled,
        page=page or field.page,
        box=box,
        problems=problems,
        source="mark",
        readings=(other_text,) if other_text else (),
    )


def _state(marks: Mapping[str, Mark], option: Option) -> MarkState:
    return marks[option.code].state if option.code in marks else MarkState.EMPTY


def _chosen(field: FormField, marks: Mapping[str, Mark]) -> list[Option]:
    """The options that somebody chose."""
    filled = [o for o in field.options if _state(marks, o) is MarkState.FILLED]
    if filled or field.writing is not Writing.WORDS:
        return filled
    struck = [o for o in field.options if _state(marks, o) is MarkState.STRUCK_OUT]
    left = [o for o in field.options if o not in struck]
    # "Strike out what does not apply": one word is left, or some of a list of several.
    alone = len(left) == 1 or (field.kind is Kind.MULTI and left)
    return left if struck and alone else []


def _doubts(
    field: FormField, marks: Mapping[str, Mark], filled: list[Option], other: str
) -> list[str]:
    states = [mark.state for mark in marks.values()]
    codes = []
    if any(option.code not in marks for option in field.options):
        codes.append("marks_missing")
    if MarkState.UNSURE in states:
        codes.append("mark_unsure")
    codes += _of_struck(field, states, filled)
    if field.kind is Kind.CHOICE and len(filled) > 1:
        codes.append("two_marks")
    if len(filled) > 1 and any(o.code.casefold() in _ALONE for o in filled):
        codes.append("none_with_others")
    ticked_other = any(o.other for o in filled)
    if ticked_other and not other:
        codes.append("other_without_text")
    if other and not ticked_other:
        codes.append("text_without_other")
    return codes


def _of_struck(field: FormField, states: list[MarkState], filled: list[Option]) -> list[str]:
    """Doubts for what was struck out, and for fields where nothing else is left."""
    if MarkState.STRUCK_OUT not in states:
        return []
    if field.writing is Writing.WORDS:
        return [] if filled else ["struck_words"]
    return ["struck_out"] if filled else ["struck_alone"]


def _value(field: FormField, filled: list[Option], other: str) -> Any:
    codes = [option.code for option in filled]
    if field.kind is Kind.MULTI:
        if other:
            return {"codes": codes, "other": other}
        return codes or None
    if len(codes) != 1:
        return None
    if other and filled[0].other:
        return {"code": codes[0], "other": other}
    return codes[0]


def _raw(filled: list[Option], other: str) -> str:
    words = [next(iter(option.words.values()), option.code) for option in filled]
    return "; ".join([*words, *([other] if other else [])])
