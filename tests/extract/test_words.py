"""The data of the languages, loaded strictly."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from extract import doubts
from extract.doubts import doubt, factor, rules
from extract.languages import words
from extract.languages.words import language
from models.errors import EnvironmentProblem
from models.languages import ENGINE_LANGUAGES

ROOM = Path(doubts.__file__).parent


@pytest.mark.parametrize("code", ENGINE_LANGUAGES)
def test_every_language_is_whole(code: str) -> None:
    spoken = language(code)

    assert len(spoken.dates.months) == len(spoken.dates.short) == 12
    assert all(spoken.dates.months)
    assert spoken.titles
    assert set(spoken.levels) == {"province", "district", "commune", "village"}
    assert {"dob", "age", "sex", "phone", "national_id"} <= set(spoken.labels)


def test_no_two_months_of_a_language_share_a_spelling() -> None:
    for code in ENGINE_LANGUAGES:
        dates = language(code).dates
        spellings = [w for m in (*dates.months, *dates.short) for w in m]
        assert len(spellings) == len(set(spellings))


def test_an_unknown_key_in_a_language_file_fails_and_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOM / "languages" / "eng", tmp_path / "eng")
    with (tmp_path / "eng" / "dates.yaml").open("a") as file:
        file.write("moon: []\n")
    monkeypatch.setattr(words, "_FOLDER", tmp_path)

    with pytest.raises(EnvironmentProblem, match="moon"):
        language.__wrapped__("eng")


def test_another_language_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        language("vie")


def test_every_code_used_in_this_room_has_a_sentence() -> None:
    used = set()
    for file in ROOM.rglob("*.py"):
        if "forms" not in file.parts:
            used |= set(re.findall(r'"([a-z]+(?:_[a-z0-9]+)+)"', file.read_text()))
    known = set(rules())
    # a code that no file of the room or of the pipeline mentions is a rule that never holds
    elsewhere = {"page_missing", "not_found", "handwriting"}
    elsewhere |= {"no_definition", "pages_unsure", "version_unsure"}

    assert known - used - elsewhere <= {"unreadable", "sample"}


def test_sentences_end_and_factors_lower_doubts() -> None:
    for rule in rules().values():
        assert rule.text.endswith(".")
        assert rule.factor > 0
    assert doubt("two_marks").text.startswith("Two boxes")
    assert factor(["two_marks", "two_marks", "no_such_code"]) == rules()["two_marks"].factor
