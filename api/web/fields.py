"""A field of a record as the review page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.web.said import codes, option_words, other_text, said, understood
from api.web.words import FIELD
from extract.labels.canonical import library_definition
from models.forms import Form, FormField, Kind
from models.languages import LABEL_LANGUAGE
from models.routing import Route
from models.tables import Field, Record
from models.values import FieldStatus

#: Kinds whose crop shows more than one line of writing.
_TALL: Final = ("longtext", "table", "choice", "multi", "signature")
#: Choices of a signature, which is never read.
_SIGNATURE: Final = (("present", "Signed or thumbprinted"), ("absent", "No signature"))
_WITHOUT_FORM: Final = ("en", "km", "th", "id")  # the order of labels where no form tells
#: The keys that tick an option, in their order.
_OPTION_KEYS: Final = "1234567890"


@dataclass(frozen=True, slots=True)
class Label:
    """Printed words and their language (BCP 47)."""

    language: str
    words: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An option to tick; `key` ticks it, empty beyond the tenth."""

    code: str
    main: Label
    others: tuple[Label, ...]
    ticked: bool
    other: bool
    key: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table to type into."""

    column: str
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What one reader or several read; `engines` are their names."""

    engines: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """Everything the template needs of one field. `percent` is how sure the value is, 0..100."""

    key: str
    kind: str
    control: str  # line, lines, one, many, table
    main: Label
    others: tuple[Label, ...]
    status: str
    status_words: str
    doubtful: bool
    group: str  # of what waits: doubt, confirm (a value) or nothing (an empty place to confirm)
    percent: int
    tone: str
    by_person: bool
    raw: str
    known: bool  # there is something that can be confirmed, be it that nothing is written
    said: str
    understood: str
    reasons: tuple[str, ...]
    heard: tuple[Heard, ...]
    page: int
    box: tuple[float, ...]
    language: str  # BCP 47 of what is written
    tall: bool
    choices: tuple[Choice, ...] = ()
    other_text: str = ""
    heads: tuple[tuple[Label, ...], ...] = ()
    cells: tuple[tuple[Cell, ...], ...] = ()


def form_of(forms: Sequence[Form], record: Record) -> Form | None:
    """The definition a record was read by; None when it is installed no longer."""
    found = (f for f in forms if (f.id, f.version) == (record.form, record.form_version))
    return next(found, None)


def form_titles(form: Form | None, record: Record) -> tuple[Label, ...]:
    """The form's titles, the main language first; its id where nothing is known of it."""
    return titles_of(form, record.form or "Unknown form")


def titles_of(form: Form | None, name: str) -> tuple[Label, ...]:
    """The form's titles, the main language first; `name` where nothing is known of it."""
    return _labels(form.titles, form.languages) if form else (Label("en", name),)


def views(record: Record, form: Form | None) -> tuple[FieldView, ...]:
    return tuple(view(field, form) for field in record.fields)


def view(field: Field, form: Form | None) -> FieldView:
    if form is None:  # unknown, or withdrawn: what the library knows of the field
        defined: FormField | None = library_definition(field.key, Kind(field.kind), field.page)
        order: Sequence[str] = _WITHOUT_FORM
    else:
        defined = next((f for f in form.fields if f.key == field.key), None)
        order = form.languages
    labels = _labels(defined.labels if defined else {}, order)
    labels = labels or (Label("en", field.key.replace("_", " ")),)
    doubtful = field.status == FieldStatus.REVIEW
    group = group_of(field)
    percent = round(field.confidence * 100)
    control = _control(field, defined)
    status_words = FIELD[field.status].words
    return FieldView(
        key=field.key,
        kind=field.kind,
        control=control,
        main=labels[0],
        others=labels[1:],
        status=field.status,
        status_words=status_words,
        doubtful=doubtful,
        group=group if doubtful else "",
        percent=percent,
        tone="bad" if percent < 50 else "warn" if doubtful and group == "doubt" else "good",
        by_person=field.source == "person",
        raw=field.raw,
        known=field.value is not None or (doubtful and group == "nothing"),
        said=_shown(field, defined, status_words),
        understood=understood(field.kind, field.value, field.raw, defined),
        reasons=_reasons(field),
        heard=_heard(field),
        page=field.page,
        box=tuple(field.box or ()),
        language=_language(defined),
        tall=field.kind in _TALL,
        choices=_choices(field, defined, order),
        other_text=other_text(field.value),
        heads=_heads(defined, order),
        cells=_cells(field, defined, order) if control == "table" else (),
    )


