"""What a schema cannot say of a form's meaning: names once, fitting kinds, conditions that hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from extract.conditions import cycle, parse, variables
from extract.forms.faults import Fault, meant
from extract.library import library, vocabulary
from models.errors import BadFormDefinition
from models.forms import Form, FormField, Kind, Writing

_MARKED: Final = (Kind.CHOICE, Kind.MULTI)
_NUMBERS: Final = (Kind.NUMBER, Kind.MONEY)
_WAYS: Final = (
    ((Writing.TICKS, Writing.WORDS), "options"),
    ((Writing.TABLE,), "columns"),
    ((Writing.BOXES,), "cells"),
)
#: kinds that a cell of a table cannot be
_NO_CELL: Final = (Kind.CHOICE, Kind.MULTI, Kind.TABLE)
_SIGNS: Final = "#@%*"


def unclear(form: Form) -> Iterator[Fault]:
    """Faults of meaning, each naming its field or rule; none when the form is clear."""
    yield from _twice("fields", (field.key for field in form.fields))
    yield from _twice("sections", (section.id for section in form.sections))
    yield from _twice("rules", (rule.id for rule in form.rules))
    yield from _languages(form)
    for field in form.fields:
        yield from _kind_and_writing(field)
        yield from _options(field)
        yield from _limits(field)
        yield from _section(form, field)
        yield from _vocabulary(field)
    yield from _conditions(form)


def _twice(where: str, names: Iterable[str]) -> Iterator[Fault]:
    for name, count in Counter(names).items():
        if count > 1:
            text = f"{name} stands there {count} times."
            yield Fault(
                f"{where}.{name}" if where != "fields" else name, text, "Rename or drop one."
            )


def _languages(form: Form) -> Iterator[Fault]:
    if form.languages[0] not in form.titles:
        text = f"there is no title in {form.languages[0]}, the form's main language."
        yield Fault("titles", text, "Add it, or list another language first.")
    said = [("titles", form.titles), *(("captions", c.text) for c in form.captions)]
    said += [(f"sections.{s.id}", s.titles) for s in form.sections]
    for field in form.fields:
        said.append((f"{field.key}.labels", field.labels))
        said += [(f"{field.key}.options.{o.code}.words", o.words) for o in field.options]
        said += [(f"{field.key}.columns.{c.key}.labels", c.labels) for c in field.columns]
    foreign = {code for _, words in said for code in words} - set(form.languages)
    for language in sorted(foreign):
        places = [where for where, words in said if language in words]
        more = f" and {len(places) - 1} more" if len(places) > 1 else ""
        text = f"{places[0]}{more}: in {language}, which the form does not list."
        yield Fault("languages", text, f"Add {language} to `languages`, or take the words out.")
    for where, words in said:
        if not all(text.strip() for text in words.values()):
            yield Fault(where, "says nothing but blanks.", "Write what is printed there.")


def _kind_and_writing(field: FormField) -> Iterator[Fault]:
    for ways, needs in _WAYS:
        if (field.writing in ways) != bool(getattr(field, needs)):
            named = " or ".join(way.value for way in ways)
            text = f"belongs to `writing: {named}`, and only to it."
            yield Fault(f"{field.key}.{needs}", text, f"Give both `{needs}` and the writing.")
    marked = field.writing in (Writing.TICKS, Writing.WORDS)
    if (field.kind in _MARKED) != marked:
        text = f"a {field.kind.value} cannot be written as {field.writing.value}."
        remedy = "`choice` and `multi` go with `ticks` or `words`, and nothing else does."
        yield Fault(f"{field.key}.writing", text, remedy)
    if (field.kind is Kind.TABLE) != (field.writing is Writing.TABLE):
        text = "`kind: table` and `writing: table` belong together."
        yield Fault(f"{field.key}.writing", text)
    if field.side is not None and field.writing not in (Writing.DOTS, Writing.FRAME):
        text = f"cannot be with `writing: {field.writing.value}`, whose boxes have their places."
        yield Fault(f"{field.key}.side", text, "Give the `zone` instead.")
    for column in field.columns:
        if column.kind in _NO_CELL:
            text = f"a cell cannot be a {column.kind.value}."
            yield Fault(f"{field.key}.columns.{column.key}.kind", text, "Take `text`.")


def _options(field: FormField) -> Iterator[Fault]:
    yield from _twice(f"{field.key}.options", (option.code for option in field.options))
    yield from _twice(f"{field.key}.columns", (column.key for column in field.columns))
    words: dict[tuple[tuple[str, str], ...], str] = {}
    for option in field.options:
        same = words.setdefault(tuple(sorted(option.words.items())), option.code)
        if same != option.code:
            text = f"has the same words as {same}."
            yield Fault(f"{field.key}.options.{option.code}", text, "Drop one of the two.")
        if option.other != (option.text_zone is not None):
            text = "`other: true` and `text_zone` belong together."
            yield Fault(f"{field.key}.options.{option.code}", text, "Give both or none.")


def _limits(field: FormField) -> Iterator[Fault]:
    least, most = field.least, field.most
    if (least is not None or most is not None) and field.kind not in _NUMBERS:
        text = f"`least` and `most` are of a number, and this is a {field.kind.value}."
        yield Fault(field.key, text, "Take them out.")
    if least is not None and most is not None and least > most:
        yield Fault(f"{field.key}.least", f"{least} is more than `most`, {most}.")
    if field.pattern and field.kind is not Kind.CASE_CODE:
        text = f"is of a case code, and this is a {field.kind.value}."
        yield Fault(f"{field.key}.pattern", text, "Take it out.")
    elif field.pattern and not any(sign in field.pattern for sign in _SIGNS):
        text = "would let one single text through."
        yield Fault(f"{field.key}.pattern", text, "Write # for a digit, @ for a letter.")


def _section(form: Form, field: FormField) -> Iterator[Fault]:
    known = [section.id for section in form.sections]
    if field.section and field.section not in known:
        text = f"there is no section {field.section}{meant(field.section, known)}."
        yield Fault(f"{field.key}.section", text, "Add it to `sections`.")


def _vocabulary(field: FormField) -> Iterator[Fault]:
    if field.vocabulary and vocabulary(field.vocabulary) is None:
        near = meant(field.vocabulary, (known.id for known in library().vocabularies))
        text = f"there is no vocabulary {field.vocabulary}{near}."
        yield Fault(f"{field.key}.vocabulary", text, "docs/dictionary.md names them.")


def _conditions(form: Form) -> Iterator[Fault]:
    fields = {field.key: field for field in form.fields}
    needs: dict[str, frozenset[str]] = {}
    for field in form.fields:
        if field.required and field.required_if:
            text = "a field that is always required needs no `required_if`."
            yield Fault(f"{field.key}.required", text, "Keep one of the two.")
        for name in ("required_if", "asked_if"):
            text = getattr(field, name)
            wrong, asks = _parsed(text, fields)
            needs[field.key] = needs.get(field.key, frozenset()) | asks
            if wrong:
                yield Fault(f"{field.key}.{name}", wrong, _GRAMMAR)
    ring = cycle(needs)
    if ring:
        text = f"conditions go round in a ring: {' → '.join(ring)}."
        remedy = "Let one of them go; what must agree both ways is a rule (`rules`)."
        yield Fault(ring[0], text, remedy)
    for rule in form.rules:
        for name in ("when", "then"):
            wrong, _ = _parsed(getattr(rule, name), fields)
            if wrong:
                yield Fault(f"rules.{rule.id}.{name}", wrong, _GRAMMAR)


_GRAMMAR: Final = "docs/forms.md shows what a condition may say."


def _parsed(text: str, fields: dict[str, FormField]) -> tuple[str, frozenset[str]]:
    """What is wrong with a condition ("" when nothing is), and the fields that it asks about."""
    if not text:
        return "", frozenset()
    try:
        return "", variables(parse(text, fields))
    except BadFormDefinition as error:
        return error.detail, frozenset()
