"""What a made-up case says in every field: the text on paper and what it means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from extract.forms.fill.asked import asked
from extract.forms.fill.dates import Style, date_style, short_date, written, year_only
from extract.forms.fill.digits import local_digits
from extract.forms.fill.identifiers import case_code, grouped
from extract.forms.fill.money import money
from extract.forms.fill.people import Person, some_person
from extract.forms.fill.places import place_value, some_place, town, written_place
from extract.forms.fill.sets import kept
from extract.forms.fill.stock import stock, word
from extract.forms.levels import Set
from models.forms import Form, FormField, Kind, Writing
from models.values import FieldValue

_FIRST_DAY: Final = date(2004, 1, 5)
_DAYS: Final = 7300
_LEFT_EMPTY: Final = {
    "alias": 0.4,
    "signature": 0.15,
    "national_id": 0.15,
    "passport_no": 0.35,
    "phone": 0.2,
    "photo": 0.25,
}
_NUMBERS: Final = {
    "hours_day": (7, 18),
    "days_week": (4, 8),
    "duration_months": (1, 40),
    "companions": (0, 12),
}
_SEX_LETTERS: Final = {"khm": "សប", "tha": "ญช", "ind": "PL", "eng": "FM"}  # female, male
_UNITS: Final = {"khm": " ឆ្នាំ", "tha": " ปี", "ind": " tahun", "eng": " years"}


@dataclass(frozen=True, slots=True)
class Written:
    """`text` as it shall stand on paper (lines by "\\n") in `language`; `value` what it means."""

    text: str
    value: Any
    language: str


@dataclass(frozen=True, slots=True)
class Case:
    """One made-up case and how its office writes: digits, date style; `rng` is its own.

    `said` grows while the pages are filled in: conditions of the form look at it.
    """

    form: Form
    language: str
    person: Person
    reporter: Person
    form_date: date
    local: bool
    style: Style
    rng: Random
    which: Set | None = None  # where names, places and words come from; None: from all
    said: dict[str, FieldValue] = dataclass_field(default_factory=dict)


def some_case(form: Form, language: str, rng: Random, which: Set | None = None) -> Case:
    """A case for `form` in the engine language it is mainly written in."""
    day = _FIRST_DAY + timedelta(days=rng.randrange(_DAYS))
    return Case(
        form=form,
        language=language,
        person=some_person(language, day, rng, ages=(9, 52, 21), which=which),
        reporter=some_person(language, day, rng, ages=(22, 65, 38), which=which),
        form_date=day,
        local=rng.random() < 0.5,
        style=date_style(language, rng),
        rng=rng,
        which=which,
    )


def left_empty(field: FormField, case: Case) -> bool:
    """Whether this office left the field empty this time; it obeys the form's conditions."""
    must = asked(case.form, field, case.said)
    share = _LEFT_EMPTY.get(
        field.key, _LEFT_EMPTY.get(field.kind, 0.02 if field.required else 0.09)
    )
    passed_over = case.rng.random() < share
    return passed_over if must is None else not must


def text_of(field: FormField, case: Case) -> Written:
    """The written value of a field that is neither ticks, table nor signature."""
    return _BY_KIND[field.kind](field, case)


def cell_of(key: str, kind: Kind, case: Case, row: Person, languages: tuple[str, ...]) -> Written:
    """The written value of one table cell; `row` is the person the row is about."""
    language = case.language if case.language in languages else languages[0]
    text, value = _cell_words(key, kind, case, row, language)
    if kind in {Kind.DATE, Kind.NUMBER, Kind.PHONE}:
        text = written(text, language, local=case.local)
    return Written(text, value, language)


def _cell_words(
    key: str, kind: Kind, case: Case, row: Person, language: str
) -> tuple[str, str | int]:
    """The words of a cell in Latin digits, and what they mean."""
    if kind is Kind.DATE:
        day = case.form_date + timedelta(days=case.rng.randrange(0, 60))
        return short_date(day, language), day.isoformat()
    if kind is Kind.PHONE:
        return row.phone
    if kind is Kind.NUMBER:
        number = row.age_on(case.form_date) if key == "age" else case.rng.randrange(1, 6)
        return str(number), number
    if key == "address":
        return (town(row.home),) * 2
    if key == "sex":
        return _SEX_LETTERS[language][row.sex == "male"], row.sex
    text = row.full_name if kind is Kind.NAME else _word_about(row, language, key, case)
    return text, text


def _word_about(row: Person, language: str, key: str, case: Case) -> str:
    """A word that fits the sex and age of the person of the row, where that matters."""
    child = row.age_on(case.form_date) < 18
    if key == "relation":
        group = {True: ("girl", "boy"), False: ("female", "male")}[child][row.sex == "male"]
        return word(language, f"relation_{group}", case.rng, case.which)
    if child and key in {"civil_status", "occupation"}:
        return word(language, f"{key}_child", case.rng, case.which)
    return word(language, key, case.rng, case.which)


