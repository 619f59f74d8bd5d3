"""Surveyed pages become fields: labels to rooms, tick boxes to questions, zones apart and sound."""

from __future__ import annotations

import pytest

from extract.drafting.apart import Zone, apart, overlap
from extract.drafting.meaning import codes_of, meaning, slug
from extract.drafting.propose import Draft, propose
from extract.drafting.tongues import labels_of, languages_of, parts
from extract.drafting.words import words
from extract.forms.dump import dump_form
from extract.forms.load import complaints
from extract.forms.strict import parse_yaml
from extract.library import library
from models.drafting import PrintedText, Room, RoomKind, Survey
from models.forms import FormField, Kind, Writing
from models.values import Box

HEIGHT = 3.0  # of a printed line


def text(words_: str, x: float, y: float, width: float = 0.0) -> PrintedText:
    wide = width or 2.0 * len(words_)
    return PrintedText(words_, Box(x, y, x + wide, y + HEIGHT), 0.9)


def line(x0: float, y: float, x1: float, rows: int = 1) -> Room:
    return Room(RoomKind.LINE, Box(x0, y - 6.0, x1, y + 2.0 + (rows - 1) * 8.0), rows)


def tick(x: float, y: float) -> Room:
    return Room(RoomKind.TICK, Box(x, y, x + 3.2, y + 3.2))


def draft(rooms: list[Room], texts: list[PrintedText], **more: object) -> Draft:
    survey = Survey(1, 210.0, 297.0, tuple(rooms), tuple(texts), **more)  # type: ignore[arg-type]
    made = propose([survey], library(), form_id="drawn")
    assert not complaints(parse_yaml(dump_form(made.form), "drawn"), __file__)  # type: ignore[arg-type]
    return made


def only(made: Draft, key: str) -> FormField:
    return made.form.field(key)


def test_words_beside_over_and_under_a_line_name_it() -> None:
    made = draft(
        [line(60, 40, 120), line(20, 80, 180), line(130, 120, 190)],
        [
            text("Date of birth", 20, 36),
            text("Place of interview", 20, 68),
            text("Signature", 140, 123),
        ],
    )
    assert only(made, "dob").kind is Kind.DATE
    assert only(made, "interview_place").zone.width == pytest.approx(160, abs=1)
    assert only(made, "signature").kind is Kind.SIGNATURE


def test_two_fields_on_one_row_keep_their_own_words() -> None:
    made = draft(
        [line(40, 40, 90), line(120, 40, 180)],
        [text("Age", 20, 37), text("Telephone", 95, 37)],
    )
    assert only(made, "age").zone.x1 <= only(made, "phone").label_zone.x0
    assert only(made, "phone").label_zone.x0 == pytest.approx(95, abs=0.1)


def test_tick_boxes_of_several_rows_are_one_question_with_codes_of_the_vocabulary() -> None:
    made = draft(
        [tick(50, 40), tick(90, 40), tick(50, 47)],
        [
            text("Marital status", 15, 40),
            text("Single", 55, 40),
            text("Married", 95, 40),
            text("Divorced", 55, 47),
        ],
    )
    field = only(made, "marital")
    assert [option.code for option in field.options] == ["single", "married", "divorced"]
    assert (field.kind, field.writing) == (Kind.CHOICE, Writing.TICKS)


def test_a_label_between_tick_boxes_begins_another_question() -> None:
    made = draft(
        [tick(40, 40), tick(60, 40), tick(130, 40), tick(150, 40)],
        [
            text("Sex", 20, 40),
            text("Male", 45, 40),
            text("Female", 65, 40),
            text("Crossed legally", 95, 40),
            text("Yes", 135, 40),
            text("No", 155, 40),
        ],
    )
    assert len(only(made, "sex").options) == 2
    assert [o.code for o in only(made, "border_legal").options] == ["yes", "no"]


def test_the_line_behind_other_is_the_open_answer() -> None:
    made = draft(
        [tick(50, 40), tick(80, 40), line(104, 43, 180)],
        [text("Religion", 20, 40), text("Islam", 55, 40), text("Other:", 85, 40, 16)],
    )
    other = only(made, "religion").options[-1]
    assert other.other and other.text_zone is not None
    assert len(made.form.fields) == 1


def test_boxes_of_letters_are_told_by_their_label_or_by_their_count() -> None:
    cells = tuple(Box(60 + 5 * n, 40, 65 + 5 * n, 46) for n in range(13))
    comb = Room(RoomKind.COMB, Box(60, 40, 125, 46), cells=cells)
    assert draft([comb], []).form.fields[0].kind is Kind.NATIONAL_ID
    passport = draft([comb], [text("Passport no.", 20, 41)]).form.fields[0]
    assert (passport.kind, len(passport.cells)) == (Kind.PASSPORT, 13)


