"""The spaCy pipelines that carry the rules."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.languages.pipelines import VALUES, pipeline
from extract.span import Cut, cut
from models.forms import Kind
from models.languages import ENGINE_LANGUAGES, LABEL_LANGUAGE
from tests.extract.builders import a_field

KHMER_PROSE = (
    "ខ្ញុំបានទៅធ្វើការនៅប្រទេសថៃ កាលពីឆ្នាំ២០១៨ ជាមួយមិត្តភក្តិពីរនាក់។ "
    "ម្ចាស់រោងចក្របានដកហូតលិខិតឆ្លងដែន (passport)  របស់ខ្ញុំ។"
)


@pytest.mark.parametrize("code", ENGINE_LANGUAGES)
def test_each_language_has_one_pipeline_a_process(code: str) -> None:
    nlp = pipeline(code)

    assert nlp is pipeline(code)
    assert nlp.lang == LABEL_LANGUAGE[code]
    assert nlp.pipe_names == ["entity_ruler", "lontar_dates", "lontar_numbers"]


def test_khmer_is_cut_into_words_and_no_character_is_lost() -> None:
    doc = pipeline("khm")(KHMER_PROSE)

    assert doc.text == KHMER_PROSE
    words = [token.text for token in doc]
    assert {"ប្រទេស", "ថៃ"} <= set(words) or "ប្រទេសថៃ" in words
    assert "២០១៨" in words
    assert len(words) > 20


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        alphabet=st.one_of(
            st.characters(min_codepoint=0x1780, max_codepoint=0x17F9),
            st.characters(min_codepoint=0xE01, max_codepoint=0xE5B),
            st.characters(min_codepoint=0x20, max_codepoint=0x7E),
            st.characters(exclude_categories=("Cs",)),
        ),
        max_size=40,
    ),
    st.sampled_from(ENGINE_LANGUAGES),
)
def test_no_text_loses_a_character(text: str, code: str) -> None:
    assert pipeline(code)(text).text == text


@pytest.mark.parametrize(
    ("code", "text", "label", "ident", "words"),
    [
        ("khm", "ឈ្មោះ លោក សុខ វណ្ណា", "TITLE", "mr", "លោក"),
        ("khm", "លេខទូរស័ព្ទ ០១២", "LABEL", "phone", "លេខទូរស័ព្ទ"),
        ("tha", "ชื่อ: นางสาวสมหญิง", "TITLE", "miss", "นางสาว"),
        ("tha", "๑๒ ส.ค. ๒๕๔๐", "MONTH", "8", "ส.ค."),
        ("tha", "พ.ศ. ๒๕๔๐", "ERA", "BE", "พ.ศ."),
        ("ind", "Nama lengkap: Budi", "LABEL", "name_family_local", "Nama lengkap"),
        ("ind", "Kec. Sukasari", "LEVEL", "commune", "Kec."),
        ("eng", "Date of birth: 1998", "LABEL", "dob", "Date of birth"),
    ],
)
def test_known_words_are_entities(code: str, text: str, label: str, ident: str, words: str) -> None:
    found = {(e.label_, e.ent_id_, e.text) for e in pipeline(code)(text).ents}

    assert (label, ident, words) in found


@pytest.mark.parametrize(
    ("code", "text", "label", "words"),
    [
        ("khm", "កើត ថ្ងៃទី១៥ ខែមករា ឆ្នាំ២០២០ នៅភ្នំពេញ", "DATE", "ថ្ងៃទី១៥ ខែមករា ឆ្នាំ២០២០"),
        ("khm", "ថ្ងៃទី១៥ ខែ០៨ ឆ្នាំ២០២០", "DATE", "ថ្ងៃទី១៥ ខែ០៨ ឆ្នាំ២០២០"),
        ("tha", "เกิด ๑๒ ส.ค. พ.ศ. ๒๕๔๐ ที่บ้าน", "DATE", "๑๒ ส.ค. พ.ศ. ๒๕๔๐"),
        ("ind", "Jakarta, 12-08-1998", "DATE", "12-08-1998"),
        ("eng", "born August 12, 1998 in", "DATE", "August 12, 1998"),
        ("ind", "hubungi 0812-3456-7890 saja", "PHONE", "0812-3456-7890"),
        ("tha", "เลขที่ 1-2345-67890-12-1 ครับ", "ID", "1-2345-67890-12-1"),
    ],
)
def test_values_are_spans(code: str, text: str, label: str, words: str) -> None:
    doc = pipeline(code)(text)

    assert words in [span.text for span in doc.spans[VALUES] if span.label_ == label]


@pytest.mark.parametrize(
    ("raw", "kind", "languages", "label", "expected"),
    [
        ("Tanggal lahir : 12-08-1998", Kind.DATE, ("ind",), "Tanggal lahir", "12-08-1998"),
        ("Tangqal 1ahir: 12-08-1998", Kind.DATE, ("ind",), "Tanggal lahir", "12-08-1998"),
        ("Jakarta, 12-08-1998", Kind.DATE, ("ind",), "ttl", "12-08-1998"),
        ("No. HP 0812-3456-7890", Kind.PHONE, ("ind",), "telepon", "0812-3456-7890"),
        ("ชื่อ: สมชาย นามสกุล: ใจดี", Kind.NAME, ("tha",), "ชื่อ", "สมชาย"),
        ("អាយុ: ២៥", Kind.NUMBER, ("khm",), "អាយុ", "២៥"),
        ("Date of birth 12-08-1998", Kind.DATE, ("eng",), "Date of birth", "12-08-1998"),
    ],
)
def test_the_value_is_cut_out_of_its_line(
    raw: str, kind: Kind, languages: tuple[str, ...], label: str, expected: str
) -> None:
    found = cut(raw, a_field("name_given_local", kind, languages, label=label))

    assert found == Cut(expected, ("neighbouring_text",))


@pytest.mark.parametrize(
    ("raw", "kind", "languages"),
    [
        ("Siti Aminah", Kind.NAME, ("ind",)),
        ("អ្នកលក់ដូរ", Kind.TEXT, ("khm",)),
        ("pelaku mengambil paspor", Kind.TEXT, ("ind",)),  # a label's word inside a sentence
        ("12 Agustus 1998", Kind.DATE, ("ind",)),
        ("..... 12-08-1998 ....", Kind.DATE, ("ind",)),
    ],
)
def test_a_clean_value_stays_as_it_is(raw: str, kind: Kind, languages: tuple[str, ...]) -> None:
    assert cut(raw, a_field("alias", kind, languages, label="zzz")) == Cut(raw)


def test_two_different_dates_in_one_field_are_told() -> None:
    found = cut("12-08-1998 13-09-1999", a_field("dob", Kind.DATE, ("ind",)))

    assert "several_values" in found.doubts