def _name(field: FormField, case: Case) -> Written:
    person, language = case.person, field.languages[0]
    if field.key == "name_latin":
        return Written(person.latin, person.latin, "eng")
    if field.key == "name_family_local" and case.language != "ind":
        text = person.family
    elif field.key == "name_given_local":
        text = person.given
    elif field.key == "name_family_local":
        text = person.full_name
    elif field.key == "alias":
        text = person.alias
    elif field.key.startswith("rep_"):
        text = case.reporter.full_name
    else:
        other = some_person(language, case.form_date, case.rng, ages=(24, 60, 35), which=case.which)
        text = other.full_name
    return Written(text, text, language)


def _date(field: FormField, case: Case) -> Written:
    language = field.languages[0]
    if field.key == "form_date":
        day = case.form_date
    elif field.key == "dob":
        day = case.person.born
        if case.rng.random() < 0.04:
            year = written(year_only(day.year, language), language, local=case.local)
            return Written(year, str(day.year), language)
    else:
        day = _day_between(field.key, case)
    return Written(written(case.style(day), language, local=case.local), day.isoformat(), language)


#: what happens to somebody, in its order: days before the interview, at the earliest and the latest
_BEFORE: Final = {
    "recruit_date": (900, 400),
    "depart_date": (399, 340),
    "incident_date": (330, 20),
    "exit_date": (300, 10),
    "feedback_date": (-5, -60),
}


def _day_between(key: str, case: Case) -> date:
    """A day of the case, so that recruitment, journey and escape follow one another."""
    earliest, latest = _BEFORE.get(key, (900, 20))
    return case.form_date - timedelta(days=case.rng.randrange(latest, earliest))


def _number(field: FormField, case: Case) -> Written:
    language = field.languages[0]
    if field.key == "age":
        number = case.person.age_on(case.form_date)
        unit = _UNITS[language] if case.rng.random() < 0.25 else ""
    else:
        low, high = _NUMBERS.get(field.key, (1, 60))
        number, unit = case.rng.randrange(low, high), ""
    return Written(written(str(number), language, local=case.local) + unit, number, language)


def _national_id(field: FormField, case: Case) -> Written:
    person = case.reporter if field.key.startswith("rep_") else case.person
    digits = person.national_id
    text = digits if field.writing is Writing.BOXES else grouped(digits, case.language)
    language = field.languages[0]
    return Written(written(text, language, local=case.local), digits, language)


def _case_code(field: FormField, case: Case) -> Written:
    code = case_code(case.language, case.form_date, case.rng)
    language = field.languages[0]
    if language == "tha" and case.local:
        return Written(local_digits(code, language), code, language)
    return Written(code, code, language)


def _passport(field: FormField, case: Case) -> Written:
    return Written(case.person.passport, case.person.passport, "eng")


def _money(field: FormField, case: Case) -> Written:
    language, wage = field.languages[0], field.key.startswith("wage")
    text, value = money(language, case.rng, local=case.local, wage=wage)
    return Written(text, value, language)


def _phone(field: FormField, case: Case) -> Written:
    person = case.reporter if field.key.startswith("rep_") else case.person
    said, number = person.phone
    language = field.languages[0]
    return Written(written(said, language, local=case.local), number, language)


def _place(field: FormField, case: Case) -> Written:
    language = field.languages[0]
    if field.key in {"origin", "rep_address"}:
        person = case.person if field.key == "origin" else case.reporter
        place, depth = person.home, 4
    else:
        place, depth = some_place(language, case.rng, case.which), case.rng.choice((2, 2, 3))
    text, place = written_place(place, language, case.rng, depth=depth)
    return Written(text, place_value(place), language)


def _text(field: FormField, case: Case) -> Written:
    language = field.languages[0]
    if field.key == "birth_place":
        text = town(case.person.home)
    else:
        text = word(language, field.key, case.rng, case.which)
    return Written(text, text, language)


def _longtext(field: FormField, case: Case) -> Written:
    """As many sentences as about fill the lines; what does not fit is left off in drawing."""
    language = field.languages[0]
    words = stock("words")[language]
    sentences = kept(words.get(field.key) or words["narrative"], case.which)
    count = min(len(sentences), case.rng.randrange(2, 2 + max(2, field.rows)))
    joint = " " if language in {"ind", "eng"} else "។ " if language == "khm" else " "
    text = joint.join(case.rng.sample(sentences, count)) + ("។" if language == "khm" else "")
    return Written(text, text, language)


_BY_KIND: Final[dict[Kind, Callable[[FormField, Case], Written]]] = {
    Kind.NAME: _name,
    Kind.DATE: _date,
    Kind.NUMBER: _number,
    Kind.NATIONAL_ID: _national_id,
    Kind.CASE_CODE: _case_code,
    Kind.PHONE: _phone,
    Kind.PASSPORT: _passport,
    Kind.MONEY: _money,
    Kind.PLACE: _place,
    Kind.TEXT: _text,
    Kind.LONGTEXT: _longtext,
}
