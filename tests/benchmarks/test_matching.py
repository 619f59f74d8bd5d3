"""The rule by which a reading counts as right."""

from benchmarks.figures.matching import bare, canonical, stands_in, thai_digits


def test_marks_typed_in_another_order_are_the_same_khmer() -> None:
    assert canonical("ស្រ្តី") == canonical("ស្ត្រី")


def test_coeng_da_and_ta_look_alike() -> None:
    assert stands_in("ខេត្តកណ្ដាល", "រស់នៅ ខេត្តកណ្តាល ។")


def test_another_khmer_subscript_is_another_word() -> None:
    assert not stands_in("ខេត្តកណ្តាល", "ខេត្តកណ្ឋាល")


def test_sara_am_in_two_letters_is_sara_am() -> None:
    assert canonical("น\u0e4d\u0e32") == "น\u0e33"
    assert canonical("น\u0e49\u0e4d\u0e32") == canonical("น\u0e4d\u0e49\u0e32") == "น\u0e49\u0e33"


def test_characters_without_width_do_not_count() -> None:
    assert stands_in("ភ្នំពេញ", "ភ្នំ\u200bពេញ")


def test_a_value_may_be_broken_over_lines() -> None:
    assert stands_in("Siti Aminah", "Nama: Siti\nAminah")


def test_blanks_case_and_points_must_be_right() -> None:
    assert not stands_in("Siti Aminah", "SitiAminah")
    assert not stands_in("Siti", "siti")
    assert not stands_in("B. Aceh", "B Aceh")


def test_tone_marks_must_be_right() -> None:
    assert not stands_in("ป้า", "ป่า")


def test_thai_digits_are_told_from_latin_ones() -> None:
    assert thai_digits("๑๐ พฤษภาคม")
    assert not thai_digits("10 พฤษภาคม")


def test_truth_typed_without_points_is_compared_without_them() -> None:
    assert bare("พล.ต.อ. เสรี") == bare("พล ต อ เสรี")