def test_a_table_takes_its_columns_from_its_head() -> None:
    heads = (Box(20, 40, 100, 48), Box(100, 40, 130, 48))
    columns = (Box(20, 48, 100, 80), Box(100, 48, 130, 80))
    room = Room(RoomKind.TABLE, Box(20, 48, 130, 80), 4, columns=columns, heads=heads)
    made = draft([room], [text("Suspects", 20, 34), text("Name", 40, 42), text("Age", 108, 42)])
    field = only(made, "perpetrators")
    assert [(c.key, c.kind) for c in field.columns] == [("name", Kind.NAME), ("age", Kind.NUMBER)]
    assert field.rows == 4


def test_a_band_with_words_heads_a_section_and_is_no_field() -> None:
    made = draft(
        [Room(RoomKind.FRAME, Box(20, 30, 190, 37)), line(60, 50, 120)],
        [text("B. Respondent", 22, 32), text("Alias", 20, 46)],
    )
    assert [field.key for field in made.form.fields] == ["alias"]
    assert made.form.sections[0].titles == {"en": "B. Respondent"}
    assert only(made, "alias").section == made.form.sections[0].id


def test_paper_behind_a_colon_is_a_place_to_write_and_less_sure() -> None:
    made = draft([], [text("Occupation:", 20, 40)])
    field = only(made, "occupation")
    assert field.zone.x0 > 40 and made.sure["occupation"] < 0.5


def test_a_rule_across_the_page_that_nothing_names_is_no_field() -> None:
    made = draft(
        [line(20, 30, 190), line(60, 60, 120)],
        [text("Alias", 20, 56), text("Page one of the form", 60, 200)],
    )
    assert [field.key for field in made.form.fields] == ["alias"]


def test_the_same_label_twice_gives_two_keys_and_a_note() -> None:
    made = draft(
        [line(60, 40, 120), line(60, 60, 120)],
        [text("Telephone", 20, 36), text("Telephone", 20, 56)],
    )
    assert {f.key for f in made.form.fields} == {"phone", "phone_2"}
    assert "elsewhere" in made.notes["phone_2"][0]


def test_labels_in_two_languages_are_taken_apart() -> None:
    assert parts("ភេទ / Sex") == [("km", "ភេទ"), ("latin", "Sex")]
    assert languages_of(["ភេទ", "Sex", "ថ្ងៃខែឆ្នាំកំណើត Date of birth"]) == ("km", "en")
    assert languages_of(["Nama lengkap", "Tempat lahir", "Umur"]) == ("id",)
    assert labels_of(["ភេទ Sex"], ("km", "en")) == {"km": "ភេទ", "en": "Sex"}


@pytest.mark.parametrize(
    ("labels", "kind", "key"),
    [
        ({"th": "วันเดือนปีเกิด"}, Kind.DATE, "dob"),
        ({"km": "លេខអត្តសញ្ញាណប័ណ្ណ"}, Kind.NATIONAL_ID, "national_id"),
        ({"en": "Nationalty"}, Kind.CHOICE, "nationality"),  # misread by a letter
        ({"en": "Date of arrival"}, Kind.DATE, ""),
        ({"id": "Tempat kejadian"}, Kind.PLACE, ""),
        ({"en": "Colour of the moon"}, Kind.TEXT, ""),
    ],
)
def test_a_label_tells_its_kind(labels: dict[str, str], kind: Kind, key: str) -> None:
    asked = meaning(labels, library())
    assert (asked.kind, asked.key) == (kind, key)


def test_answers_of_no_vocabulary_keep_codes_of_their_own() -> None:
    name, codes = codes_of([{"en": "Blue"}, {"en": "Green"}], library())
    assert (name, codes) == ("", ["", ""])
    assert slug({"en": "2. Place of birth (village)"}, "x") == "place_of_birth_village"
    assert slug({"km": "ភេទ"}, "x") == "x"


def test_zones_are_put_apart_and_boxes_stay_in_theirs() -> None:
    core = Box(20, 20, 40, 30)
    first, second = apart([Zone(Box(10, 10, 50, 40), core), Zone(Box(30, 35, 80, 60))])
    assert first is not None and second is not None
    assert not overlap(first, second)
    assert first.x0 <= core.x0 and first.y1 >= core.y1


def test_every_word_list_has_the_four_languages() -> None:
    for kind, lists in words().kinds:
        assert set(lists) == {"km", "th", "id", "en"}, kind
