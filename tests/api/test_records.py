"""Records out and through review."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from models.database import now
from models.tables import Document, Record
from models.values import RecordState
from tests.api.conftest import World
from tests.api.world import add_document, reading


def add(world: World, count: int, state: RecordState = RecordState.NEEDS_REVIEW) -> None:
    for number in range(count):
        outcome = reading(f"Somebody {number}", state)
        add_document(world.state, world.here.id, world.here.batch, f"file {number}", outcome)


def test_a_finished_record_comes_whole(world: World) -> None:
    client = world.client("records:read")
    feed = client.get("/api/v1/records").json()
    assert feed["has_more"] is False
    (record,) = feed["records"]
    assert record["id"] == world.here.finished
    assert (record["form"], record["form_version"]) == ("test-intake", "1")
    assert record["provenance"] == {"program": "test"}
    fields = {field["key"]: field for field in record["fields"]}
    assert list(fields)[:2] == ["form_date", "given_name"]
    name = fields["given_name"]
    assert (name["value"], name["raw"], name["confidence"]) == (world.here.plant,) * 2 + (0.98,)
    assert name["box"] == [10, 10, 60, 20]
    image, text = (client.get(record["pages"][0][kind]) for kind in ("image", "text"))
    assert image.headers["content-type"] == "image/webp"
    assert image.content.startswith(b"RIFF")
    assert image.headers["cache-control"] == "no-store"
    assert text.text == f"Name: {world.here.plant}"
    assert client.get(record["links"]["self"]).status_code == 200
    original = client.get(record["links"]["original"])
    assert original.headers["content-type"] == "application/pdf"
    assert original.content.startswith(b"%PDF")
    assert world.here.plant not in original.headers["content-disposition"]


def test_what_waits_is_listed_without_any_value(world: World) -> None:
    add(world, 4)
    client, found, cursor = world.client("records:read"), [], ""
    while True:
        answer = client.get(
            "/api/v1/records", params={"state": "needs_review", "limit": 2, "cursor": cursor}
        )
        assert "Somebody" not in answer.text
        assert world.here.plant not in answer.text
        page = answer.json()
        found += page["records"]
        cursor = page["cursor"]
        if not page["has_more"]:
            break
    assert len({record["id"] for record in found}) == len(found) == 5
    assert found[0]["doubtful"] == ["given_name", "birth_date"]


def test_an_etag_saves_the_second_reading(world: World) -> None:
    client = world.client("records:read")
    address = f"/api/v1/records/{world.here.finished}"
    first = client.get(address)
    tag = first.headers["etag"]
    for sent in (tag, f"W/{tag}", f'"99", {tag}'):
        again = client.get(address, headers={"If-None-Match": sent})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(address, headers={"If-None-Match": '"99"'}).status_code == 200


def review(world: World, who: str = "reviewer"):
    client = world.client(who)
    taken = client.post("/api/v1/records/next", json={})
    return client, taken


def test_a_record_is_taken_amended_and_finished(world: World) -> None:
    client, taken = review(world)
    record = taken.json()
    address, tag = f"/api/v1/records/{record['id']}", taken.headers["etag"]
    early = client.post(f"{address}/finish", headers={"If-Match": tag})
    assert early.status_code == 409
    assert "given_name" in early.json()["detail"]
    changes = [
        {"key": "given_name", "action": "confirm"},
        {"key": "birth_date", "action": "correct", "text": "12 May 1998"},
    ]
    amended = client.patch(address, json={"changes": changes}, headers={"If-Match": tag})
    assert amended.status_code == 200, amended.text
    understood = {field["key"]: field for field in amended.json()["understood"]}
    assert understood["birth_date"]["value"]["iso"] == "1998-05-12"
    assert understood["birth_date"]["raw"] == "12 May 1998"
    assert understood["given_name"]["status"] == "accepted"
    finished = client.post(f"{address}/finish", headers={"If-Match": amended.headers["etag"]})
    assert finished.json()["state"] == "finished"
    feed = world.client("records:read").get("/api/v1/records").json()["records"]
    assert feed[-1]["id"] == record["id"]
    whole = client.get(address).json()
    assert [c["action"] for c in whole["corrections"]] == ["confirm", "correct"]
    assert whole["corrections"][1]["by"] == "person:reviewer.here"
    assert whole["corrections"][1]["before"]["value"] is None
    assert whole["corrections"][1]["after"]["value"]["iso"] == "1998-05-12"
    document = client.get(f"/api/v1/documents/{record['document_id']}").json()
    assert document["state"] == "finished"


def test_a_change_of_an_old_version_is_refused_and_changes_nothing(world: World) -> None:
    client, taken = review(world)
    address, tag = f"/api/v1/records/{taken.json()['id']}", taken.headers["etag"]
    body = {"changes": [{"key": "given_name", "action": "illegible"}]}
    assert client.patch(address, json=body).status_code == 428
    assert client.patch(address, json=body, headers={"If-Match": "*"}).status_code == 422
    assert client.patch(address, json=body, headers={"If-Match": tag}).status_code == 200
    late = {"changes": [{"key": "given_name", "action": "empty"}]}
    refused = client.patch(address, json=late, headers={"If-Match": tag})
    assert refused.status_code == 412
    assert client.post(f"{address}/finish", headers={"If-Match": tag}).status_code == 412
    fields = {field["key"]: field for field in client.get(address).json()["fields"]}
    assert fields["given_name"]["status"] == "illegible"


def test_who_prefers_a_short_answer_gets_no_record_with_it(world: World) -> None:
    client, taken = review(world)
    address = f"/api/v1/records/{taken.json()['id']}"
    head = {"If-Match": taken.headers["etag"], "Prefer": 'wait=5, Return="minimal"'}
    changes = [
        {"key": "given_name", "action": "confirm"},
        {"key": "birth_date", "action": "correct", "text": "12 May 1998"},
    ]
    amended = client.patch(address, json={"changes": changes}, headers=head)
    assert amended.headers["preference-applied"] == "return=minimal"
    assert set(amended.json()) == {"understood", "waiting"}
    told = {field["key"]: field for field in amended.json()["understood"]}
    assert set(told["birth_date"]) == {"key", "value", "status", "problems"}
    assert told["birth_date"]["value"]["iso"] == "1998-05-12"
    assert client.get(address).headers["etag"] == amended.headers["etag"]
    head["If-Match"] = amended.headers["etag"]
    finished = client.post(f"{address}/finish", headers={**head, "Idempotency-Key": "one"})
    again = client.post(f"{address}/finish", headers={**head, "Idempotency-Key": "one"})
    for answer in (finished, again):
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer.headers["preference-applied"] == "return=minimal"
        assert answer.headers["etag"] == client.get(address).headers["etag"]


@pytest.mark.parametrize(
    ("change", "raw", "value"),
    [
        ({"key": "sex", "codes": ["male"]}, "Male", "male"),
        ({"key": "sex", "text": "male"}, "Male", "male"),
        (
            {"key": "sex", "codes": ["other"], "text": "not told"},
            "Other; not told",
            {"code": "other", "other": "not told"},
        ),
        ({"key": "signature", "text": "absent"}, "absent", False),
        (
            {"key": "family", "rows": [{"name": "Dara", "age": "12"}, {"age": "៤០"}]},
            "Dara | 12\n | ៤០",
            [{"name": "Dara", "age": 12}, {"name": None, "age": 40}],
        ),
        ({"key": "given_name", "text": " So\u202ek "}, "Sok", "Sok"),
    ],
)
def test_corrections_are_understood_by_the_kind_of_field(
    world: World, change: dict, raw: str, value: object
) -> None:
    client, taken = review(world)
    address, tag = f"/api/v1/records/{taken.json()['id']}", taken.headers["etag"]
    body = {"changes": [{**change, "action": "correct"}]}
    amended = client.patch(address, json=body, headers={"If-Match": tag})
    assert amended.status_code == 200, amended.text
    (field,) = amended.json()["understood"]
    assert (field["raw"], field["value"]) == (raw, value)
    assert (field["status"], field["source"]) == ("accepted", "person")


@pytest.mark.parametrize(
    "change",
    [
        {"key": "no_such", "action": "empty"},
        {"key": "sex", "action": "correct", "codes": ["Malee-secret"]},
        {"key": "sex", "action": "correct", "codes": ["male", "female"]},
        {"key": "given_name", "action": "correct", "text": "  "},
        {"key": "birth_date", "action": "confirm"},
        {"key": "signature", "action": "correct", "text": "Malee-secret"},
        {"key": "family", "action": "correct", "rows": [{"Malee-secret": "1"}]},
        {"key": "given_name", "action": "erase"},
    ],
)
def test_a_change_that_means_nothing_is_refused_without_repeating_what_was_sent(
    world: World, change: dict
) -> None:
    client, taken = review(world)
    address, tag = f"/api/v1/records/{taken.json()['id']}", taken.headers["etag"]
    good = {"key": "given_name", "action": "confirm"}
    refused = client.patch(address, json={"changes": [good, change]}, headers={"If-Match": tag})
    assert refused.status_code == 422
    assert "Malee-secret" not in refused.text
    assert client.get(address).headers["etag"] == tag, "all of the changes or none"


def test_a_text_that_means_nothing_is_kept_as_written_with_a_doubt(world: World) -> None:
    client, taken = review(world)
    address, tag = f"/api/v1/records/{taken.json()['id']}", taken.headers["etag"]
    change = {"key": "birth_date", "action": "correct", "text": "the year of the great flood"}
    amended = client.patch(address, json={"changes": [change]}, headers={"If-Match": tag})
    (field,) = amended.json()["understood"]
    assert field["raw"] == "the year of the great flood"
    assert field["value"] is None
    assert field["problems"]


def test_two_reviewers_never_hold_the_same_record(world: World) -> None:
    add(world, 9)
    with ThreadPoolExecutor(8) as pool:

        def work(who: str) -> list[str]:
            client, held = world.client(who), []
            while (taken := client.post("/api/v1/records/next", json={"skip": held})).content:
                held.append(taken.json()["id"])
            return held

        first, second = pool.map(work, ("reviewer", "manager"))
    assert len(first) + len(second) == 10
    assert not set(first) & set(second)


def test_the_next_record_is_ones_own_while_one_holds_it(world: World) -> None:
    client, first = review(world)
    add(world, 1)
    skipped = client.post("/api/v1/records/next", json={"skip": [first.json()["id"]]})
    assert skipped.json()["id"] != first.json()["id"]
    assert client.post(f"/api/v1/records/{first.json()['id']}/release").status_code == 204
    again = client.post("/api/v1/records/next", json={})
    assert again.json()["id"] == skipped.json()["id"], "held, though another has waited longer"


def test_a_held_record_is_refused_to_others_until_released_or_expired(world: World) -> None:
    client, taken = review(world)
    address = f"/api/v1/records/{taken.json()['id']}"
    manager = world.client("manager")
    body = {"changes": [{"key": "given_name", "action": "illegible"}]}
    head = {"If-Match": taken.headers["etag"]}
    assert manager.post(f"{address}/claim").status_code == 409
    assert manager.patch(address, json=body, headers=head).status_code == 409
    assert manager.post(f"{address}/release").status_code == 204
    assert manager.post(f"{address}/claim").status_code == 409, "not his to release"
    assert client.post(f"{address}/claim").status_code == 200, "one's own is prolonged"
    assert client.post(f"{address}/release").status_code == 204
    assert manager.post(f"{address}/claim").status_code == 200
    with world.state.database.write() as session:
        record = session.get(Record, taken.json()["id"])
        assert record is not None
        record.claimed_until = now() - timedelta(seconds=1)
    assert client.post(f"{address}/claim").status_code == 200


def test_the_cursor_never_skips_or_repeats_while_records_are_being_finished(world: World) -> None:
    """On SQLite; three pullers against two reviewers."""
    add(world, 40)
    done = threading.Event()

    def reviewer(who: str) -> None:
        client = world.client(who)
        while (taken := client.post("/api/v1/records/next", json={})).content:
            address, tag = f"/api/v1/records/{taken.json()['id']}", taken.headers["etag"]
            changes = [{"key": k, "action": "illegible"} for k in ("given_name", "birth_date")]
            amended = client.patch(address, json={"changes": changes}, headers={"If-Match": tag})
            head = {"If-Match": amended.headers["etag"]}
            assert client.post(f"{address}/finish", headers=head).status_code == 200

    def puller(seed: int) -> list[str]:
        client, found, cursor = world.client("records:read"), [], ""
        chance = random.Random(seed)
        while True:
            last = done.is_set()
            query = {"cursor": cursor, "limit": chance.randint(1, 5)}
            page = client.get("/api/v1/records", params=query).json()
            found += [record["id"] for record in page["records"]]
            cursor = page["cursor"]
            if last and not page["has_more"]:
                return found
            time.sleep(0.001)

    with ThreadPoolExecutor(5) as pool:
        pulled = [pool.submit(puller, seed) for seed in range(3)]
        for one in [pool.submit(reviewer, who) for who in ("reviewer", "manager")]:
            one.result()
        done.set()
        found = [one.result() for one in pulled]
    assert all(len(ids) == len(set(ids)) == 42 for ids in found)
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize(
    "cursor", ["nonsense", "zzzz", "Zjott", "dzoxMg", "ZjphYmM", "ក", "=", "%00"]
)
def test_a_strange_cursor_is_refused(world: World, cursor: str) -> None:
    answer = world.client("records:read").get("/api/v1/records", params={"cursor": cursor})
    assert answer.status_code == 422
    assert "cursor" in answer.json()["detail"].lower()


def test_retry_reads_again_only_what_failed(world: World) -> None:
    client = world.client("manager")
    address = f"/api/v1/documents/{world.here.document}"
    assert client.post(f"{address}/retry").status_code == 409
    with world.state.database.write() as session:
        document = session.get(Document, world.here.document)
        assert document is not None
        document.state = "quarantined"
    assert client.post(f"{address}/retry").json()["state"] == "received"
