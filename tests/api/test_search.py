"""Search finds by pieces of text, fields and sounds, in one's own office and what one may see."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from ingest.indexing import index_all_due, rebuild
from models.repositories import documents, records, results, sight
from models.sight import Sight
from models.values import DocumentState, Line, Outcome, RecordState
from tests.api.conftest import World
from tests.api.world import BOX, FORM, PIPELINE, OfficeSet, add_document, reading


def hits(world: World, text: str, who: str = "manager", **more: Any) -> list[dict[str, Any]]:
    answer = world.client(who).post("/api/v1/search", json={"text": text, **more})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["hits"])


def add(world: World, plant: str, office: OfficeSet | None = None) -> str:
    """A finished record with that name; its id."""
    of = office or world.here
    outcome = reading(plant, RecordState.FINISHED)
    document = add_document(world.state, of.id, of.batch, plant, outcome)
    with world.state.database.read() as session:
        return records.of_document(session, document)[0].id


def found(world: World, text: str, who: str = "manager", **more: Any) -> list[str]:
    return [hit["record_id"] for hit in hits(world, text, who, **more)]


def how(hit: dict[str, Any]) -> list[str]:
    return [why["how"] for why in hit["why"]]


@pytest.mark.parametrize("text", ["sreymom", "YMOM-77", "reymom-7731", "sreymom female"])
def test_a_piece_of_text_is_found_in_fields_whatever_its_case(world: World, text: str) -> None:
    assert set(found(world, text)) == {world.here.waiting, world.here.finished}


@pytest.mark.parametrize("text", ["Malee", "%", "_", "no such text", "sreymom malee", "☃", '"'])
def test_nothing_is_found_of_another_office_or_by_signs(world: World, text: str) -> None:
    assert hits(world, text) == []


@pytest.mark.parametrize(
    ("written", "sought"),
    [
        ("សុខ សុភា", "Sok Sophea"),
        ("សុខ សុភា", "Sokh"),
        ("Sok Sophea", "សុខសុភា"),
        ("สมชาย ใจดี", "Somchai"),
        ("Somchay Jaidee", "สมชาย ใจดี"),
        ("Soekarno", "Sukarno"),
        ("Sudjatmoko", "soedjatmoko"),
    ],
)
def test_names_are_found_by_their_sound_across_scripts(
    world: World, written: str, sought: str
) -> None:
    record = add(world, written)
    hit = next(hit for hit in hits(world, sought) if hit["record_id"] == record)
    assert set(how(hit)) == {"sound"}
    why = hit["why"][0]
    assert why["field"] == "given_name"
    assert why["text"][why["start"] : why["end"]] in written.split() or why["text"] == written
    assert why["likeness"] > 0.7


@pytest.mark.parametrize("sought", ["17/5/2020", "2020-05-17", "๑๗/๕/๒๕๖๓", "17/5/2563", "2563"])
def test_a_day_is_found_in_either_era_and_any_digits(world: World, sought: str) -> None:
    found_ = hits(world, sought)
    assert {hit["record_id"] for hit in found_} == {world.here.waiting, world.here.finished}
    assert {why["field"] for hit in found_ for why in hit["why"]} == {"form_date"}


def test_what_matches_better_comes_first_and_of_equals_the_newest(world: World) -> None:
    part, word, first, whole = (add(world, name) for name in ("Marisok", "Sokunthea", "Sok", "Sok"))
    assert found(world, "sok")[:4] == [whole, first, word, part]


def test_one_field_is_looked_in_by_its_key_or_by_choice(world: World) -> None:
    add(world, "Female Jones")
    assert len(found(world, "female")) == 3
    assert len(found(world, "given_name:female")) == 1
    assert len(found(world, "female", within="given_name")) == 1
    assert len(found(world, "female", within="pages")) == 1
    assert found(world, "name:", within="pages") == found(world, "name", within="pages")
    answer = world.client("manager").post(
        "/api/v1/search", json={"text": "x", "within": "no_such_field"}
    )
    assert answer.status_code == 422


def test_text_that_stands_on_a_page_alone_is_found_with_its_line(world: World) -> None:
    found_ = hits(world, "name: sreymom", within="pages")
    assert {hit["record_id"] for hit in found_} == {world.here.waiting, world.here.finished}
    why = found_[0]["why"][1]
    assert (why["how"], why["page"], why["text"]) == ("page", 1, "Name: Sreymom-7731")
    assert why["text"][why["start"] : why["end"]] == "Sreymom"


def test_a_word_of_a_field_and_one_of_its_page_find_the_record_together(world: World) -> None:
    outcome = reading("Dara", RecordState.FINISHED)
    page = replace(outcome.pages[0], lines=(Line("បានទៅធ្វើការ", BOX, 0.9),))
    mixed = Outcome((page,), (), outcome.records)
    add_document(world.state, world.here.id, world.here.batch, "mixed", mixed)
    found_ = hits(world, "dara ធ្វើការ")
    assert [how(hit) for hit in found_] == [["whole", "page"]]


def test_a_paper_without_a_record_is_found_as_a_document(world: World) -> None:
    outcome = reading("Kosal", RecordState.FINISHED)
    plain = Outcome(tuple(replace(p, form="") for p in outcome.pages), (), ())
    document = add_document(world.state, world.here.id, world.here.batch, "plain", plain)
    (hit,) = hits(world, "kosal")
    assert (hit["record_id"], hit["document_id"]) == (None, document)
    assert hit["document_state"] == DocumentState.TEXT_ONLY


@pytest.mark.parametrize("text", ["ស", "សុ", "so", "s", "Ly"])
def test_one_and_two_letters_are_found_where_words_begin(world: World, text: str) -> None:
    name = {"ស": "សុខ", "សុ": "សុខ", "so": "Sok", "s": "Sok", "Ly": "Ly Meng"}[text]
    record = add(world, name)
    answer = world.client("manager").post("/api/v1/search", json={"text": text}).json()
    assert answer["shortened"]
    assert record in [hit["record_id"] for hit in answer["hits"]]


def test_a_corrected_value_is_found_at_once_and_the_old_one_no_longer(world: World) -> None:
    client = world.client("reviewer")
    change = {"key": "given_name", "action": "correct", "text": "Bopha"}
    client.post("/api/v1/records/next", json={})
    head = {"If-Match": '"1"'}
    address = f"/api/v1/records/{world.here.waiting}"
    answer = client.patch(address, json={"changes": [change]}, headers=head)
    assert answer.status_code == 200, answer.text
    assert found(world, "bopha") == [world.here.waiting]
    assert found(world, "sreymom", within="fields") == [world.here.finished]


def test_a_hidden_field_is_not_found_by_its_value_its_sound_or_its_page(world: World) -> None:
    with world.state.database.write() as session:
        sight.choose(
            session,
            world.here.id,
            role="reviewer",
            form=FORM.id,
            key="given_name",
            sight=Sight.CROP,
            actor="person:boss",
        )
    for text in ("sreymom", "sreimom", "name sreymom", "given_name:sreymom"):
        assert hits(world, text, "reviewer") == [], text
        assert hits(world, text, "manager") or text == "name sreymom"
    assert len(hits(world, "female", "reviewer")) == 2
    shown = world.client("reviewer").post("/search", data={"text": "female"}).text
    assert world.here.plant not in shown


def test_a_token_for_documents_finds_pages_alone(world: World) -> None:
    assert hits(world, "female", "documents:read") == []
    assert [how(hit) for hit in hits(world, "sreymom", "documents:read")] == [["page"], ["page"]]
    assert len(hits(world, "female", "records:read")) == 2


def test_the_audit_keeps_who_searched_and_saw_what_but_no_word_of_it(world: World) -> None:
    hits(world, "given_name:sreymom 2563")
    audit = world.client("manager").get("/api/v1/audit").json()["lines"]
    assert audit[0]["action"] == "search.made"
    detail = audit[0]["detail"]
    assert (detail["terms"], detail["fields"], detail["found"]) == (2, ["given_name"], 2)
    assert set(detail["records"]) == {world.here.waiting, world.here.finished}
    assert "sreymom" not in json.dumps(audit).lower()
    assert "2563" not in json.dumps(audit)


def test_what_is_read_anew_is_searched_as_it_now_is(world: World) -> None:
    database = world.state.database
    with database.write() as session:
        document = documents.get(session, world.here.id, world.here.document)
        document.state = DocumentState.RECEIVED
    with database.write() as session:
        again = documents.claim(session, world.here.document, lease_seconds=60)
        assert again is not None
        outcome = reading("Chenda", RecordState.NEEDS_REVIEW)
        results.keep(session, again, outcome, pipeline=PIPELINE, image_keys={})
    assert len(found(world, "chenda")) == 1
    assert found(world, "sreymom") == [world.here.finished]


def test_making_everything_anew_finds_the_same(world: World) -> None:
    record = add(world, "សុខ សុភា")
    texts = ("sreymom", "sokh", "2563", "s", "name")
    before = [hits(world, text) for text in texts]
    assert record in found(world, "sokh")
    rebuild(world.state.database)
    assert index_all_due(world.state.database) == 0
    assert [hits(world, text) for text in texts] == before


def test_a_search_of_many_words_and_odd_ones_is_answered(world: World) -> None:
    for text in (
        "a " * 150,
        '""" :: x:y:z',
        "NEAR(sok, *)",
        "sok OR 1=1 --",
        "\u200b",
        "๒๕๖๓" * 60,
    ):
        answer = world.client("manager").post("/api/v1/search", json={"text": text})
        assert answer.status_code == 200, text
    assert world.client("manager").post("/api/v1/search", json={"text": ""}).status_code == 422


def test_more_than_are_shown_is_said(world: World) -> None:
    for number in range(4):
        add(world, f"Bopha {number}")
    answer = world.client("manager").post("/api/v1/search", json={"text": "bopha", "limit": 3})
    assert (len(answer.json()["hits"]), answer.json()["more"]) == (3, True)


def test_documents_are_listed_newest_first_by_state_and_page_by_page(world: World) -> None:
    client = world.client("manager")
    answer = client.get("/api/v1/documents", params={"limit": 1}).json()
    assert answer["has_more"]
    after = client.get("/api/v1/documents", params={"cursor": answer["cursor"]}).json()
    ids = [d["id"] for d in (*answer["documents"], *after["documents"])]
    assert len(set(ids)) == 2
    assert ids[1] == world.here.document
    waiting = client.get("/api/v1/documents", params={"state": "needs_review"}).json()
    assert [d["id"] for d in waiting["documents"]] == [world.here.document]
