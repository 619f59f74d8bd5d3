"""Definitions that are put into the folder by hand, while the service runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from extract.forms.load import load_form, load_forms, shipped_folder
from ingest import shelf
from ingest.known import known_now
from ingest.settings import Settings
from models.errors import BadFormDefinition
from models.forms import Form

SHIPPED = len(load_forms())
SOURCE = shipped_folder() / "kh_ncct_short" / "1"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "forms").mkdir()
    return Settings(data=tmp_path / "data", forms=tmp_path / "forms")


def put(settings: Settings, name: str, *, kind: str = "date", blanks: bool = True) -> Path:
    """A definition of our own, whose first field has that kind."""
    folder = shelf.folder(settings) / name / "1"
    folder.mkdir(parents=True, exist_ok=True)
    text = (SOURCE / "form.yaml").read_text("utf-8")
    text = text.replace("id: kh_ncct_short", f"id: {name}", 1)
    file = folder / "form.yaml"
    file.write_text(text.replace("kind: date", f"kind: {kind}", 1), "utf-8")
    for blank in SOURCE.glob("*.png") if blanks else ():
        shutil.copy(blank, folder)
    return file


def own(forms: tuple[Form, ...]) -> list[str]:
    return [form.id for form in forms[SHIPPED:]]


def test_a_wrong_definition_is_left_out_and_named_once_while_the_others_are_known(
    settings: Settings,
) -> None:
    put(settings, "ours")
    wrong = put(settings, "wrong", kind="day")
    with capture_logs() as logs:
        assert own(shelf.forms_now(settings)) == ["ours"]
        assert own(shelf.forms_now(settings)) == ["ours"]
    (said,) = logs
    assert said["event"] == "form_left_out"
    assert f"{wrong}: form_date.kind" in said["detail"]
    put(settings, "wrong")
    assert own(shelf.forms_now(settings)) == ["ours", "wrong"]


def test_a_second_claim_to_a_shipped_version_is_left_out(settings: Settings) -> None:
    put(settings, "kh_ncct_short")
    put(settings, "ours")
    assert own(shelf.forms_now(settings)) == ["ours"]


def test_pages_are_recognised_whatever_lies_wrong_in_the_folder(settings: Settings) -> None:
    put(settings, "wrong", kind="day")
    put(settings, "bare", blanks=False)
    put(settings, "ours")
    ids = {name for name, _ in known_now(settings).forms}
    assert "ours" in ids and not ids & {"wrong", "bare"}
    put(settings, "bare")  # the pictures come last when a folder is copied
    assert ("bare", "1") in known_now(settings).forms


def test_a_blank_that_is_replaced_is_seen_anew(settings: Settings) -> None:
    file = put(settings, "ours")
    picture = file.with_name("page-1.png")
    picture.write_bytes(b"cut off")
    assert ("ours", "1") not in known_now(settings).forms
    shutil.copy(SOURCE / "page-1.png", picture)
    assert ("ours", "1") in known_now(settings).forms


def test_what_was_known_stays_known_while_the_folder_is_away(settings: Settings) -> None:
    put(settings, "ours")
    opened = shelf.forms_now(settings)
    shutil.rmtree(shelf.folder(settings))
    assert shelf.with_new(opened, settings) == opened
    with pytest.raises(BadFormDefinition, match="is not a folder"):
        shelf.forms_now(settings)


def test_a_file_is_checked_once_for_the_same_words(settings: Settings) -> None:
    file = put(settings, "ours")
    assert load_form(file) is load_form(file)
    put(settings, "ours", kind="text")
    assert load_form(file).field("form_date").kind == "text"
