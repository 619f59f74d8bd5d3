"""Small forms and readings for the tests of this room."""

from __future__ import annotations

from models.forms import Column, Form, FormField, FormPage, Kind, Option, Writing
from models.values import Box, FieldValue, Line, Reading

BOX = Box(0, 0, 10, 5)


def a_field(
    key: str,
    kind: Kind,
    languages: tuple[str, ...],
    *,
    country: str = "",
    label: str = "",
    required: bool = False,
    options: tuple[Option, ...] = (),
    columns: tuple[Column, ...] = (),
    rows: int = 1,
) -> FormField:
    return FormField(
        key=key,
        kind=kind,
        labels={"en": label or key},
        page=1,
        label_zone=BOX,
        zone=BOX,
        writing=Writing.TICKS if options else Writing.DOTS,
        languages=languages,
        options=options,
        columns=columns,
        rows=rows,
        required=required,
        country=country,
    )


def a_form(*fields: FormField, checks: tuple[str, ...] = (), country: str = "") -> Form:
    return Form(
        id="small",
        version="1",
        status="reconstruction",
        titles={"en": "A small form"},
        languages=("en",),
        country=country,
        pages=(FormPage(1, 210, 297, "page-1.png"),),
        fields=fields,
        captions=(),
        checks=checks,
    )


def read(text: str, confidence: float = 0.96, engine: str = "tesseract") -> Reading:
    return Reading(engine, (), text, confidence)


def codes(value: FieldValue) -> set[str]:
    return {problem.code for problem in value.problems}


def a_line(text: str, x: float, y: float, *, width: float = 0, height: float = 30) -> Line:
    return Line(text, Box(x, y, x + (width or 12 * len(text)), y + height), 0.9)