def group_of(field: Field) -> str:
    """Why a field waits: doubt, confirm (a probable value) or nothing (probably empty)."""
    if field.routed is None or field.routed.route not in (Route.CONFIRM, Route.SAMPLE):
        return "doubt"
    return "confirm" if field.routed.proposal == FieldStatus.ACCEPTED else "nothing"


def _control(field: Field, defined: FormField | None) -> str:
    if field.kind == "signature":
        return "one"
    if field.kind == "table" and defined is not None and defined.columns:
        return "table"
    if field.kind == "choice" and defined is not None and defined.options:
        return "one"
    if field.kind == "multi" and defined is not None and defined.options:
        return "many"
    return "lines" if field.kind in ("longtext", "table") else "line"


def _labels(words: Mapping[str, str], order: Sequence[str]) -> tuple[Label, ...]:
    return tuple(Label(language, words[language]) for language in order if words.get(language))


def _shown(field: Field, defined: FormField | None, status_words: str) -> str:
    if field.status in (FieldStatus.ACCEPTED, FieldStatus.REVIEW):
        return said(field.value, field.raw, defined)
    return f"({status_words})"


def _reasons(field: Field) -> tuple[str, ...]:
    """Why it is doubted, and what was taken for something else on the way to its value."""
    doubts = (str(problem.get("text", "")) for problem in field.problems)
    repairs = (f"Read as “{r['read']}”, taken for “{r['taken']}”." for r in field.repairs or ())
    return (*doubts, *repairs)


def _heard(field: Field) -> tuple[Heard, ...]:
    """What readers read that is not what stands in the field, each text once, with who read it."""
    by_text: dict[str, list[str]] = {}
    for reading in field.readings:
        text = str(reading.get("text", "")).strip()
        if text and text != field.raw.strip() and not reading.get("joint"):
            by_text.setdefault(text, []).append(str(reading.get("engine", "")))
    return tuple(Heard(", ".join(engines), text) for text, engines in by_text.items())


def _language(defined: FormField | None) -> str:
    return LABEL_LANGUAGE.get(defined.languages[0], "en") if defined else "en"


def _choices(field: Field, defined: FormField | None, order: Sequence[str]) -> tuple[Choice, ...]:
    if field.kind == "signature":
        state = {True: "present", False: "absent"}.get(field.value, str(field.value))
        return tuple(
            Choice(code, Label("en", words), (), code == state, False, _OPTION_KEYS[i])
            for i, (code, words) in enumerate(_SIGNATURE)
        )
    ticked = codes(field.value)
    found = []
    for i, option in enumerate(defined.options if defined else ()):
        labels = _labels(option.words, order) or (Label("en", option_words(option)),)
        key = _OPTION_KEYS[i] if i < len(_OPTION_KEYS) else ""
        found.append(
            Choice(option.code, labels[0], labels[1:], option.code in ticked, option.other, key)
        )
    return tuple(found)


def _heads(defined: FormField | None, order: Sequence[str]) -> tuple[tuple[Label, ...], ...]:
    columns = defined.columns if defined else ()
    return tuple(_labels(c.labels, order) or (Label("en", c.key),) for c in columns)


def _cells(
    field: Field, defined: FormField | None, order: Sequence[str]
) -> tuple[tuple[Cell, ...], ...]:
    if defined is None:
        return ()
    heads = _heads(defined, order)
    rows = _rows(field, len(defined.columns))
    count = max(len(rows), defined.rows)
    return tuple(
        tuple(
            Cell(
                column.key, rows[i][j] if i < len(rows) else "", f"{heads[j][0].words}, row {i + 1}"
            )
            for j, column in enumerate(defined.columns)
        )
        for i in range(count)
    )


def _rows(field: Field, width: int) -> list[list[str]]:
    """The writing in a table, cell by cell: its raw text is kept as `a | b` a row."""
    rows = [line.split(" | ") for line in field.raw.split("\n") if line.strip(" |")]
    return [(row + [""] * width)[:width] for row in rows]
