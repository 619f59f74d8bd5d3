"""Signing in and out, and how long a sign-in holds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from models.database import now
from models.repositories import offices
from models.tables import Person, SignIn
from tests.api.conftest import World
from tests.api.world import PASSWORD

LOGIN = "reviewer.here"


def sign_in(world: World, login: str = LOGIN, password: str = PASSWORD):
    client = world.client()
    return client, client.post("/api/v1/session", json={"login": login, "password": password})


def test_the_cookie_of_a_sign_in_opens_doors_until_sign_out(world: World) -> None:
    client, answer = sign_in(world)
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"]
    for word in ("__Host-lontar=", "HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert word in cookie
    assert client.get("/api/v1/session").json()["role"] == "reviewer"
    kept = client.cookies["__Host-lontar"]
    assert client.delete("/api/v1/session").status_code == 204
    client.cookies.set("__Host-lontar", kept)
    assert client.get("/api/v1/session").status_code == 401


def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(world: World) -> None:
    wrong = sign_in(world, password="four words make two")[1]
    unknown = sign_in(world, login="nobody.here")[1]
    assert wrong.status_code == unknown.status_code == 401
    told = [answer.json() for answer in (wrong, unknown)]
    for answer in told:
        answer.pop("request_id")
    assert told[0] == told[1]
    assert told[0]["code"] == "sign_in_refused"


def test_ten_failed_tries_close_the_account_even_for_the_right_password(world: World) -> None:
    with ThreadPoolExecutor(12) as pool:
        tries = [pool.submit(sign_in, world, LOGIN, f"wrong words here {n}") for n in range(12)]
    codes = sorted(one.result()[1].status_code for one in tries)
    assert codes == [401] * 10 + [429] * 2
    refused = sign_in(world)[1]
    assert refused.status_code == 429
    assert refused.headers["retry-after"]


def test_a_right_password_forgets_the_tries_of_the_account_not_of_the_address(
    world: World,
) -> None:
    for n in range(9):
        sign_in(world, password=f"wrong words here {n}")
    assert sign_in(world)[1].status_code == 200
    assert sign_in(world, password="wrong words again")[1].status_code == 401
    # Nine and one from this address: the tenth, though of another account, was its last.
    assert sign_in(world, login="manager.here", password=PASSWORD)[1].status_code == 429


def test_a_sign_in_ends_after_idling_and_after_half_a_day_at_most(world: World) -> None:
    client = world.client("reviewer")
    settings = world.state.settings
    assert client.get("/api/v1/session").status_code == 200
    _age(world, seen=settings.session_idle_seconds - 60, created=settings.session_seconds - 60)
    assert client.get("/api/v1/session").status_code == 200
    _age(world, seen=settings.session_idle_seconds + 1, created=0)
    assert client.get("/api/v1/session").status_code == 401
    _age(world, seen=0, created=settings.session_seconds + 1)
    assert client.get("/api/v1/session").status_code == 401


def _age(world: World, *, seen: int, created: int) -> None:
    with world.state.database.write() as session:
        for sign_in in session.query(SignIn):
            sign_in.seen = now() - timedelta(seconds=seen)
            sign_in.created = now() - timedelta(seconds=created)


def test_using_a_sign_in_keeps_it_from_idling_out(world: World) -> None:
    client = world.client("reviewer")
    _age(world, seen=600, created=600)
    assert client.get("/api/v1/session").status_code == 200
    with world.state.database.read() as session:
        secret = world.here.cookies["reviewer"]
        kept = offices.sign_in_seen(session, secret)
        assert kept is not None
        assert kept.seen > now() - timedelta(seconds=60)


def test_a_deactivated_person_is_out_at_once(world: World) -> None:
    client = world.client("reviewer")
    with world.state.database.write() as session:
        person = session.get(Person, world.here.people["reviewer"])
        assert person is not None
        person.active = False
    assert client.get("/api/v1/session").status_code == 401
    assert sign_in(world)[1].status_code == 401


def test_another_site_cannot_use_a_browsers_cookie(world: World) -> None:
    client = world.client("reviewer")
    for head in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ):
        answer = client.post("/api/v1/batches", json={"name": "x"}, headers=head)
        assert answer.status_code == 403, head
    same = {"Sec-Fetch-Site": "same-origin", "Origin": "https://testserver"}
    assert client.post("/api/v1/batches", json={"name": "x"}, headers=same).status_code == 201


def test_changing_ones_password_ends_other_sign_ins_and_needs_the_old_one(world: World) -> None:
    first, _ = sign_in(world)
    second, _ = sign_in(world)
    address, new = "/api/v1/session/password", "entirely other words"
    assert first.put(address, json={"old": "wrong words", "new": new}).status_code == 401
    short = first.put(address, json={"old": PASSWORD, "new": "short"})
    assert short.status_code == 422
    assert "12" in short.json()["detail"]
    assert first.put(address, json={"old": PASSWORD, "new": new}).status_code == 204
    assert first.get("/api/v1/session").status_code == 200
    assert second.get("/api/v1/session").status_code == 401
    assert sign_in(world)[1].status_code == 401
    assert sign_in(world, password=new)[1].status_code == 200


def test_a_token_ends_and_can_be_revoked(world: World) -> None:
    client = world.client("records:read")
    assert client.get("/api/v1/session").json()["kind"] == "token"
    with world.state.database.write() as session:
        offices.revoke_token(session, world.here.id, world.here.token_ids["records:read"])
        ended = offices.token(session, world.here.id, world.here.token_ids["records:write"])
        ended.expires = now() - timedelta(seconds=1)
    assert client.get("/api/v1/session").status_code == 401
    assert world.client("records:write").get("/api/v1/session").status_code == 401


def test_an_open_browser_is_no_place_to_guess_a_password(world: World) -> None:
    client, _ = sign_in(world)
    change = {"old": "wrong words here", "new": "five words make another one"}
    tries = [client.put("/api/v1/session/password", json=change).status_code for _ in range(11)]
    assert tries == [401] * 10 + [429]
    assert (
        client.put("/api/v1/session/password", json={**change, "old": PASSWORD}).status_code == 429
    )
    assert sign_in(world)[1].status_code == 200  # the account itself is not closed


def test_signing_in_anew_ends_the_sign_in_that_the_browser_had(world: World) -> None:
    client, _ = sign_in(world)
    before = client.cookies["__Host-lontar"]
    client.post("/api/v1/session", json={"login": LOGIN, "password": PASSWORD})
    assert client.cookies["__Host-lontar"] != before
    assert client.get("/api/v1/session").status_code == 200
    other = world.client()
    other.cookies.set("__Host-lontar", before)
    assert other.get("/api/v1/session").status_code == 401
