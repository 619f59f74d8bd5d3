"""A place for writing with its words becomes a field of a definition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from extract.drafting import near
from extract.drafting.meaning import (
    Meaning,
    codes_of,
    column_key,
    is_other,
    meaning,
    slug,
    takes_many,
)
from extract.drafting.page import Named, Sheet
from extract.drafting.questions import Question
from extract.drafting.tongues import labels_of
from models.drafting import PrintedText, RoomKind
from models.forms import Column, FormField, Kind, Option, Writing
from models.languages import ENGINE_LANGUAGE, LABEL_LANGUAGE
from models.library import Library
from models.values import Box

_MANY: Final = 7  # answers, from which several may usually be ticked
_ROW_MM: Final = 9.0  # of writing in a frame
_LONG_MM: Final = 15.0  # tall from which a frame or a stack of lines takes long text
_NUMBER_CELLS: Final = {9: Kind.NATIONAL_ID, 13: Kind.NATIONAL_ID, 16: Kind.NATIONAL_ID}
_COUNTRY_KINDS: Final = (Kind.NATIONAL_ID, Kind.PHONE, Kind.PLACE, Kind.PASSPORT)
_IN_FIGURES: Final = (Kind.NATIONAL_ID, Kind.PHONE, Kind.NUMBER, Kind.PASSPORT, Kind.MONEY)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposed field; `sure` 0..1, and what a person should look at."""

    field: FormField
    sure: float
    notes: tuple[str, ...] = ()


def engine_languages(tongues: Sequence[str]) -> tuple[str, ...]:
    """The engine languages that values of such a form are in; Latin letters always may be."""
    return tuple(dict.fromkeys([*(ENGINE_LANGUAGE[code] for code in tongues), "eng"]))


def of_question(
    question: Question, page: int, library: Library, tongues: tuple[str, ...]
) -> Proposed:
    """Tick boxes as a field: its answers with codes of a vocabulary, or of their own words."""
    spoken = engine_languages(tongues)
    labels = labels_of([text.text for text in question.label], tongues)
    asked = meaning(labels, library)
    words = [labels_of([text.text for text in a.words], tongues) for a in question.answers]
    vocabulary, codes = codes_of(list(words), library, asked.vocabulary)
    options = _options(question, words, codes, tongues[0])
    kind = asked.kind if asked.kind in (Kind.CHOICE, Kind.MULTI) else Kind.CHOICE
    if takes_many(labels) or (not asked.key and len(options) >= _MANY):
        kind = Kind.MULTI
    found = [*_doubts(labels, asked, question.label)]
    if any(not answer.words for answer in question.answers):
        found.append("Words of an answer were not found.")
    zone = _grown(near.around(question.boxes), 0.3)
    field = FormField(
        key=asked.key or slug(labels, ""),
        kind=kind,
        labels=labels or {tongues[0]: f"Question at {round(zone.y0)} mm"},
        page=page,
        label_zone=_label(question.label, zone),
        zone=zone,
        writing=Writing.TICKS,
        languages=spoken,
        options=options,
        vocabulary="",
        personal=asked.personal,
    )
    named = bool(vocabulary) and bool(asked.key)
    return Proposed(field, 0.95 if named else 0.7 if labels else 0.4, tuple(found))


def _options(
    question: Question,
    words: Sequence[Mapping[str, str]],
    codes: Sequence[str],
    main: str,
) -> tuple[Option, ...]:
    made: list[Option] = []
    used: set[str] = set()
    for n, (answer, said) in enumerate(zip(question.answers, words, strict=True), start=1):
        code = codes[n - 1] or ("other" if is_other(said) else slug(said, f"option_{n}"))
        while code in used:
            code = f"{code}_{n}"
        used.add(code)
        line = answer.line
        text = _line_zone(line.box, answer.tick.box) if line is not None else None
        shown = said or {main: f"Option {n}"}
        made.append(Option(code, shown, answer.tick.box, line is not None, text))
    return tuple(made)


def _line_zone(line: Box, tick: Box) -> Box:
    """The line behind "Other:" is no higher than its row of tick boxes lets it be."""
    return Box(line.x0, min(line.y0, tick.y0), line.x1, max(line.y1, tick.y1))


