"""Nobody is told by any door what their role may not see: every route, every role, every format."""

from __future__ import annotations

from typing import Any, Final

import pytest
from httpx import Response

from api import logs
from api.policy import PolicedDoor, doors
from models.queueing import Wanted
from models.repositories import fieldwork, offices, sight
from models.sight import EVERY_FORM, Sight
from tests.api.conftest import World
from tests.api.planted import TONES, WORDS, Case, add_case, live_in, shown, told
from tests.api.test_policies import BODIES
from tests.api.world import cookie

NAME, FAMILY = WORDS["given_name"], WORDS["family"]
NOWHERE: Final = "0" * 32
GUESS: Final = {"action": "correct", "text": "Guess"}
#: A body that does something, for doors that are not in the published API.
PAGE_BODIES: dict[str, dict[str, Any]] = {
    "POST /crops/hand": {"json": {"key": "given_name"}},
    "POST /crops/held": {"json": {"ids": []}},
    "POST /crops/let-go": {"json": {"ids": []}},
    "POST /crops/confirm": {"json": {"ids": []}},
    "POST /crops/{work_id}/answer": {"json": {"action": "correct", "text": "Guess"}},
    "POST /crops/{work_id}/pass": {"json": {"reason": "needs_page"}},
    "POST /crops/{work_id}/page": {"json": {"reason": "needs_page"}},
    "POST /review/{record_id}/meaning": {"json": {"key": "given_name", **GUESS}},
    "PUT /review/{record_id}/unsaved": {"json": {"key": "given_name", "entered": None}},
    "POST /review/places": {"json": {"country": "KHM"}},
    "POST /search": {"data": {"text": "Secunda"}},  # a part of a hidden name
    "POST /sight": {"data": {"form": "test-intake"}},
    "POST /queue/priority": {"data": {"priority": "soon", "form": "test-intake"}},
    "POST /readers": {"data": {"form": "test-intake", "way": "", "key": "sex"}},
    "POST /webhooks": {
        "data": {"name": "x", "url": "https://cases.example/", "events": ["record.finished"]}
    },
    "POST /guests": {"data": {"login": "reviewer.there", "role": "reviewer"}},
    "POST /people": {"data": {"login": "new.person", "role": "uploader"}},
    "POST /tokens": {"data": {"name": "x", "days": "9", "scopes": ["records:read"]}},
    "POST /people/{person_id}/change": {"data": {"active": "true"}},
    "POST /language": {"data": {"language": "en"}},
    "POST /office": {"data": {"office": NOWHERE}},
    "POST /sign-in": {"data": {"login": "reviewer.here", "password": "wrong"}},
}
#: Files of our own, and sheets to print that tell cases apart: all shades stand in them. Drafts of
#: forms are made of blanks, which hold no case.
NO_CASE: Final = ("/static", "/lib", "/batches/separators", "/forms/drafts")
#: Doors that end the sign-in or the person, and those that only change settings of the reader.
LAST: Final = ("sign-out", "/session", "/people", "/tokens", "/office")
#: What is said of a body that a door does not understand: what it does was not tried then.
NOT_UNDERSTOOD: Final = (415, 422)


def _parameters(world: World, case: Case, work: str) -> dict[str, str]:
    here = world.here
    return {
        "batch_id": here.batch,
        "document_id": case.document,
        "record_id": case.record,
        "person_id": here.people["uploader"],
        "token_id": here.token_ids["spare"],
        "number": "1",
        "key": "given_name",
        "work_id": work,
        "how": "row?key=given_name",
        "file_id": here.upload,
        "upload_id": here.upload,
        "webhook_id": here.webhook,
        "delivery_id": here.delivery,
        "level": "0",
        "column": "0",
        "row": "0",
    }


