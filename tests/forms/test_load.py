"""Definitions are read strictly, and every fault is named."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from extract.forms.blank import BLANK_DPI, blank_picture
from extract.forms.dump import dump_form
from extract.forms.load import find_form, load_form, load_forms, shipped_folder
from models.errors import BadFormDefinition, UnknownForm
from models.forms import Kind, Writing

SHIPPED = load_forms()


def _field(data: dict[str, Any], key: str) -> dict[str, Any]:
    return next(f for f in data["fields"] if f["key"] == key)


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
    (tmp_path / "form.yaml").write_text(dump_form(form, source="test"), "utf-8")
    again = load_form(tmp_path)
    assert again.fields == form.fields
    assert again.captions == form.captions


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
        assert 0.01 < (picture < 128).mean() < 0.2
        assert (Path(form.folder) / page.blank).stat().st_size < 150_000


def test_a_blank_picture_of_another_size_is_refused(tmp_path: Path) -> None:
    source = shipped_folder() / "kh_ncct_short" / "1"
    file = tmp_path / "form.yaml"
    text = (source / "form.yaml").read_text("utf-8").replace("width: 210.0", "width: 216.0")
    file.write_text(text, "utf-8")
    shutil.copy(source / "page-1.png", tmp_path)
    with pytest.raises(BadFormDefinition, match=r"page-1\.png"):
        blank_picture(load_form(file), 1)
