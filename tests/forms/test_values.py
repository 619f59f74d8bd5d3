"""Made-up identities, dates and places obey the rules of their country."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from random import Random

import phonenumbers
import pytest
from stdnum.th import pin

from extract.context import Context
from extract.forms.fill.asked import asked, remember
from extract.forms.fill.dates import date_style, months, written
from extract.forms.fill.digits import LOCAL_DIGITS
from extract.forms.fill.identifiers import case_code, thai_check_digit, thai_id
from extract.forms.fill.money import money
from extract.forms.fill.people import some_person
from extract.forms.fill.places import some_place, written_place
from extract.forms.fill.stock import stock
from extract.forms.fill.values import some_case, text_of
from extract.forms.load import find_form, load_forms
from extract.parse import parse_field
from models.forms import Form, Kind
from models.languages import ENGINE_LANGUAGE
from models.values import FieldValue, Reading

DAY = date(2016, 2, 29)
LANGUAGES = ("khm", "tha", "ind", "eng")


def test_thai_ids_carry_their_check_digit() -> None:
    rng = Random(1)
    numbers = [thai_id(rng) for _ in range(200)]
    assert all(len(n) == 13 and n[-1] == thai_check_digit(n[:-1]) for n in numbers)
    assert all(pin.is_valid(n) for n in numbers if n[0] in "12345678")
    assert {n[0] for n in numbers} >= {"0", "1", "3"}


def test_an_indonesian_number_agrees_with_home_birth_and_sex() -> None:
    rng = Random(2)
    sexes = set()
    for _ in range(100):
        person = some_person("ind", DAY, rng, ages=(9, 60, 20))
        number = person.national_id
        assert len(number) == 16 and number.isdigit()
        assert number[:6] == person.home[2].code.replace(".", "")
        day = person.born.day + (40 if person.sex == "female" else 0)
        assert number[6:12] == f"{day:02}{person.born:%m%y}"
        sexes.add(person.sex)
    assert sexes == {"male", "female"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_phone_numbers_are_possible_and_mean_what_is_written(language: str) -> None:
    region = {"khm": "KH", "tha": "TH", "ind": "ID", "eng": "PH"}[language]
    rng = Random(3)
    valid = 0
    for _ in range(60):
        said, number = some_person(language, DAY, rng, ages=(9, 60, 20)).phone
        parsed = phonenumbers.parse(said, region)
        assert phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) == number
        valid += phonenumbers.is_valid_number(parsed)
    assert valid == 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_sixty_names_of_each_kind(language: str) -> None:
    names = stock("names")[language]
    for kind in ("family", "male", "female"):
        assert len(set(names[kind])) >= 60, kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_are_consistent_from_the_top_down(language: str) -> None:
    rng = Random(5)
    for _ in range(40):
        place = some_place(language, rng)
        codes = [step.code.replace(".", "") for step in place]
        if language != "eng":
            assert all(b.startswith(a) for a, b in pairwise(codes)), codes
        text, steps = written_place(place, language, rng, depth=2)
        assert len(steps) == 2
        last = steps[-1].name.replace("Kabupaten ", "").replace("Kota ", "")
        assert last in text


def test_cambodian_towns_and_the_capital_have_their_own_ranks() -> None:
    rng = Random(6)
    texts = [written_place(some_place("khm", rng), "khm", rng)[0] for _ in range(300)]
    assert any("រាជធានីភ្នំពេញ" in t and "ខណ្ឌ" in t and "សង្កាត់" in t for t in texts)
    assert any("ខេត្ត" in t and "ស្រុក" in t and "ឃុំ" in t for t in texts)
    assert any("ក្រុង" in t for t in texts)


def test_thai_dates_are_in_the_buddhist_era_and_khmer_ones_spell_the_day() -> None:
    rng = Random(7)
    day = date(2020, 1, 15)
    thai = {date_style("tha", rng)(day) for _ in range(200)}
    assert "15 มกราคม 2563" in thai
    assert "15 ม.ค. 63" in thai
    assert not any("2020" in text for text in thai)
    khmer = {written(date_style("khm", rng)(day), "khm", local=True) for _ in range(200)}
    assert "ថ្ងៃទី១៥ ខែមករា ឆ្នាំ២០២០" in khmer
    assert not any(c.isascii() and c.isdigit() for text in khmer for c in text)


def test_indonesian_and_english_dates_show_their_usual_forms() -> None:
    rng = Random(8)
    day = date(1998, 8, 12)
    assert {"12 Agustus 1998", "12-08-98"} <= {date_style("ind", rng)(day) for _ in range(200)}
    english = {date_style("eng", rng)(day) for _ in range(200)}
    assert {"August 12, 1998", "08/12/1998"} <= english


def test_months_are_twelve_and_digits_ten() -> None:
    assert all(len(set(months(language))) == 12 for language in LANGUAGES)
    assert all(len(set(digits)) == 10 for digits in LOCAL_DIGITS.values())


def test_indonesian_case_numbers_follow_their_pattern() -> None:
    code = case_code("ind", date(2019, 7, 3), Random(9))
    assert re.fullmatch(r"\d{3}/[A-Z]/[A-Z-]+/[A-Z]+/VII/2019", code)


_READ = (Kind.NAME, Kind.DATE, Kind.NUMBER, Kind.NATIONAL_ID, Kind.PASSPORT, Kind.CASE_CODE)
_EXACT = (*_READ, Kind.PHONE, Kind.MONEY)


@pytest.mark.parametrize("form", load_forms(), ids=lambda form: form.id)
def test_what_made_up_people_write_is_read_as_what_they_mean(form: Form) -> None:
    seen = 0
    for seed in range(12):
        language = ENGINE_LANGUAGE[form.languages[0]]
        case = some_case(form, language, Random(seed))
        age = case.person.age_on(case.form_date)
        for field in (f for f in form.fields if f.kind in _EXACT):
            said = text_of(field, case)
            context = Context(field.languages, form.country, case.form_date, age=age)
            found = parse_field(field, [Reading("none", (), said.text, 0.97)], context=context)
            value = (
                found.value.get("iso") if field.kind is Kind.DATE and found.value else found.value
            )
            doubted = {problem.code for problem in found.problems}
            assert value == said.value or "year_ambiguous" in doubted, (field.key, said)
            seen += 1
    assert seen > 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_sums_are_in_the_money_of_the_country_and_say_a_month_only_where_it_is_written(
    language: str,
) -> None:
    rng = Random(10)
    made = [money(language, rng, local=False, wage=n % 2 == 0) for n in range(200)]
    currencies = {"khm": {"USD", "KHR"}, "tha": {"THB"}, "ind": {"IDR"}, "eng": {"PHP"}}
    assert {value["currency"] for _, value in made} == currencies[language]
    month = {"khm": "ខែ", "tha": "เดือน", "ind": "sebulan", "eng": "month"}[language]
    assert all(("per" in value) == (month in text) for text, value in made)
    assert {value.get("per") for _, value in made} == {None, "month"}


def test_made_up_cases_obey_the_conditions_of_their_form() -> None:
    form = find_form(load_forms(), "id_uptd_ppa")
    said: dict[str, FieldValue] = {}
    assert asked(form, form.field("means"), said) is None
    assert asked(form, form.field("dob"), said) is None
    remember(said, form.field("case_type"), "", ["fisik"], empty=False)
    remember(said, form.field("age"), "12", 12, empty=False)
    assert asked(form, form.field("means"), said) is False
    assert asked(form, form.field("exploit_type"), said) is False
    assert asked(form, form.field("guardian"), said) is True
    remember(said, form.field("case_type"), "", ["trafficking"], empty=False)
    remember(said, form.field("age"), "31", 31, empty=False)
    assert asked(form, form.field("means"), said) is None
    assert asked(form, form.field("exploit_type"), said) is True
    assert asked(form, form.field("guardian"), said) is None
