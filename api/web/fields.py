"""A field of a record as the review page shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from api import seen, speak
from api.speak import _
from api.web.choices import (
    PRESENT,
    Cell,
    Choice,
    Label,
    cells,
    choices,
    heads,
    labels_of,
)
from api.web.reasons import in_words
from api.web.said import other_text, said, understood
from api.web.words import FIELD
from extract.labels.canonical import library_definition
from extract.places import gazetteer
from models.forms import Form, FormField, Kind
from models.languages import LABEL_LANGUAGE
from models.repositories.changing import STATUS_AFTER
from models.repositories.readers import Standing
from models.routing import Route
from models.sight import Sights
from models.tables import Field, Record
from models.values import FieldStatus

__all__ = ["FieldView", "Heard", "Label", "form_of", "form_titles", "group_of", "titles_of", "view"]

#: Kinds whose crop shows more than one line of writing.
_TALL: Final = ("longtext", "table", "choice", "multi", "signature", "photo")
#: Kinds whose meaning is more than their letters: it is shown while they are typed.
_MEANT: Final = ("date", "number", "national_id", "passport", "phone", "money", "place", "name")
_WITHOUT_FORM: Final = ("en", "km", "th", "id")  # the order of labels where nothing else tells
_MOST_HEARD: Final = 9  # as many as there are digits to take them by
_LONG_LIST: Final = 8  # options that are found sooner by typing than by looking


@dataclass(frozen=True, slots=True)
class Heard:
    """What one reader or several read; `engines` are their names, `digit` the key that takes it."""

    engines: str
    text: str
    digit: int


@dataclass(frozen=True, slots=True)
class FieldView:
    """Everything the template needs of one field. `percent` is how sure the value is, 0..100.

    Of a `closed` field, which the reader's role may not see here, nothing but its label is known.
    `typed` is what this person typed and did not save, as JSON, or "".
    """

    key: str
    kind: str
    control: str  # line, lines, one, many, table
    main: Label
    others: tuple[Label, ...]
    status: str = ""
    status_words: str = ""
    doubtful: bool = False
    group: str = ""  # why it waits: doubt, confirm (a value), nothing (an empty place to confirm)
    percent: int = 0
    tone: str = ""
    by_person: bool = False
    raw: str = ""
    known: bool = False  # there is something to confirm, be it that nothing is written
    said: str = ""
    understood: str = ""
    reasons: tuple[str, ...] = ()
    heard: tuple[Heard, ...] = ()
    page: int = 0
    box: tuple[float, ...] = ()
    language: str = "en"  # BCP 47 of what is written
    tall: bool = False
    choices: tuple[Choice, ...] = ()
    other_text: str = ""
    heads: tuple[tuple[Label, ...], ...] = ()
    cells: tuple[tuple[Cell, ...], ...] = ()
    closed: bool = False
    meant: bool = False  # its meaning is shown while it is typed
    country: str = ""  # whose places are offered level by level
    levels: tuple[str, ...] = ()  # codes of the areas it was understood as, the largest first
    crop: str = ""  # where its crop is fetched
    typed: str = ""
    waits: bool = False  # this person has read it, another has to read it too

    @property
    def labels(self) -> tuple[Label, ...]:
        """What the form prints at the field, its main language first."""
        return (self.main, *self.others)

    @property
    def long_list(self) -> bool:
        """Whether there are so many options that one looks for them by typing."""
        return len(self.choices) > _LONG_LIST


def form_of(forms: Sequence[Form], record: Record) -> Form | None:
    """The definition a record was read by; None when it is installed no longer."""
    found = (f for f in forms if (f.id, f.version) == (record.form, record.form_version))
    return next(found, None)


def form_titles(form: Form | None, record: Record) -> tuple[Label, ...]:
    """The form's titles, the main language first; its id where nothing is known of it."""
    return titles_of(form, record.form or _("Unknown form"))


def titles_of(form: Form | None, name: str) -> tuple[Label, ...]:
    """The form's titles, the main language first; `name` where nothing is known of it."""
    return labels_of(form.titles, form.languages) if form else (Label("en", name),)


def views(
    record: Record,
    form: Form | None,
    sights: Sights,
    typed: Mapping[str, Mapping[str, Any]] | None = None,
    standings: Mapping[str, Standing] | None = None,
) -> tuple[FieldView, ...]:
    """Every field of a record for somebody who may see so much of it.

    `typed` is what they typed before and did not save, `standings` how waiting fields stand for
    them, by key.
    """
    words, stands = typed or {}, standings or {}
    return tuple(
        view(field, form, sights, words.get(field.key), stands.get(field.key))
        for field in record.fields
    )