class _Default(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "txt" if key == "kind" else NOWHERE


def _addresses(door: PolicedDoor, parameters: dict[str, str]) -> list[str]:
    if "{kind}" in door.path and "/text/" in door.path:
        kinds = ("txt", "json", "hocr", "alto", "pdf")
        return [door.path.format_map(_Default(parameters) | {"kind": k}) for k in kinds]
    if "{format_}" in door.path:
        kinds = ("xlsx", "tables", "csv", "htcds", "jsonl")
        return [door.path.format_map(_Default(parameters) | {"format_": k}) for k in kinds]
    return [door.path.format_map(_Default(parameters))]


def _everything(
    world: World, who: str, case: Case, work: str = NOWHERE
) -> list[tuple[str, Response]]:
    """What every door says to a role about a case, reading before writing."""
    found = []
    order = sorted(
        doors(world.app), key=lambda d: (any(w in d.path for w in LAST), d.method != "GET", d.path)
    )
    client = world.client(who)
    for door in order:
        if "{path" in door.path or door.path.startswith(NO_CASE):
            continue
        name = f"{door.method} {door.path}"
        more = {**BODIES, **PAGE_BODIES}.get(name, {})
        for address in _addresses(door, _parameters(world, case, work)):
            if any(word in door.path for word in LAST):  # it may end the sign-in
                with world.state.database.write() as session:
                    secret = offices.open_sign_in(session, world.here.people[who])
                client = world.client(who)
                client.headers.update(cookie(secret))
            answer = client.request(door.method, address, follow_redirects=False, **more)
            assert answer.status_code not in NOT_UNDERSTOOD, (name, answer.text)
            found.append((f"{door.method} {address}", answer))
    return found


def _choose(world: World, role: str, key: str, how: Sight, form: str = "test-intake") -> None:
    with world.state.database.write() as session:
        sight.choose(session, world.here.id, role=role, form=form, key=key, sight=how, actor="test")


@pytest.mark.parametrize(
    ("who", "finished"),
    [
        ("checker", False),
        pytest.param("checker", True, marks=pytest.mark.slow),
        pytest.param("uploader", True, marks=pytest.mark.slow),
        pytest.param("administrator", False, marks=pytest.mark.slow),
    ],
)
def test_who_sees_no_record_is_told_nothing_of_one_by_any_door(
    world: World, who: str, finished: bool
) -> None:
    case = add_case(world.state, world.here, finished=finished)
    if who == "checker":  # what single fields tell is looked at below
        _choose(world, who, "", Sight.NEVER)
    for name, answer in _everything(world, who, case):
        assert not told(answer, (NAME, FAMILY)), name
        assert not shown(answer), name
        if who == "checker":
            assert case.record not in answer.text or case.record in name, name


@pytest.mark.parametrize(
    ("who", "how", "form", "finished"),
    [
        ("reviewer", Sight.CROP, "test-intake", False),
        pytest.param("reviewer", Sight.NEVER, EVERY_FORM, True, marks=pytest.mark.slow),
        ("manager", Sight.NEVER, "test-intake", True),
    ],
)
def test_a_field_that_is_kept_from_a_role_is_told_by_no_door(
    *,
    world: World,
    capsys: pytest.CaptureFixture[str],
    who: str,
    how: Sight,
    form: str,
    finished: bool,
) -> None:
    logs.configure("debug")
    case = add_case(world.state, world.here, finished=finished)
    live_in(world.state, world.here, case, who, finished=finished)
    _choose(world, who, "given_name", how, form)
    crops = "/crops/hand" if how is Sight.CROP else "-"
    seen = dict(_everything(world, who, case))
    for name, answer in seen.items():
        if crops not in name:
            assert not told(answer, (NAME,)), name
        assert "given_name" not in shown(answer), name
    log = capsys.readouterr().err
    assert log.count('"event"') >= len(seen)
    assert not [word for word in (NAME, FAMILY, "Secunda", "scan-0001") if word in log]
    # The rest is still there: a door that says nothing at all would pass as well.
    assert told(seen[f"GET /api/v1/records/{case.record}"], (FAMILY,))
    # Of the rest of the page what was read of visible fields and the form's own print: no more.
    assert shown(seen[f"GET /api/v1/documents/{case.document}/pages/1/image"]) == sorted(
        {*TONES, "head"} - {"given_name"}
    )
    text = seen[f"GET /api/v1/documents/{case.document}/text/pdf"]
    assert told(text, (FAMILY,)) and "family" in shown(text)
    if who == "manager":
        for kind in ("xlsx", "tables", "csv", "jsonl"):
            assert told(seen[f"GET /api/v1/exports/{kind}"], ("female",)), kind


@pytest.mark.slow
def test_where_most_is_kept_only_the_fields_that_may_be_seen_are_shown(world: World) -> None:
    case = add_case(world.state, world.here, finished=True)
    _choose(world, "reviewer", "", Sight.CROP)
    _choose(world, "reviewer", "family", Sight.WHOLE)
    for name, answer in _everything(world, "reviewer", case):
        if "/crops" not in name:
            assert not told(answer, (NAME,)), name
        assert set(shown(answer)) <= {"family", "head"}, name


def test_managers_and_machines_see_all_unless_the_office_says_otherwise(world: World) -> None:
    case = add_case(world.state, world.here, finished=True)
    _choose(world, "reviewer", "", Sight.NEVER)
    original = f"/api/v1/documents/{case.document}/original"
    for who in ("manager", "records:read"):
        client = world.client(who)
        assert told(client.get(f"/api/v1/records/{case.record}"), (NAME,))
        assert client.get(original).status_code == 200
    assert world.client("reviewer").get(original).status_code == 403


def test_a_hidden_field_is_settled_by_nobody_who_may_not_see_it(world: World) -> None:
    case = add_case(world.state, world.here, finished=False)
    _choose(world, "reviewer", "given_name", Sight.CROP)
    client = world.client("reviewer")
    claimed = client.post(f"/api/v1/records/{case.record}/claim")
    for action in ("confirm", "correct", "empty", "undo"):
        change = {"key": "given_name", "action": action, "text": "Guess"}
        answer = client.patch(
            f"/api/v1/records/{case.record}",
            json={"changes": [change]},
            headers={"If-Match": claimed.headers["ETag"]},
        )
        assert answer.status_code == 403


def test_a_search_tells_nothing_of_what_may_not_be_seen(world: World) -> None:
    """Not even that it was found: whoever seeks a name and gets a case has learned the name."""
    case = add_case(world.state, world.here, finished=True)
    client = world.client("reviewer")
    words = {"text": NAME}
    ways = [
        lambda: client.post("/search", data=words),
        lambda: client.post("/api/v1/search", json=words),
        lambda: client.post("/api/v1/search", json={"text": NAME, "within": "pages"}),
    ]
    told_before = [case.document in way().text or case.record in way().text for way in ways]
    assert any(told_before)
    _choose(world, "reviewer", "given_name", Sight.CROP)
    for way in ways:
        assert case.document not in way().text and case.record not in way().text


def test_a_checker_is_told_one_field_and_not_whose_it_is(world: World) -> None:
    case = add_case(world.state, world.here, finished=False)
    with world.state.database.write() as session:
        other = world.here.waiting
        works = fieldwork.claim_fields(
            session,
            world.here.id,
            world.here.people["checker"],
            Wanted(keys=("given_name",), record=case.record),
            most=1,
            seconds=90,
        )
    assert other and works
    (work,) = works
    for name, answer in _everything(world, "checker", case, work.id):
        assert not told(answer, (FAMILY, "3/4/2005", "2005-04-03", "scan-0001")), name
        assert case.record not in answer.text or case.record in name, name
        assert case.document not in answer.text or case.document in name, name
        assert set(shown(answer)) <= {"given_name"}, name
        if "/crops/" not in name:
            assert not told(answer, (NAME,)), name


def test_a_crop_is_had_by_whoever_holds_it_and_by_nobody_else(world: World) -> None:
    add_case(world.state, world.here, finished=False)
    client = world.client("checker")
    hand = client.post("/crops/hand", json={"key": "given_name", "form": "test-intake"})
    assert told(hand, (NAME,))
    works = _ids(hand.text)
    pictures = [client.get(f"/crops/{work}/picture") for work in works]
    assert any(shown(answer) == ["given_name"] for answer in pictures)
    for work in works:
        for who in ("reviewer", "manager", "uploader", "administrator"):
            assert world.client(who).get(f"/crops/{work}/picture").status_code in (403, 404)
        assert world.client("checker", world.there).get(f"/crops/{work}/picture").status_code == 404
        # A whole page is for reviewers, and for none without a reason.
        assert client.post(f"/crops/{work}/page", json={"reason": "cut_badly"}).status_code == 403
        assert client.get(f"/crops/{work}/page").status_code == 403
    client.post("/crops/let-go", json={"ids": works})
    assert client.get(f"/crops/{works[0]}/picture").status_code == 404


def _ids(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('data-key="')[1:]]


def test_the_whole_page_opens_for_a_reason_that_the_audit_keeps(world: World) -> None:
    add_case(world.state, world.here, finished=False)
    _choose(world, "reviewer", "family", Sight.NEVER)
    client = world.client("reviewer")
    works = _ids(client.post("/crops/hand", json={"key": "birth_date"}).text)
    pages = []
    for work in works:
        page = f"/crops/{work}/page"
        assert client.get(page).status_code == 404  # before a reason was given
        assert client.post(page, json={"reason": "because"}).status_code == 422
        assert client.post(page, json={"reason": "needs_page"}).status_code == 204
        pages.append(shown(client.get(page)))
    assert sorted({*TONES, "head"} - {"family"}) in pages
    lines = world.client("manager").get("/api/v1/audit").json()["lines"]
    opened = [line for line in lines if line["action"] == "page.opened"]
    assert len(opened) == len(works) and opened[0]["detail"]["why"] == "needs_page"
    assert opened[0]["actor"].startswith("person:reviewer")


def test_what_a_role_may_never_see_is_not_given_out_as_a_crop_either(world: World) -> None:
    add_case(world.state, world.here, finished=False)
    _choose(world, "checker", "given_name", Sight.NEVER)
    client = world.client("checker")
    assert _ids(client.post("/crops/hand", json={"key": "given_name"}).text) == []
    # A table tells of a family: not given unless that is chosen for the field itself.
    assert _ids(client.post("/crops/hand", json={"key": "family"}).text) == []
    assert "given_name" not in client.get("/crops").text
    _choose(world, "checker", "family", Sight.CROP)
    assert len(_ids(client.post("/crops/hand", json={"key": "family"}).text)) == 1


def test_taking_back_ones_own_choice_brings_back_what_held_before(world: World) -> None:
    client = world.client("manager")
    form = {"form": "test-intake", "reviewer|given_name": "crop"}
    assert client.post("/sight", data=form, follow_redirects=False).status_code == 303
    case = add_case(world.state, world.here, finished=True)
    record = f"/api/v1/records/{case.record}"
    assert not told(world.client("reviewer").get(record), (NAME,))
    form["reviewer|given_name"] = ""
    client.post("/sight", data=form)
    assert told(world.client("reviewer").get(record), (NAME,))
    lines = world.client("manager").get("/api/v1/audit").json()["lines"]
    assert [line["detail"]["after"] for line in lines if line["action"] == "sight.chosen"] == [
        "",
        "crop",
    ]


@pytest.mark.parametrize("value", ["all", "whole "])
def test_strange_choices_are_refused(world: World, value: str) -> None:
    client = world.client("manager")
    for sent in (
        {"form": "test-intake", "reviewer|given_name": value},
        {"form": "test-intake", "checker|given_name": "whole"},
        {"form": "test-intake", "uploader|given_name": "crop"},
    ):
        assert client.post("/sight", data=sent).status_code == 422
