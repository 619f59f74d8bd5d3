"""The texts that are printed on a form's page, and where their ink begins on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from extract.languages.digits import to_latin
from extract.text import fold
from models.forms import Form, FormField
from models.values import Box

_SHORTEST: Final = 2  # folded characters
_OPTION_GAP: Final = 1.2  # mm from a tick box to its words, as our own printing sets them
_SECTION_INSET: Final = 1.5  # mm from the frame of a section head to its words


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed text: `key` folded; `paper` (mm) is the middle of its left edge, or of the whole
    text when `centred`. `role` is title, section, label, option, column, footer or note;
    `field` the field's key for labels, options and columns. The same words in several languages
    share an `item`."""

    key: str
    text: str
    role: str
    field: str
    paper: tuple[float, float]
    item: str
    centred: bool = False


@lru_cache(maxsize=64)
def _of_page(identity: int, page: int) -> tuple[Printed, ...]:
    form = _FORMS[identity]
    unique: dict[tuple[str, tuple[float, float]], Printed] = {}
    for printed in (*_captions(form, page), *_fields(form, page)):
        if len(printed.key) >= _SHORTEST:
            unique.setdefault((printed.key, printed.paper), printed)
    return tuple(unique.values())


_FORMS: dict[int, Form] = {}


def printed_on(form: Form, page: int) -> tuple[Printed, ...]:
    """Every text printed on that page of the form."""
    _FORMS[id(form)] = form  # keeps the form alive, so its id stays its own
    return _of_page(id(form), page)


def _captions(form: Form, page: int) -> Iterator[Printed]:
    for index, caption in enumerate(form.captions):
        if caption.page != page:
            continue
        zone = caption.zone
        centred = caption.role in ("title", "header")
        left = zone.x0 + (_SECTION_INSET if caption.role == "section" else 0)
        texts = _ordered(caption.text, form.languages)
        if caption.role == "section":
            texts = texts[:1]  # the second language stands somewhere to the right of the first
        for text, middle in zip(texts, _middles(zone, len(texts)), strict=True):
            x = (zone.x0 + zone.x1) / 2 if centred else left
            role = "note" if caption.role == "header" else caption.role
            yield Printed(_key(text), text, role, "", (x, middle), f"caption {index}", centred)


def _fields(form: Form, page: int) -> Iterator[Printed]:
    for field in form.fields:
        if field.page != page:
            continue
        texts = _ordered(field.labels, form.languages)
        for text, middle in zip(texts, _middles(field.label_zone, len(texts)), strict=True):
            place = (field.label_zone.x0, middle)
            yield Printed(_key(text), text, "label", field.key, place, field.key)
        yield from _options(field, form)
        for column in field.columns:
            head = column.label_zone
            if head is None:
                continue
            words = _ordered(column.labels, form.languages)
            x = (head.x0 + head.x1) / 2
            for text, middle in zip(words, _middles(head, len(words)), strict=True):
                item = f"{field.key} {column.key}"
                yield Printed(
                    _key(text), text, "column", field.key, (x, middle), item, centred=True
                )


def _options(field: FormField, form: Form) -> Iterator[Printed]:
    for option in field.options:
        words = _ordered(option.words, form.languages)
        middle = (option.box.y0 + option.box.y1) / 2
        for text in words[:1]:  # others follow on the same line, at a place fonts decide
            x = option.box.x1 + _OPTION_GAP
            item = f"{field.key} {option.code}"
            yield Printed(_key(text), text, "option", field.key, (x, middle), item)


def _ordered(words: Mapping[str, str], languages: tuple[str, ...]) -> list[str]:
    return [words[language] for language in languages if language in words]


def _middles(zone: Box, count: int) -> list[float]:
    """The middles of `count` lines of equal height in a zone; sizes differ a little in print."""
    return [zone.y0 + zone.height * (i + 0.5) / count for i in range(count)]


def _key(text: str) -> str:
    return to_latin(fold(text))
