"""Definitions are read strictly, and every fault is named."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from extract.check import CHECKS
from extract.forms.blank import BLANK_DPI, blank_picture
from extract.forms.dump import dump_form
from extract.forms.load import (
    examined,
    find_form,
    load_form,
    load_forms,
    schema_text,
    shipped_folder,
)
from models.errors import BadFormDefinition, UnknownForm
from models.forms import FormField, Kind, Writing

SHIPPED = load_forms()


def _field(data: dict[str, Any], key: str) -> dict[str, Any]:
    return next(f for f in data["fields"] if f["key"] == key)


def _moved(data: dict[str, Any], key: str, one: int, onto: int) -> None:
    options = _field(data, key)["options"]
    options[one]["box"] = options[onto]["box"]


def _worded(data: dict[str, Any], key: str, one: int, like: int) -> None:
    options = _field(data, key)["options"]
    options[one]["words"] = options[like]["words"]


def _rule(name: str, **changes: Any) -> dict[str, Any]:
    rule = {"id": name, "when": "age < 18", "then": "sex = male", "says": {"en": "No."}}
    return {**rule, **changes}


def _broken(tmp_path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    source = shipped_folder() / "kh_ncct_short" / "1" / "form.yaml"
    data = yaml.safe_load(source.read_text("utf-8"))
    change(data)
    file = tmp_path / "form.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    return file


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda d: d.update(colour="red"), "colour"),
        (lambda d: _field(d, "dob").update(langages=["khm"]), "dob"),
        (lambda d: _field(d, "dob").update(kind="birthday"), "dob.kind"),
        (lambda d: _field(d, "dob").update(languages=["km"]), "dob.languages"),
        (lambda d: _field(d, "dob").update(page=3), "dob.page"),
        (lambda d: _field(d, "dob").update(zone=[10, 10, 5, 20]), "dob.zone"),
        (lambda d: _field(d, "dob").update(zone=[10, 10, 250, 20]), "dob.zone"),
        (lambda d: _field(d, "dob").update(zone=_field(d, "phone")["zone"]), "zone"),
        (lambda d: _field(d, "dob").update(key="age"), "age"),
        (lambda d: _field(d, "sex").pop("options"), "sex.options"),
        (lambda d: _field(d, "sex")["options"][0].update(box=[1, 1, 4, 4]), "sex.options.male"),
        (lambda d: _field(d, "sex")["options"][0].update(other=True), "sex.options"),
        (lambda d: _field(d, "sex")["options"][1].update(code="male"), "sex"),
        (lambda d: d.update(version=1), "version"),
        (lambda d: d.pop("source"), "source"),
        (lambda d: d["pages"][1].update(number=3), "pages"),
        (lambda d: d.update(languages=["en"]), "languages"),
        (lambda d: d["captions"][0].update(zone=[0, 290, 10, 400]), "captions"),
        (lambda d: d["pages"][1].update(blank="page-1.png"), "pages"),
        (lambda d: d["titles"].pop("km"), "titles"),
        (lambda d: _field(d, "dob")["labels"].update(en=" "), "dob.labels"),
        (lambda d: _field(d, "dob").update(zone=[100, 132, 100.1, 143]), "dob.zone"),
        (lambda d: _field(d, "dob").update(least=1), "dob"),
        (lambda d: _field(d, "age").update(least=10, most=1), "age.least"),
        (lambda d: _field(d, "dob").update(pattern="###"), "dob.pattern"),
        (lambda d: _field(d, "case_code").update(pattern="ABC"), "case_code.pattern"),
        (lambda d: _field(d, "dob").update(section="Z"), "dob.section"),
        (lambda d: _field(d, "dob").update(kind="choice"), "dob.writing"),
        (lambda d: _field(d, "sex").update(vocabulary="sexes"), "is sex meant"),
        (lambda d: _field(d, "dob").update(side="right"), "dob.side"),
        (lambda d: _field(d, "dob").pop("zone"), "dob.zone"),
        (lambda d: _field(d, "dob").update(standards={"htcs": ["x"]}), "dob.standards.htcs"),
        (lambda d: _field(d, "sex").update(side=_field(d, "sex").pop("zone") and "right"), "sex"),
        (lambda d: _field(d, "sex")["options"][1].update(box=[0, 0, 0, 0]), "sex.options.female"),
        (lambda d: _moved(d, "sex", 1, 0), "sex.options.female.box"),
        (lambda d: _worded(d, "sex", 1, 0), "sex.options.female"),
        (lambda d: _field(d, "national_id")["cells"].reverse(), "national_id.cells"),
        (lambda d: d.update(checks=["moon_is_full"]), "moon_is_full"),
        (lambda d: _field(d, "phone").update(asked_if="age <"), "phone.asked_if"),
        (lambda d: _field(d, "phone").update(required_if="agee < 18"), "phone.required_if"),
        (lambda d: _field(d, "phone").update(asked_if="sex = neither"), "phone.asked_if"),
        (lambda d: _field(d, "phone").update(asked_if="empty(phone)"), "ring: phone → phone"),
        (
            lambda d: (
                _field(d, "phone").update(asked_if="empty(alias)"),
                _field(d, "alias").update(required_if="empty(phone)"),
            ),
            "in a ring: alias → phone → alias",
        ),
        (lambda d: _field(d, "dob").update(required=True, required_if="age < 1"), "dob.required"),
        (lambda d: d.update(rules=[_rule("a"), _rule("a")]), "rules.a"),
        (lambda d: d.update(rules=[_rule("a", then="act has a_lot")]), "rules.a.then"),
        (lambda d: d.update(rules=[_rule("a", says={})]), "rules.a.says"),
    ],
)
def test_a_wrong_definition_is_refused_naming_file_and_field(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], named: str
) -> None:
    file = _broken(tmp_path, change)
    with pytest.raises(BadFormDefinition) as caught:
        load_form(file)
    assert str(file) in caught.value.detail
    assert named in caught.value.detail.removeprefix(str(file))
    assert caught.value.remedy


def test_text_that_is_no_yaml_is_refused_naming_the_line(tmp_path: Path) -> None:
    file = tmp_path / "form.yaml"
    file.write_text("id: x\nfields: [\n", "utf-8")
    with pytest.raises(BadFormDefinition, match="line"):
        load_form(file)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("id: a\nid: b\n", "the key id stands there twice"),
        ("pages:\n- {number: 1, width: .nan}\n", "line 2"),
        ("a: &a [*a]\n", "refers to itself"),
        (
            "a: &a [1]\n"
            + "".join(
                f"{x}: &{x} [*{y}, *{y}, *{y}, *{y}]\n"
                for x, y in zip("bcdefghijkl", "abcdefghijk", strict=True)
            ),
            "far more than any form",
        ),
        ("[" * 20_000, "not YAML"),
        ("a: !!python/object/apply:os.getcwd []\n", "not YAML"),
        ("", "top level"),
        ("- one\n- two\n", "top level"),
    ],
)
def test_yaml_that_is_no_definition_is_refused_and_costs_little(
    tmp_path: Path, text: str, named: str
) -> None:
    file = tmp_path / "form.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(BadFormDefinition) as caught:
        load_form(file)
    assert str(file) in caught.value.detail
    assert named in caught.value.detail


def test_all_faults_are_named_each_with_what_to_do(tmp_path: Path) -> None:
    def change(data: dict[str, Any]) -> None:
        _field(data, "dob")["zone"] = [10, 10, 250, 20]
        _field(data, "phone")["section"] = "Z"
        _moved(data, "sex", 1, 0)
        data["rules"] = [_rule("a", when="nothing = 1")]

    file = _broken(tmp_path, change)
    form, faults = examined(yaml.safe_load(file.read_text("utf-8")), tmp_path)
    places = {fault.where for fault in faults}
    assert places >= {"dob.zone", "phone.section", "sex.options.female.box", "rules.a.when"}
    assert all(fault.remedy for fault in faults)
    assert form is not None  # so that it can be drawn
    with pytest.raises(BadFormDefinition, match=f"{len(faults) - 1} more"):
        load_form(file)


def test_a_misspelled_key_hides_no_fault_of_other_fields(tmp_path: Path) -> None:
    def change(data: dict[str, Any]) -> None:
        _field(data, "dob")["langages"] = ["khm"]
        _field(data, "phone")["zone"] = [10, 10, 250, 20]

    file = _broken(tmp_path, change)
    form, faults = examined(yaml.safe_load(file.read_text("utf-8")), tmp_path)
    assert form is None
    assert {fault.where for fault in faults} == {"dob.langages", "phone.zone"}


def test_the_schema_for_editors_is_one_and_knows_kinds_writings_and_checks() -> None:
    schema = json.loads(schema_text())
    Draft202012Validator.check_schema(schema)
    field = schema["$defs"]["field"]["properties"]
    assert set(schema["$defs"]["kind"]["enum"]) == {kind.value for kind in Kind}
    assert set(field["writing"]["enum"]) == {way.value for way in Writing}
    assert set(schema["properties"]["checks"]["items"]["enum"]) == set(CHECKS)
    assert set(field) == {item.name for item in dataclasses.fields(FormField)}


def test_the_guide_tells_of_every_kind_writing_and_key() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "forms.md").read_text("utf-8")
    keys = {item.name for item in dataclasses.fields(FormField)}
    words = {kind.value for kind in Kind} | {way.value for way in Writing} | keys
    assert [
        word for word in sorted(words) if f"`{word}`" not in guide and f"{word}:" not in guide
    ] == []


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFormDefinition, match="cannot be read"):
        load_form(tmp_path / "form.yaml")


def test_shipped_forms_come_first_and_a_second_claim_to_a_version_fails(tmp_path: Path) -> None:
    source = shipped_folder() / "kh_ncct_short" / "1"
    shutil.copytree(source, tmp_path / "own" / "1")
    with pytest.raises(BadFormDefinition, match="also defined"):
        load_forms([tmp_path])
    file = tmp_path / "own" / "1" / "form.yaml"
    own = file.read_text("utf-8").replace("id: kh_ncct_short", "id: our_own", 1)
    file.write_text(own, "utf-8")
    assert [f.id for f in load_forms([tmp_path])] == [*(f.id for f in SHIPPED), "our_own"]


def test_versions_of_a_form_live_side_by_side(tmp_path: Path) -> None:
    for version in ("2", "10"):
        folder = tmp_path / "kh_ncct_short" / version
        shutil.copytree(shipped_folder() / "kh_ncct_short" / "1", folder)
        text = (folder / "form.yaml").read_text("utf-8")
        file = folder / "form.yaml"
        file.write_text(text.replace("version: '1'", f"version: '{version}'", 1), "utf-8")
    forms = load_forms([tmp_path])
    versions = [form.version for form in forms if form.id == "kh_ncct_short"]
    assert sorted(versions) == ["1", "10", "2"]
    assert find_form(forms, "kh_ncct_short").version == "10"
    assert find_form(forms, "kh_ncct_short@2").version == "2"


def test_the_last_version_is_found_unless_one_is_named() -> None:
    form = SHIPPED[0]
    assert find_form(SHIPPED, form.id) is form
    assert find_form(SHIPPED, f"{form.id}@{form.version}") is form
    with pytest.raises(UnknownForm, match=form.id):
        find_form(SHIPPED, "no_such_form")


@pytest.mark.parametrize("form", SHIPPED, ids=lambda form: form.id)
def test_a_shipped_form_says_that_it_is_a_reconstruction_and_whence(form: Any) -> None:
    assert form.status == "reconstruction"
    assert all(field.provenance in {"V", "G"} for field in form.fields)
    assert any("1 · " in next(iter(c.text.values())) for c in form.captions if c.role == "note")


@pytest.mark.parametrize("form", SHIPPED, ids=lambda form: form.id)
def test_a_form_written_and_read_again_is_the_same(form: Any, tmp_path: Path) -> None:
    (tmp_path / "form.yaml").write_text(dump_form(form), "utf-8")
    again = load_form(tmp_path)
    assert dataclasses.replace(again, folder=form.folder) == form


def test_together_the_shipped_forms_show_every_kind_of_writing() -> None:
    fields = [field for form in SHIPPED for field in form.fields]
    assert {f.writing for f in fields} >= set(Writing) - {Writing.WORDS}
    assert {f.kind for f in fields} >= set(Kind) - {Kind.MONEY, Kind.PASSPORT, Kind.PHOTO}
    cells = {(f.country, len(f.cells)) for f in fields if f.cells}
    assert cells >= {("IDN", 16), ("THA", 13), ("KHM", 9)}


@pytest.mark.parametrize("form", SHIPPED, ids=lambda form: form.id)
def test_every_page_has_its_blank_picture(form: Any) -> None:
    for page in form.pages:
        picture = blank_picture(form, page.number)
        assert abs(picture.shape[1] - page.width / 25.4 * BLANK_DPI) < 3
        assert 0.004 < (picture < 128).mean() < 0.2
        assert (Path(form.folder) / page.blank).stat().st_size < 150_000


def test_a_blank_picture_of_another_size_is_refused(tmp_path: Path) -> None:
    source = shipped_folder() / "kh_ncct_short" / "1"
    file = tmp_path / "form.yaml"
    text = (source / "form.yaml").read_text("utf-8").replace("width: 210.0", "width: 216.0")
    file.write_text(text, "utf-8")
    shutil.copy(source / "page-1.png", tmp_path)
    with pytest.raises(BadFormDefinition, match=r"page-1\.png"):
        blank_picture(load_form(file), 1)
