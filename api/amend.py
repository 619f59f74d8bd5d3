"""What a person says about fields, understood: text parsed to values by the extraction room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Final

from api.recheck import rechecked
from extract.context import Context
from extract.kinds import parse_text
from extract.labels.canonical import library_definition
from extract.values.parsed import Parsed
from models.errors import BadRequest
from models.forms import Column, Form, FormField, Kind
from models.repositories.amendments import Change
from models.tables import Field, Record

LONGEST: Final = 10_000  # characters


@dataclass(frozen=True, slots=True)
class Said:
    """A person's word on one field, as it came.

    `text` is what stands on the paper. For tick boxes `codes` names the options and `text` what is
    written beside "other"; for a table `rows` holds each row's text by column key.
    """

    key: str
    action: str
    text: str = ""
    codes: tuple[str, ...] = ()
    rows: tuple[dict[str, str], ...] = ()


def understand(
    record: Record, said: Sequence[Said], forms: Sequence[Form], *, latest: date
) -> tuple[Change, ...]:
    """The changes to make. `latest` is a day that no event on the paper can have passed.

    Raises BadRequest for an unknown field or option, and for a correction that says nothing.
    """
    form = next((f for f in forms if (f.id, f.version) == (record.form, record.form_version)), None)
    fields = {field.key: field for field in record.fields}
    context = _context(fields, form, latest)
    changes = []
    for word in said:
        if word.key not in fields:
            raise BadRequest(
                "The record has no field of that key.", remedy="Take keys from the record."
            )
        if word.action == "correct":
            changes.append(_correct(word, _definition(fields[word.key], form), context))
        else:
            changes.append(_settle(word, fields[word.key]))
    return rechecked(fields, form, changes) if form is not None else tuple(changes)


def meaning(
    record: Record, word: Said, forms: Sequence[Form], *, latest: date
) -> tuple[Change, FormField]:
    """What a correction would be taken to mean, and the definition it was understood by.

    Says nothing about the record's other fields. Raises BadRequest like `understand`.
    """
    form = next((f for f in forms if (f.id, f.version) == (record.form, record.form_version)), None)
    fields = {field.key: field for field in record.fields}
    if word.key not in fields:
        raise BadRequest(
            "The record has no field of that key.", remedy="Take keys from the record."
        )
    defined = _definition(fields[word.key], form)
    return _correct(word, defined, _context(fields, form, latest)), defined


def _settle(word: Said, field: Field) -> Change:
    if word.action == "confirm" and field.value is None and field.status == "review":
        proposal = field.routed.proposal if field.routed is not None else ""
        if proposal in ("empty", "not_applicable"):
            return Change(word.key, proposal)
        # "Confirm" means "the value is right": where there is none, a person has to say what is.
        raise BadRequest(
            f"The field “{field.key}” has no value to confirm.",
            remedy="Correct it, or mark it as empty, illegible or not applicable.",
        )
    return Change(word.key, word.action)


def _definition(field: Field, form: Form | None) -> FormField:
    try:
        if form is not None:
            return form.field(field.key)
    except KeyError:
        pass
    # An unknown form, or one that has been withdrawn: its kind is still known.
    return library_definition(field.key, Kind(field.kind), field.page)


def _context(fields: dict[str, Field], form: Form | None, latest: date) -> Context:
    return Context(
        languages=form.languages if form else (),
        country=form.country if form else "",
        form_date=_date(fields.get("form_date")),
        latest=latest,
        age=_age(fields.get("age")),
    )


def _date(field: Field | None) -> date | None:
    value = field.value if field is not None and field.status == "accepted" else None
    try:
        return date.fromisoformat(value["iso"]) if isinstance(value, dict) else None
    except (KeyError, ValueError):
        return None


def _age(field: Field | None) -> int | None:
    value = field.value if field is not None and field.status == "accepted" else None
    return value if isinstance(value, int) else None


def _correct(word: Said, field: FormField, context: Context) -> Change:
    if field.kind in (Kind.CHOICE, Kind.MULTI):
        return _choose(word, field)
    if field.kind is Kind.TABLE:
        return _rows(word, field, context)
    text = word.text.strip()
    if not text:
        raise BadRequest(
            f"The correction of “{word.key}” says nothing.",
            remedy="Send `text`, or use the action empty, illegible or not_applicable.",
        )
    if field.kind in (Kind.SIGNATURE, Kind.PHOTO):
        if text not in ("present", "absent"):
            raise BadRequest(f"“{word.key}” is either present or absent.")
        return Change(word.key, "correct", text, text == "present")
    parsed = parse_text(text, field, context)
    return Change(word.key, "correct", text, parsed.value, _problems(parsed), dict(parsed.parts))


def _problems(parsed: Parsed) -> tuple[dict[str, str], ...]:
    return tuple(asdict(problem) for problem in parsed.problems)


def _choose(word: Said, field: FormField) -> Change:
    options = {option.code: option for option in field.options}
    codes = word.codes or ((word.text,) if word.text in options else ())
    other = word.text.strip() if word.codes else ""
    if not codes or any(code not in options for code in codes):
        raise BadRequest(
            f"“{word.key}” takes options of its form alone.",
            remedy=f"Send `codes` with one of: {', '.join(options)}.",
        )
    codes = tuple(code for code in options if code in codes)  # in printed order, each once
    if field.kind is Kind.CHOICE and len(codes) > 1:
        raise BadRequest(f"“{word.key}” takes one option.", remedy="Send one code.")
    raw = "; ".join(next(iter(options[code].words.values()), code) for code in codes)
    value: Any = list(codes) if field.kind is Kind.MULTI else codes[0]
    if other and any(options[code].other for code in codes):
        raw = f"{raw}; {other}"
        value = (
            {"codes": list(codes), "other": other}
            if field.kind is Kind.MULTI
            else {"code": codes[0], "other": other}
        )
    return Change(word.key, "correct", raw, value)


def _rows(word: Said, field: FormField, context: Context) -> Change:
    columns = {column.key: column for column in field.columns}
    rows, problems = [], []
    for number, row in enumerate(word.rows, start=1):
        if any(key not in columns for key in row):
            raise BadRequest(
                f"A row of “{word.key}” names a column that the form does not have.",
                remedy=f"Its columns are {', '.join(columns)}.",
            )
        values: dict[str, Any] = {}
        for key, column in columns.items():
            text = row.get(key, "").strip()
            parsed = parse_text(text, _cell(field, column), context) if text else Parsed(None)
            values[key] = parsed.value
            problems += [
                {"code": p.code, "text": f"Row {number}, {key}: {p.text}"} for p in parsed.problems
            ]
        rows.append(values)
    if not rows:
        raise BadRequest(f"The correction of “{word.key}” says nothing.", remedy="Send `rows`.")
    raw = "\n".join(" | ".join(row.get(key, "").strip() for key in columns) for row in word.rows)
    return Change(word.key, "correct", raw, rows, tuple(problems))


def _cell(field: FormField, column: Column) -> FormField:
    return replace(field, key=column.key, kind=column.kind, labels=column.labels, columns=())
