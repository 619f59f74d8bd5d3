"""The field library: complete, strictly loaded, and what the shipped forms and docs are made of."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from extract.forms.load import load_forms
from extract.library import field, library, load, vocabulary, words
from extract.library.complete import complete
from extract.library.dictionary import markdown
from models.errors import BadFormDefinition, EnvironmentProblem
from models.forms import Form, FormField, Kind
from models.languages import LABEL_LANGUAGES
from models.library import LibraryField, Vocabulary

ROOT = Path(__file__).parents[2]
FORMS = load_forms()
BOOK = library()
SCRIPTS = {"km": "[\u1780-\u17ff]", "th": "[\u0e00-\u0e7f]", "id": "[a-z]", "en": "[a-z]"}
DEFINED: list[LibraryField | Vocabulary] = [*BOOK.fields, *BOOK.own, *BOOK.vocabularies]


def test_there_are_51_fields_in_common_and_24_vocabularies() -> None:
    assert (len(BOOK.fields), len(BOOK.vocabularies)) == (51, 24)


@pytest.mark.parametrize("language", LABEL_LANGUAGES)
def test_every_definition_is_written_in_its_language(language: str) -> None:
    for each in DEFINED:
        text = each.definition[language]
        assert re.search(SCRIPTS[language], text), each
        assert len(text) > 12, each
        others = {each.definition[code] for code in LABEL_LANGUAGES if code != language}
        assert text not in others, each


def test_a_term_has_words_and_titles_alone_may_lack_a_language() -> None:
    for each in BOOK.vocabularies:
        for term in each.terms:
            if each.id != "titles":
                assert set(term.words) == set(LABEL_LANGUAGES), (each.id, term.code)
            assert all(said and all(said) for said in term.words.values()), (each.id, term.code)


def test_countries_have_three_letters_two_letters_and_four_names() -> None:
    countries = vocabulary("iso3166")
    assert countries is not None and len(countries.terms) == 249
    assert words("iso3166")["MMR"] == {
        "km": ("មីយ៉ាន់ម៉ា", "ភូមា"),
        "th": ("เมียนมา", "พม่า"),
        "id": ("Myanmar", "Burma"),
        "en": ("Myanmar", "Burma"),
    }
    assert countries.term("KHM").standards.htcds == ("KH",)


def test_what_nobody_has_written_down_is_not_there() -> None:
    assert field("shoe_size") is None
    assert vocabulary("colours") is None
    assert words("colours") == {}


@pytest.mark.parametrize(
    "damage",
    [
        (
            "fields.yaml",
            "  kind: case_code",
            "  kind: code",
            "case_code.kind: there is no kind code",
        ),
        ("fields.yaml", "  kind: case_code", "  knid: case_code", "case_code: unknown key knid"),
        ("fields.yaml", "vocabulary: sex", "vocabulary: sexes", "no vocabulary sexes"),
        ("fields.yaml", "km: {V: ភេទ}, ", "", "sex.labels must be in"),
        ("own.yaml", "- key: consent_by", "- key: consent", "the field consent is there twice"),
        ("vocabularies.yaml", "code: male,", "code: female,", "sex: a code is there twice"),
        (
            "vocabularies.yaml",
            'code: "yes",',
            "code: yes,",
            "yes_no_unknown.True: a code in quotes",
        ),
        ("vocabularies.yaml", "gathers: [FalsePromises]", "gathers: [Lies]", "gathers Lies"),
    ],
)
def test_a_damaged_file_is_named_with_entry_and_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: tuple[str, str, str, str]
) -> None:
    file, old, new, said = damage
    folder = tmp_path / "library"
    shutil.copytree(Path(load.__file__).parent, folder)
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    monkeypatch.setattr(load, "_HERE", folder)
    with pytest.raises(EnvironmentProblem) as found:
        load.library.__wrapped__()
    assert file in found.value.detail
    assert said in found.value.detail


def _all_fields() -> list[tuple[str, FormField]]:
    return [(form.id, each) for form in FORMS for each in form.fields]


@pytest.mark.parametrize(
    ("form", "each"), _all_fields(), ids=[f"{form}-{each.key}" for form, each in _all_fields()]
)
def test_a_field_of_a_shipped_form_is_the_library_s(form: str, each: FormField) -> None:
    known = field(each.key)
    assert known is not None
    assert (each.kind, each.standards) == (known.kind, known.standards)
    assert each.personal >= known.personal
    codes = vocabulary(each.vocabulary)
    if each.options and codes is not None:
        assert {o.code for o in each.options if not o.other} <= set(codes.codes)


#: pages as the field notes guess them, and all that they list for each form
PAPERS = {
    "kh_ncct_short": (
        2,
        "case_code form_date interview_place interviewer agency consent name_family_local "
        "name_given_local alias sex dob age nationality origin phone act means_legal "
        "exploit_type status referral signature",
    ),
    "kh_ncct_long": (
        8,
        "case_code form_date interview_place interviewer agency consent name_family_local "
        "name_given_local name_latin alias sex dob age nationality ethnicity religion marital "
        "education occupation national_id passport_no phone origin guardian photo "
        "recruit_date recruit_place recruit_method recruiter_relation promise fee_debt "
        "depart_date transport companions border_point border_legal travel_doc docs_held "
        "dest_country dest_place living exploit_type labour_sector hours_day days_week means "
        "wage_paid pay_method deductions exit exit_date duration_months others_still_there "
        "perpetrators status referral narrative signature",
    ),
    "th_mdt_screening": (
        4,
        "case_code form_date interview_place mdt_members interpreter consent title "
        "name_given_local name_family_local name_latin alias sex dob age nationality "
        "ethnicity religion marital education national_id passport_no origin phone photo "
        "recruit_date recruit_place recruiter_relation promise fee_debt transport "
        "border_point border_legal labour_sector role hours_day wage_paid pay_method "
        "docs_held means living exploit_type status narrative shelter signature",
    ),
    "id_uptd_ppa": (
        3,
        "case_code form_date entry_channel rep_name rep_nik rep_relation rep_address "
        "rep_phone name_family_local alias national_id sex dob age religion marital education "
        "occupation origin phone guardian case_type incident_date tkp narrative "
        "recruit_method recruiter_relation promise fee_debt transport dest_country "
        "exploit_type means docs_held duration_months perpetrators services referral "
        "legal_status signature",
    ),
    "ph_dswd_intake_referral": (
        3,
        "case_code form_date new_old name_family_local name_given_local alias age dob "
        "birth_place sex marital education occupation origin family narrative recruit_place "
        "recruiter_relation dest_country exploit_type means assessment legal_status consent "
        "signature referral feedback_services",
    ),
    "iom_htcds_generic": (
        2,
        "consent name_family_local name_given_local dob sex nationality phone origin "
        "recruit_method recruit_place status means exploit_type labour_sector dest_country "
        "legal_status referral",
    ),
}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_shipped_form_has_all_that_its_paper_has(form: Form) -> None:
    pages, keys = PAPERS[form.id]
    assert len(form.pages) == pages
    assert set(keys.split()) <= {each.key for each in form.fields}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_shipped_form_says_that_it_is_a_reconstruction(form: Form) -> None:
    assert form.status == "reconstruction"
    assert form.source and form.left_out
    assert {each.provenance for each in form.fields} <= {"V", "G"}


def test_a_brief_takes_words_kind_and_standards_from_the_library() -> None:
    whole = complete({"key": "sex", "options": ["male", "female"]}, ["km", "en"], "KHM")
    assert whole["labels"] == {"km": "ភេទ", "en": "Sex"}
    assert whole["options"] == [
        {"code": "male", "words": {"km": "ប្រុស", "en": "Male"}},
        {"code": "female", "words": {"km": "ស្រី", "en": "Female"}},
    ]
    assert (whole["kind"], whole["writing"], whole["languages"]) == ("choice", "ticks", ["khm"])
    assert whole["standards"]["htcds"] == ["prs_Gender"]
    assert complete({"key": "phone"}, ["th"], "THA")["country"] == "THA"
    assert complete({"key": "phone", "country": "MMR"}, ["th"], "THA")["country"] == "MMR"


def test_a_brief_may_add_other_but_no_code_that_no_list_has() -> None:
    whole = complete({"key": "agency", "options": ["NGO", "Other"]}, ["id"], "IDN")
    assert whole["options"][1] == {"code": "Other", "words": {"id": "Lainnya:"}, "other": True}
    with pytest.raises(BadFormDefinition, match=r"agency\.Army"):
        complete({"key": "agency", "options": ["Army"]}, ["id"], "IDN")
    with pytest.raises(BadFormDefinition, match=r"family\.shoe_size"):
        complete({"key": "family", "columns": ["name", "shoe_size"]}, ["en"], "PHL")


def test_a_table_of_a_brief_takes_the_library_s_columns() -> None:
    whole = complete({"key": "guardian"}, ["th"], "THA")
    assert [each["key"] for each in whole["columns"]] == ["name", "relation", "age", "phone"]
    assert whole["columns"][2] == {"key": "age", "kind": Kind.NUMBER, "labels": {"th": "อายุ"}}


def test_the_dictionary_in_the_docs_is_current() -> None:
    kept = (ROOT / "docs/dictionary.md").read_text("utf-8")
    assert kept == markdown(BOOK, FORMS), "run: lontar forms dictionary -o docs/dictionary.md"
