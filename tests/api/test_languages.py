"""Sentences in four languages: none missing, none broken, errors told as they are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from api import catalogue, reader, speak
from api.catalogue import keeping
from api.catalogue.gather import Found, gather
from api.catalogue.patterns import Patterns
from tests.api.conftest import World

#: what the scripts of a page may say, packed as it travels
MOST_BYTES = 60_000


@pytest.fixture(scope="module")
def found() -> tuple[Found, ...]:
    return tuple(gather())


@pytest.mark.parametrize("language", catalogue.TRANSLATED)
def test_no_sentence_is_missing_and_none_is_broken(language: str, found: tuple[Found, ...]) -> None:
    """`script/words` brings the catalogues in step; docs/languages.md says how to go on."""
    now = keeping.updated(catalogue.read(language), found, language)
    assert [keeping.key(one) for one in keeping.missing(now)] == []
    assert list(keeping.faults(now)) == []


@pytest.mark.parametrize("language", catalogue.TRANSLATED)
def test_scripts_have_their_words(language: str, found: tuple[Found, ...]) -> None:
    """The catalogue tells where a sentence comes from: scripts are sent theirs."""
    sent = catalogue.scripts(language).source.decode()
    said = {one.sentence for one in found if one.place.startswith(catalogue.SCRIPTS)}
    assert [sentence for sentence in said if sentence.replace('"', '\\"') not in sent] == []
    assert len(sent.encode()) < MOST_BYTES


def test_a_sentence_is_found_again_with_its_values_in_it() -> None:
    words = Patterns(
        {
            "The file is damaged.": "Berkas rusak.",
            "Page {number} of {total}: {reason}": "Dari {total}, halaman {number}: {reason}",
            "{who} took {what}": "{what} diambil {who}",
        }
    )
    assert words.translated("Page 3 of 12: The file is damaged.") == (
        "Dari 12, halaman 3: Berkas rusak."
    )
    assert words.translated("Page 3 of 12: {total}") == "Dari 12, halaman 3: {total}"
    assert words.translated("Nothing like it.") == "Nothing like it."
    assert words.translated("x took " * 1000) == "x took " * 1000


def test_whole_numbers_in_a_sentence_are_written_as_the_reader_writes_them() -> None:
    speak.use("id")
    assert speak.Sentence("{count} berkas").format(count=1234567) == "1.234.567 berkas"
    speak.use("km", own_digits=True)
    assert speak.Sentence("{year}: {done}").format(year=2026, done=True) == "២០២៦: True"
    speak.use("en")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("km-KH,km;q=0.9,en;q=0.8", "km"),
        ("fr-CH, fr;q=0.9, th;q=0.3, *;q=0.1", "th"),
        ("en;q=0.2, in", "id"),
        ("id;q=0, en", "en"),
        (";;;,q=,km;q=x", "en"),
        ("", "en"),
    ],
)
def test_the_wanted_language_is_the_best_of_ours(header: str, language: str) -> None:
    assert reader.wanted(header) == language


def test_an_error_is_english_unless_another_language_is_asked_for(world: World) -> None:
    client = world.client("records:read")
    plain = client.get("/api/v1/records/nothing")
    asked = client.get("/api/v1/records/nothing", headers={"Accept-Language": "id"})
    assert (plain.headers["content-language"], asked.headers["content-language"]) == ("en", "id")
    assert plain.json()["code"] == asked.json()["code"]
    for part in ("title", "detail", "remedy"):
        english = plain.json()[part]
        assert asked.json()[part] == catalogue.translated(english, "id") != english


def test_a_machine_is_not_answered_by_a_cookie(world: World) -> None:
    client = world.client("records:read")
    client.cookies.set(reader.COOKIE, "th")
    assert client.get("/api/v1/records/nothing").headers["content-language"] == "en"


def test_the_choice_sends_back_to_a_page_of_ours_alone(world: World) -> None:
    client = world.client("")
    there = {"referer": "https://testserver/sign-in?then=/queue"}
    away = {"referer": "https://elsewhere.example/sign-in"}
    for headers, place in ((there, "/sign-in?then=/queue"), (away, "/"), ({}, "/")):
        answer = client.post(
            "/language", data={"language": "th"}, headers=headers, follow_redirects=False
        )
        assert (answer.status_code, answer.headers["location"]) == (303, place)
    assert client.post("/language", data={"language": "xx"}).status_code == 422


def test_words_of_scripts_are_kept_only_under_the_address_of_their_state(world: World) -> None:
    client = world.client("")
    current = catalogue.scripts("km").address
    assert "immutable" in client.get(current).headers["cache-control"]
    assert client.get("/words/km.js?v=old").headers["cache-control"] == "no-cache"
    assert client.get("/words/en.js").status_code == 404


def test_translations_are_taken_in_marked_and_only_when_they_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "__init__.py").touch()
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    monkeypatch.setattr(keeping, "FOLDER", tmp_path)
    said = (
        Found("{count} file", "{count} files", "a.html"),
        Found("Hello {name}", "", "a.html"),
        Found("Bye", "", "b.html"),
    )
    keeping.write(keeping.updated(keeping.empty("km"), said, "km"), "km")
    part = tmp_path / "part.po"
    part.write_text(
        'msgid "{count} file"\nmsgid_plural "{count} files"\nmsgstr[0] "ឯកសារ {count}"\n\n'
        'msgid "Hello {name}"\nmsgstr "សួស្តី {nom}"\n\nmsgid "Gone"\nmsgstr "ទៅ"\n',
        "utf-8",
    )
    taken, wrong = keeping.take(part, "km")
    assert (taken, len(wrong)) == (1, 2)
    kept = catalogue.read("km")
    assert [keeping.key(one) for one in keeping.missing(kept)] == ["Hello {name}", "Bye"]
    assert kept["{count} file"].user_comments == ["unchecked"]
    keeping.take(part, "km", checked_by="S. N.")
    kept = catalogue.read("km")
    assert kept["{count} file"].user_comments == ["checked by S. N."]
    assert list(keeping.faults(kept)) == []
