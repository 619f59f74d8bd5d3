"""What a field offers to choose from: labels, tick boxes, the cells of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.speak import N_, _, language
from api.web.said import codes, option_words
from models.forms import FormField
from models.tables import Field

#: Choices of a signature or a photograph, which is never read.
PRESENT: Final = {
    "signature": (("present", N_("Signed or thumbprinted")), ("absent", N_("No signature"))),
    "photo": (("present", N_("There is a photograph")), ("absent", N_("No photograph"))),
}
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


def labels_of(words: Mapping[str, str], order: Sequence[str]) -> tuple[Label, ...]:
    """The words in the order of these languages, as far as there are any."""
    return tuple(Label(language, words[language]) for language in order if words.get(language))


def choices(field: Field, defined: FormField | None, order: Sequence[str]) -> tuple[Choice, ...]:
    """The boxes of a field, those of its value ticked."""
    if field.kind in PRESENT:
        state = {True: "present", False: "absent"}.get(field.value, str(field.value))
        return tuple(
            Choice(code, Label(language(), _(words)), (), code == state, False, _OPTION_KEYS[i])
            for i, (code, words) in enumerate(PRESENT[field.kind])
        )
    ticked = codes(field.value)
    found = []
    for i, option in enumerate(defined.options if defined else ()):
        labels = labels_of(option.words, order) or (Label("en", option_words(option)),)
        key = _OPTION_KEYS[i] if i < len(_OPTION_KEYS) else ""
        found.append(
            Choice(option.code, labels[0], labels[1:], option.code in ticked, option.other, key)
        )
    return tuple(found)


def heads(defined: FormField | None, order: Sequence[str]) -> tuple[tuple[Label, ...], ...]:
    """The heads of a table's columns."""
    columns = defined.columns if defined else ()
    return tuple(labels_of(c.labels, order) or (Label("en", c.key),) for c in columns)


def cells(
    field: Field, defined: FormField | None, order: Sequence[str]
) -> tuple[tuple[Cell, ...], ...]:
    """The rows of a table, as many as its form has or more."""
    if defined is None:
        return ()
    named = heads(defined, order)
    rows = _rows(field, len(defined.columns))
    count = max(len(rows), defined.rows)
    return tuple(
        tuple(
            Cell(
                column.key,
                rows[i][j] if i < len(rows) else "",
                _("{column}, row {number}").format(column=named[j][0].words, number=i + 1),
            )
            for j, column in enumerate(defined.columns)
        )
        for i in range(count)
    )


def _rows(field: Field, width: int) -> list[list[str]]:
    """The writing in a table, cell by cell: its raw text is kept as `a | b` a row."""
    rows = [line.split(" | ") for line in field.raw.split("\n") if line.strip(" |")]
    return [(row + [""] * width)[:width] for row in rows]
