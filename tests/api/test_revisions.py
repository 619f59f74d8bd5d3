"""What is finished is corrected as a new version; the feed hands it out again, once."""

from __future__ import annotations

import pytest

from models.repositories import revisions, routing
from models.repositories.changing import Change
from models.tables import Routed
from tests.api.conftest import World


def revise(world: World, *changes: dict, who: str = "reviewer", tag: str = '"1"'):
    address = f"/api/v1/records/{world.here.finished}/revisions"
    body = {"changes": list(changes)}
    return world.client(who).post(address, json=body, headers={"If-Match": tag} if tag else {})


NAME = {"key": "given_name", "action": "correct", "text": "Dara"}


def test_a_revised_record_comes_again_in_the_feed_with_a_higher_version(world: World) -> None:
    client = world.client("records:read")
    first = client.get("/api/v1/records").json()
    answer = revise(world, NAME)
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == '"2"'
    again = client.get("/api/v1/records", params={"cursor": first["cursor"]}).json()
    (record,) = again["records"]
    assert (record["id"], record["version"], record["supersedes"]) == (world.here.finished, 2, 1)
    assert record["revised"] >= record["finished"]
    assert {f["key"]: f["value"] for f in record["fields"]}["given_name"] == "Dara"
    after = client.get("/api/v1/records", params={"cursor": again["cursor"]}).json()
    assert (after["records"], after["has_more"]) == ([], False)
    whole = client.get("/api/v1/records").json()
    assert [r["version"] for r in whole["records"]] == [2], "who begins anew gets the newest alone"


def test_every_version_stays_readable_as_it_was(world: World) -> None:
    client = world.client("records:read")
    address = f"/api/v1/records/{world.here.finished}"
    before = client.get(address).json()
    assert revise(world, NAME).status_code == 200
    assert revise(world, {"key": "sex", "action": "illegible"}, tag='"2"').status_code == 200
    versions = client.get(f"{address}/versions").json()["versions"]
    assert [(v["version"], v["by"], v["newest"]) for v in versions] == [
        (1, "", False),
        (2, "person:reviewer.here", False),
        (3, "person:reviewer.here", True),
    ]
    first = client.get(f"{address}/versions/1").json()
    assert first == {k: v for k, v in before.items() if k != "corrections"}
    second = client.get(f"{address}/versions/2")
    fields = {f["key"]: f for f in second.json()["fields"]}
    assert (fields["given_name"]["value"], fields["sex"]["value"]) == ("Dara", "female")
    assert fields["given_name"]["readings"], "what was read stays with it"
    assert (second.json()["supersedes"], second.headers["etag"]) == (1, '"2"')
    now = client.get(f"{address}/versions/3").json()
    assert {f["key"]: f["status"] for f in now["fields"]}["sex"] == "illegible"
    assert client.get(f"{address}/versions/4").status_code == 404


def test_what_changes_nothing_makes_no_version(world: World) -> None:
    assert revise(world, NAME).json()["record"]["version"] == 2
    assert revise(world, NAME, tag='"2"').json()["record"]["version"] == 2
    whole = world.client("records:read").get(f"/api/v1/records/{world.here.finished}").json()
    assert len(whole["corrections"]) == 1


@pytest.mark.parametrize(
    ("change", "tag", "status"),
    [
        (NAME, "", 428),
        (NAME, '"7"', 412),
        ({"key": "no_such", "action": "empty"}, '"1"', 422),
        ({"key": "given_name", "action": "undo"}, '"1"', 409),
        ({"key": "birth_date", "action": "correct", "text": " "}, '"1"', 422),
    ],
)
def test_a_revision_that_cannot_be_is_refused_and_changes_nothing(
    world: World, change: dict, tag: str, status: int
) -> None:
    address = f"/api/v1/records/{world.here.finished}"
    before = world.client("records:read").get(address).json()
    assert revise(world, {"key": "sex", "action": "empty"}, change, tag=tag).status_code == status
    assert world.client("records:read").get(address).json() == before


def test_a_record_that_waits_has_no_versions_and_is_reviewed_instead(world: World) -> None:
    client = world.client("reviewer")
    address = f"/api/v1/records/{world.here.waiting}"
    assert client.get(f"{address}/versions").json() == {"versions": []}
    assert client.get(f"{address}/versions/1").status_code == 409
    body = {"changes": [NAME]}
    sent = client.post(f"{address}/revisions", json=body, headers={"If-Match": '"1"'})
    assert sent.status_code == 409


def test_a_change_of_review_cannot_be_taken_back_into_doubt(world: World) -> None:
    client = world.client("reviewer")
    address = f"/api/v1/records/{world.here.waiting}"
    client.post(f"{address}/claim")
    changes = [{"key": k, "action": "illegible"} for k in ("given_name", "birth_date")]
    tag = client.patch(address, json={"changes": changes}, headers={"If-Match": '"1"'}).headers
    done = client.post(f"{address}/finish", headers={"If-Match": tag["etag"]})
    body = {"changes": [{"key": "given_name", "action": "undo"}]}
    sent = client.post(
        f"{address}/revisions", json=body, headers={"If-Match": done.headers["etag"]}
    )
    assert sent.status_code == 409
    assert client.get(address).headers["etag"] == done.headers["etag"]


def test_an_accepted_value_that_was_wrong_counts_as_found_wrong(world: World) -> None:
    assert revise(world, NAME).status_code == 200
    with world.state.database.read() as session:
        row = session.get(Routed, (world.here.finished, "given_name"))
        assert row is not None
        assert row.outcome == "wrong"
        other = session.get(Routed, (world.here.finished, "sex"))
        assert other is not None
        assert other.outcome == ""
        (seen,) = routing.seen(session, world.here.id)
        assert seen.found_wrong == 1


def test_another_office_s_record_is_not_there(world: World) -> None:
    with pytest.raises(Exception, match="nothing here"), world.state.database.write() as session:
        revisions.revise(
            session,
            world.there.id,
            world.here.finished,
            [Change("sex", "empty")],
            actor="person:x",
            expected_version=None,
        )
