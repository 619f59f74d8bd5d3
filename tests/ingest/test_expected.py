"""From form fields to expectations, over the real forms and gazetteers."""

from __future__ import annotations

import pytest

from extract.forms.load import load_forms
from ingest.expected import expectation_of
from models.expectations import (
    Date,
    Digits,
    Letters,
    Money,
    Number,
    Pattern,
    Phone,
    Place,
    Shapes,
    Words,
)
from models.forms import Form
from models.values import Verdict
from ocr.expect import expected
from tests.ocr.scored import freely, scores_of

FORMS = {form.id: form for form in load_forms()}
THAI, KHMER = FORMS["th_mdt_screening"], FORMS["kh_ncct_short"]
INDONESIAN, ENGLISH = FORMS["id_uptd_ppa"], FORMS["ph_dswd_intake_referral"]


@pytest.mark.parametrize(
    ("form", "key", "column", "kind"),
    [
        (THAI, "national_id", "", Digits),
        (KHMER, "age", "", Number),
        (INDONESIAN, "rep_phone", "", Phone),
        (KHMER, "dob", "", Date),
        (INDONESIAN, "case_code", "", Pattern),
        (THAI, "origin", "", Place),
        (INDONESIAN, "birth_place", "", Words),
        (INDONESIAN, "perpetrators", "sex", Words),
        (ENGLISH, "family", "age", Number),
        (INDONESIAN, "interviewer", "", Letters),
        (ENGLISH, "case_code", "", Pattern),
        (INDONESIAN, "fee_debt", "", Money),
        (THAI, "passport_no", "", Shapes),
    ],
)
def test_a_field_says_what_its_letters_may_be(
    form: Form, key: str, column: str, kind: type
) -> None:
    assert isinstance(expectation_of(form, form.field(key), column), kind)


@pytest.mark.parametrize(
    ("form", "key"),
    [(INDONESIAN, "narrative"), (THAI, "occupation"), (ENGLISH, "origin")],
)
def test_where_anything_may_stand_nothing_is_expected(form: Form, key: str) -> None:
    assert expectation_of(form, form.field(key)) is None


def test_the_same_field_expects_the_same_so_that_its_grammar_is_built_once() -> None:
    first = expectation_of(KHMER, KHMER.field("dob"))
    assert first == expectation_of(KHMER, KHMER.field("dob"))
    assert hash(first) == hash(expectation_of(KHMER, KHMER.field("dob")))


@pytest.mark.parametrize(
    ("form", "key", "text"),
    [
        (KHMER, "dob", "ថ្ងៃទី១៥ ខែមករា ឆ្នាំ២០២០"),
        (KHMER, "dob", "15/01/2020"),
        (THAI, "wage_paid", "๑๒,๐๐๐ บาท/เดือน"),
        (THAI, "wage_paid", "9,000.00 บาท"),
        (INDONESIAN, "fee_debt", "Rp 5.000.000,-"),
        (INDONESIAN, "fee_debt", "2,5 juta"),
        (THAI, "passport_no", "AA 1234567"),
        (THAI, "age", "๑๑๐"),
        (KHMER, "origin", "ភូមិអូរធំ ឃុំបន្ទាយនាង ស្រុកមង្គលបូរី ខេត្តបន្ទាយមានជ័យ"),
        (KHMER, "origin", "សង្កាត់បឹងរាំង ខណ្ឌដូនពេញ រាជធានីភ្នំពេញ"),
        (THAI, "dob", "๑๒ สิงหาคม พ.ศ. ๒๕๔๐"),
        (THAI, "dob", "12 ส.ค. 40"),
        (THAI, "origin", "ต.บางรัก อ.เมืองตรัง จ.ตรัง"),
        (THAI, "origin", "แขวงบางรัก เขตบางรัก กรุงเทพมหานคร"),
        (INDONESIAN, "origin", "Desa Keude Bakongan, Kec. Bakongan, Kab. Aceh Selatan, Aceh"),
        (INDONESIAN, "origin", "Kota Bandung, Jawa Barat"),
        (INDONESIAN, "dob", "12 Agt 1998"),
        (INDONESIAN, "national_id", "3273015208050001"),
        (ENGLISH, "dob", "August 12, 1998"),
    ],
)
def test_values_as_people_write_them_are_expected(form: Form, key: str, text: str) -> None:
    wanted = expectation_of(form, form.field(key))
    assert wanted is not None
    scores = scores_of(text)
    found = expected(scores, wanted, freely(scores))
    assert found.text == text
    assert found.expected is not None and found.expected.verdict is Verdict.FITS