def of_room(
    named: Named, sheet: Sheet, library: Library, tongues: tuple[str, ...], country: str
) -> Proposed:
    """A line, frame, comb, table or bare paper as a field."""
    room, page = named.room, sheet.survey.number
    labels = labels_of([text.text for text in named.label], tongues)
    spoken = engine_languages(tongues)
    asked = meaning(labels, library)
    kind = _kind(named, asked)
    writing = _writing(room.kind)
    zone = named.zone if room.kind is not RoomKind.COMB else _grown(named.zone, 0.4)
    columns = _columns(named, sheet, library, spoken) if kind is Kind.TABLE else ()
    chosen = asked.kind in (Kind.CHOICE, Kind.MULTI)
    known = asked.key if kind is asked.kind or kind is Kind.LONGTEXT or chosen else ""
    field = FormField(
        key=known or slug(labels, ""),
        kind=kind,
        labels=labels or {LABEL_LANGUAGE[spoken[0]]: f"Field at {round(zone.y0)} mm"},
        page=page,
        label_zone=_label(named.label, zone),
        zone=zone,
        writing=writing,
        languages=_spoken(kind, asked.key, spoken),
        columns=columns,
        cells=room.cells,
        rows=_rows(named, kind),
        country=country if kind in _COUNTRY_KINDS else "",
        personal=asked.personal or kind in (Kind.NAME, Kind.TABLE, Kind.LONGTEXT),
    )
    sure = max(asked.sure, 0.5) if labels else 0.25
    if room.kind is RoomKind.BARE:
        sure = min(sure, 0.4)
    return Proposed(field, sure, _doubts(labels, asked, named.label))


def _kind(named: Named, asked: Meaning) -> Kind:
    room = named.room
    if room.kind is RoomKind.TABLE:
        return Kind.TABLE
    if room.kind is RoomKind.COMB and asked.sure == 0:
        return _NUMBER_CELLS.get(len(room.cells), Kind.TEXT)
    tall = named.zone.height >= _LONG_MM and (room.rows > 1 or room.kind is RoomKind.FRAME)
    if asked.kind is Kind.PHOTO and (room.kind is not RoomKind.FRAME or not tall):
        return Kind.TEXT
    if asked.kind in (Kind.CHOICE, Kind.MULTI, Kind.TABLE):
        return Kind.LONGTEXT if tall else Kind.TEXT  # without tick boxes words are written
    if asked.kind in (Kind.TEXT, Kind.NUMBER, Kind.NAME) and tall:
        return Kind.LONGTEXT
    return asked.kind


def _writing(kind: RoomKind) -> Writing:
    return {
        RoomKind.FRAME: Writing.FRAME,
        RoomKind.COMB: Writing.BOXES,
        RoomKind.TABLE: Writing.TABLE,
    }.get(kind, Writing.DOTS)


def _rows(named: Named, kind: Kind) -> int:
    room = named.room
    if room.kind is RoomKind.FRAME and kind is Kind.LONGTEXT:
        return max(1, round(named.zone.height / _ROW_MM))
    return room.rows


def _spoken(kind: Kind, key: str, spoken: tuple[str, ...]) -> tuple[str, ...]:
    """What a value may be written in, the likeliest first."""
    if key == "name_latin" or kind is Kind.PASSPORT:
        return ("eng",)
    if kind in _IN_FIGURES and len(spoken) > 1:
        return spoken
    return spoken


def _columns(
    named: Named, sheet: Sheet, library: Library, spoken: tuple[str, ...]
) -> tuple[Column, ...]:
    tongues = tuple(dict.fromkeys(LABEL_LANGUAGE[code] for code in spoken))
    made: list[Column] = []
    used: set[str] = set()
    pairs = zip(named.room.heads, named.room.columns, strict=True)
    for n, (head, column) in enumerate(pairs, start=1):
        said = near.inside(head, sheet.survey.texts)
        labels = labels_of([text.text for text in said], tongues)
        key, kind = column_key(labels, library)
        key = key or slug(labels, f"column_{n}")
        while key in used:
            key = f"{key}_{n}"
        used.add(key)
        shown = labels or {tongues[0]: f"Column {n}"}
        made.append(Column(key, kind, shown, column, head))
    return tuple(made)


def _label(texts: Sequence[PrintedText], zone: Box) -> Box:
    """Where a label stands; a strip left of the zone where there is none."""
    if texts:
        return near.around([text.box for text in texts])
    return Box(max(0.0, zone.x0 - 4.0), zone.y0, max(0.1, zone.x0 - 0.2), zone.y1)


def _grown(box: Box, by: float) -> Box:
    return Box(box.x0 - by, box.y0 - by, box.x1 + by, box.y1 + by)


def _doubts(
    labels: Mapping[str, str], asked: Meaning, texts: Sequence[PrintedText]
) -> tuple[str, ...]:
    found: list[str] = []
    if not labels:
        found.append("No printed label was found.")
    elif any(text.confidence < 0.6 for text in texts):
        found.append("The label was hard to read.")
    if labels and asked.sure == 0:
        found.append("The label does not tell the kind of value.")
    return tuple(found)
