"""Labels and values on pages that no definition describes."""

from __future__ import annotations

import pytest

from extract.labels.canonical import named
from extract.lexicon import is_unit, label_key
from extract.pairs import Pair, pairs
from extract.pairs.owners import Side
from models.drawn import Drawn, Tick
from models.forms import Kind
from models.values import Box, Line, Looks, Mark, MarkState, Word

_LETTER = 12.0  # pixels
_HIGH = 24.0


def a_line(text: str, x: float, y: float) -> Line:
    """Words of a line that begins at (x, y), each letter as wide as the others."""
    words, at = [], x
    for part in text.split(" "):
        words.append(Word(part, Box(at, y, at + len(part) * _LETTER, y + _HIGH), 0.99))
        at += (len(part) + 0.5) * _LETTER
    box = Box(x, y, words[-1].box.x1, y + _HIGH)
    return Line(text, box, 0.99, tuple(words), looks=Looks.PRINTED)


def told(*lines: Line, drawn: Drawn | None = None) -> dict[str, str]:
    return {pair.key: pair.value for pair in pairs(lines, drawn) if pair.value}


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("3. Tanggal lahir :", "dob"),
        ("วันทีเดินทางมาถึง", ""),  # a tone mark lost, and no field of the library
        ("เลขประจำตัวประชาชน", "national_id"),
        ("ឈ្មោះហៅក្រៅ / Nickname", "alias"),
        ("Telepbone", "phone"),
        ("Nama ayah", ""),
    ],
)
def test_a_printed_label_names_its_field_with_numbering_misreadings_or_two_languages(
    words: str, key: str
) -> None:
    known = label_key(words)
    assert known is not None
    assert known.key == key


@pytest.mark.parametrize("words", ["Siti Aminah", "Date of release", "ສະບາຍດີ", "", "12/08/1998"])
def test_what_is_no_label_names_nothing(words: str) -> None:
    assert label_key(words) is None


def test_words_that_count_are_units() -> None:
    assert is_unit("years old")
    assert is_unit("ปี")
    assert not is_unit("Jakarta")


def test_a_value_stands_beside_its_label_behind_a_colon_or_a_gap() -> None:
    assert told(
        a_line("Umur: 23", 100, 100),
        a_line("Pekerjaan", 100, 160),
        a_line("Nelayan", 320, 160),
        a_line("tahun Agama:", 500, 160),
        a_line("Islam", 720, 160),
    ) == {"Umur": "23", "Pekerjaan": "Nelayan", "Agama": "Islam"}


def test_an_empty_field_does_not_take_the_next_ones_value() -> None:
    found = told(
        a_line("Alamat:", 100, 100),
        a_line("Umur:", 100, 160),
        a_line("23", 240, 160),
        a_line("Agama:", 100, 220),
        a_line("Islam", 240, 220),
    )
    assert found == {"Umur": "23", "Agama": "Islam"}


def test_a_value_below_its_label_belongs_to_it_where_nothing_stands_beside() -> None:
    found = told(
        a_line("Full name", 100, 100),
        a_line("Age", 600, 100),
        a_line("Maria Santos", 105, 135),
        a_line("31", 605, 135),
    )
    assert found == {"Full name": "Maria Santos", "Age": "31"}


def test_the_heads_of_a_table_own_its_columns_and_name_no_field_of_the_person() -> None:
    xs, ys = (90.0, 300.0, 510.0, 720.0), (90.0, 140.0, 190.0, 240.0)
    drawn = Drawn(
        rules=tuple(Box(xs[0], y, xs[-1], y + 2) for y in ys),
        walls=tuple(Box(x, ys[0], x + 2, ys[-1]) for x in xs),
    )
    lines = [
        a_line("Nama", 110, 103),
        a_line("Umur", 320, 103),
        a_line("Pekerjaan", 530, 103),
        a_line("Budi", 110, 153),
        a_line("12", 320, 153),
        a_line("Pelajar", 530, 153),
    ]
    found = pairs(lines, drawn)
    assert {p.value for p in found if p.side is Side.COLUMN} == {"Budi", "12", "Pelajar"}
    assert not named(found, ("ind",), 1)


def test_a_sentence_that_holds_the_word_of_a_label_stays_a_sentence() -> None:
    assert not told(a_line("Korban ditawari pekerjaan di restoran oleh tetangga", 100, 100))


def a_tick(x: float, y: float, state: MarkState) -> Tick:
    return Tick(Box(x, y, x + 20, y + 20), Mark(state, 0.2, 0.97))


def ticked(question: str, *options: tuple[str, MarkState]) -> list[Pair]:
    lines, ticks, x = [a_line(question, 100, 100)], [], 480.0
    for words, state in options:
        ticks.append(a_tick(x, 102, state))
        lines.append(a_line(words, x + 30, 100))
        x += 60 + len(words) * _LETTER
    return list(pairs(lines, Drawn(ticks=tuple(ticks))))


def test_ticked_boxes_answer_the_question_before_them_in_codes_of_the_library() -> None:
    found = ticked("เพศ", ("ชาย", MarkState.EMPTY), ("หญิง", MarkState.FILLED))
    (field,) = named(found, ("tha",), 1)
    assert field.pair.value == "หญิง"
    assert field.field.kind is Kind.CHOICE
    assert [option.code for option in field.field.options] == ["male", "female"]


def test_an_option_of_no_list_keeps_its_printed_words() -> None:
    found = ticked("Sarana angkutan:", ("Gerobak sapi", MarkState.FILLED))
    (field,) = named(found, ("ind",), 1)
    assert [option.code for option in field.field.options] == ["Gerobak sapi"]


@pytest.mark.parametrize("read", ["[x]Kesehatan", "[ ]Kesehatan", "Kesehatan"])
def test_a_word_close_behind_its_brackets_keeps_its_first_letter(read: str) -> None:
    tick = a_tick(400, 102, MarkState.FILLED)
    before = 395 if "[" in read else 415  # the brackets are read with the word
    lines = [a_line("Layanan:", 100, 100), a_line(read, before, 100)]
    (pair,) = pairs(lines, Drawn(ticks=(tick,)))
    assert pair.value == "Kesehatan"
