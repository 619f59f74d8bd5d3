"""The data dictionary that goes with a table: what each column and each code means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from api.exports import htcds
from api.exports.columns import FURTHER, HEAD, UNREAD, Plan
from extract.library import library
from models.forms import Form, FormField
from models.languages import LABEL_LANGUAGES
from models.library import LibraryField, Vocabulary

#: heads of the two tables of a dictionary
COLUMNS: Final = (
    "form",
    "column",
    "kind",
    "codes",
    "htcds",
    *(f"label_{code}" for code in LABEL_LANGUAGES),
    *(f"meaning_{code}" for code in LABEL_LANGUAGES),
    "note",
)
CODES: Final = ("codes", "code", "htcds", *(f"words_{code}" for code in LABEL_LANGUAGES), "note")

_OWN: Final = {
    "id": "Identity of the record. It stays the same in every version.",
    "document_id": "Identity of the file that it was read from.",
    "form": "Identity of the form; empty where it is of no known form.",
    "form_version": "Version of the form's definition.",
    "finished": "When the record was finished (UTC, ISO 8601).",
    "revised": "When it was corrected after it had been finished (UTC, ISO 8601); empty if never.",
    "version": "Grows with every change. Of two rows with the same id the larger one holds.",
    "illegible": "Keys of the fields where something is written that nobody could read.",
    "not_applicable": "Keys of the fields that do not apply to this person.",
    FURTHER: "Fields that the form's definition does not know, as JSON.",
}
_HIDDEN: Final = "Kept from your role: the column is empty."
_HTCDS: Final = "HTCDS 2.0 (IOM, UNMigration/HTCDS, CC BY 4.0)."

Row = dict[str, str]


def of_tables(plan: Plan, forms: Sequence[Form]) -> Iterator[Row]:
    """A line for every column of every sheet."""
    for name in (*HEAD, *UNREAD, FURTHER):
        yield {"column": name, "kind": "text", "meaning_en": _OWN[name]}
    book = {field.key: field for field in (*library().fields, *library().own)}
    for sheet in plan.sheets:
        defined = [f for form in forms if form.id == sheet.form for f in form.fields]
        printed = {field.key: field for field in defined}
        for column in sheet.columns:
            yield {
                **_line(book.get(column.key), printed.get(column.key)),
                "form": sheet.form,
                "column": column.key,
                "kind": column.kind,
                "note": _HIDDEN if column.hidden else "",
            }


def _line(known: LibraryField | None, printed: FormField | None) -> Row:
    line: Row = {}
    if known is not None:
        line |= {f"label_{code}": label.text for code, label in known.labels.items()}
        line |= {f"meaning_{code}": text for code, text in known.definition.items()}
        line |= {"codes": known.vocabulary, "htcds": ", ".join(known.standards.htcds)}
    if printed is not None:  # what stands on the paper says it best
        line |= {f"label_{code}": text for code, text in printed.labels.items() if text}
    return {key: text for key, text in line.items() if key in COLUMNS}


def codes_of_tables(plan: Plan, forms: Sequence[Form]) -> Iterator[Row]:
    """A line for every code that a column of these may hold."""
    book = {field.key: field for field in (*library().fields, *library().own)}
    keys = dict.fromkeys(key for sheet in plan.sheets for key in sheet.keys)
    wanted = {book[key].vocabulary for key in keys if key in book}
    yield from _codes(wanted)
    for sheet in plan.sheets:
        for form in (form for form in forms if form.id == sheet.form):
            for field in form.fields:
                if field.options and not (field.key in book and book[field.key].vocabulary):
                    for option in field.options:
                        words = {f"words_{code}": text for code, text in option.words.items()}
                        yield {"codes": f"{form.id}.{field.key}", "code": option.code, **words}


def _codes(wanted: set[str]) -> Iterator[Row]:
    for vocabulary in library().vocabularies:
        if vocabulary.id in wanted:
            yield from _terms(vocabulary)


def _terms(vocabulary: Vocabulary) -> Iterator[Row]:
    for term in vocabulary.terms:
        yield {
            "codes": vocabulary.id,
            "code": term.code,
            "htcds": ", ".join(term.standards.htcds),
            **{f"words_{code}": ", ".join(words) for code, words in term.words.items()},
            "note": "ours: the standard has no such code" if term.ours else "",
        }


def of_htcds(plan: Plan) -> Iterator[Row]:
    """A line for every column of the table in HTCDS."""
    for name in htcds.OURS:
        yield {"column": name, "kind": "text", "meaning_en": _OWN[name]}
    hidden = {c.key for sheet in plan.sheets for c in sheet.columns if c.hidden}
    for each in htcds.names():
        yield {
            **_line(each.field, None),
            "column": each.name,
            "kind": each.field.kind.value,
            "htcds": each.name,
            "note": " ".join([_HTCDS, *([_HIDDEN] if each.field.key in hidden else [])]),
        }


def codes_of_htcds() -> Iterator[Row]:
    """A line for every code of that table: `htcds` is what stands in it, `code` what we call it."""
    for row in _codes({each.field.vocabulary for each in htcds.names()}):
        yield {**row, "htcds": row["htcds"] or row["code"]}