def view(
    field: Field,
    form: Form | None,
    sights: Sights,
    typed: Mapping[str, Any] | None = None,
    standing: Standing | None = None,
) -> FieldView:
    """One field, closed where `sights` do not let it be seen whole."""
    defined, order = _definition(field, form)
    labels = labels_of(defined.labels if defined else {}, order)
    labels = labels or (Label("en", field.key.replace("_", " ")),)
    control = _control(field, defined)
    bare = FieldView(field.key, field.kind, control, labels[0], labels[1:])
    if not sights.whole(field.key):
        waits = field.status == FieldStatus.REVIEW
        return replace(bare, closed=True, status="closed", doubtful=waits)
    if standing is not None and standing.closed:
        return _waiting(field, defined, bare, standing)
    doubtful = field.status == FieldStatus.REVIEW
    group = group_of(field)
    percent = round(field.confidence * 100)
    return replace(
        bare,
        status=field.status,
        status_words=_(FIELD[field.status].words),
        doubtful=doubtful,
        group=group if doubtful else "",
        percent=percent,
        tone="bad" if percent < 50 else "warn" if doubtful and group == "doubt" else "good",
        by_person=field.source == "person",
        raw=field.raw,
        known=field.value is not None or (doubtful and group == "nothing"),
        said=_shown(field, defined),
        understood=understood(field.kind, field.value, field.raw, defined),
        reasons=_reasons(field, form, sights, standing),
        heard=_heard(field, standing),
        page=field.page,
        box=tuple(field.box or ()),
        language=_language(defined),
        tall=field.kind in _TALL,
        choices=choices(field, defined, order),
        other_text=other_text(field.value),
        heads=heads(defined, order),
        cells=cells(field, defined, order) if control == "table" else (),
        meant=field.kind in _MEANT,
        country=_country(field, defined, form),
        levels=_levels(field.value),
        crop=f"/review/{field.record_id}/fields/{field.key}/crop" if field.box else "",
        typed=json.dumps(typed, ensure_ascii=False) if typed else "",
    )


def _definition(field: Field, form: Form | None) -> tuple[FormField | None, Sequence[str]]:
    """What is known of a field, and in which order its labels come."""
    if form is None:  # unknown, or withdrawn: what the library knows of the field
        # Without a form the reader's own language comes first.
        order = tuple(dict.fromkeys((speak.language(), *_WITHOUT_FORM)))
        return library_definition(field.key, Kind(field.kind), field.page), order
    return next((f for f in form.fields if f.key == field.key), None), form.languages


def group_of(field: Field) -> str:
    """Why a field waits: doubt, confirm (a probable value) or nothing (probably empty)."""
    if field.routed is None or field.routed.route not in (Route.CONFIRM, Route.SAMPLE):
        return "doubt"
    return "confirm" if field.routed.proposal == FieldStatus.ACCEPTED else "nothing"


def _control(field: Field, defined: FormField | None) -> str:
    if field.kind in PRESENT:
        return "one"
    if field.kind == "table" and defined is not None and defined.columns:
        return "table"
    if field.kind == "choice" and defined is not None and defined.options:
        return "one"
    if field.kind == "multi" and defined is not None and defined.options:
        return "many"
    return "lines" if field.kind in ("longtext", "table") else "line"


def _shown(field: Field, defined: FormField | None) -> str:
    if field.status in (FieldStatus.ACCEPTED, FieldStatus.REVIEW):
        return said(field.value, field.raw, defined)
    return f"({_(FIELD[field.status].words)})"


def _waiting(
    field: Field, defined: FormField | None, bare: FieldView, standing: Standing
) -> FieldView:
    """A field that this person has read and another has to read too: their own word alone."""
    own = standing.own
    words = said(own.value, own.raw, defined) if own else ""
    if own and own.action in STATUS_AFTER and STATUS_AFTER[own.action] != FieldStatus.ACCEPTED:
        words = f"({_(FIELD[STATUS_AFTER[own.action]].words)})"
    return replace(
        bare,
        status="waits",
        status_words=_("another person reads it too"),
        waits=True,
        raw=own.raw if own else "",
        said=words,
        page=field.page,
        box=tuple(field.box or ()),
        language=_language(defined),
    )


def _reasons(
    field: Field, form: Form | None, sights: Sights, standing: Standing | None
) -> tuple[str, ...]:
    """Why it is doubted, and what was taken for something else on the way to its value."""
    if standing is not None and standing.others:
        differ = _("Two people read it differently. Say what stands there.")
        return (differ,)
    doubts = (in_words(reason, form) for reason in seen.reasons(field, sights))
    taken = _("Read as “{read}”, taken for “{taken}”.")
    repairs = (taken.format(read=r["read"], taken=r["taken"]) for r in field.repairs or ())
    return (*doubts, *repairs)


def _heard(field: Field, standing: Standing | None) -> tuple[Heard, ...]:
    """What readers read that is not what stands in the field, each text once, with who read it.

    Whoever settles between two people sees what these said, not which of them said it.
    """
    by_text: dict[str, list[str]] = {}
    for answer in standing.others if standing is not None else ():
        text = answer.raw.strip()
        if text and text != field.raw.strip():
            by_text.setdefault(text, [_("one of two people")])
    for reading in field.readings:
        text = str(reading.get("text", "")).strip()
        if text and text != field.raw.strip() and not reading.get("joint"):
            by_text.setdefault(text, []).append(str(reading.get("engine", "")))
    for reading in field.readings:  # what was held nearly as probable
        for other in (reading.get("expected") or {}).get("others", ()):
            text = str(other.get("text", "")).strip()
            if text and text != field.raw.strip():
                by_text.setdefault(text, [_("also likely")])
    found = list(by_text.items())[:_MOST_HEARD]
    return tuple(
        Heard(", ".join(dict.fromkeys(engines)), text, digit)
        for digit, (text, engines) in enumerate(found, start=1)
    )


def _language(defined: FormField | None) -> str:
    return LABEL_LANGUAGE.get(defined.languages[0], "en") if defined else "en"


def _country(field: Field, defined: FormField | None, form: Form | None) -> str:
    """The country of a place whose areas are known, else ""."""
    if field.kind != Kind.PLACE:
        return ""
    country = (defined.country if defined else "") or (form.country if form else "")
    return country if gazetteer.known(country) else ""


def _levels(value: Any) -> tuple[str, ...]:
    levels = value.get("levels", ()) if isinstance(value, Mapping) else ()
    return tuple(str(level.get("code", "")) for level in levels)
