"""Who may do what: every operation of the OpenAPI document × everybody × own and other office."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.responses import PlainTextResponse
from httpx import Response
from starlette.routing import Mount, Route

from api.openapi import document
from api.policy import EXTENSION, PolicedRouter, Policy, check_policies, doors
from api.v1 import router
from models.errors import EnvironmentProblem
from models.repositories import offices
from models.repositories.offices import ROLES, SCOPES
from tests.api.conftest import World
from tests.api.world import PASSWORD, OfficeSet, cookie

EVERYBODY = ("", *ROLES, *SCOPES)
NOWHERE = "0" * 32
LOOSE = ("number", "format_")  # parts of an address that name no object of an office


def _document() -> dict[str, Any]:
    app = FastAPI(openapi_url=None)
    app.include_router(router, prefix="/api/v1")
    return document(app)


OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, item in _document()["paths"].items()
    for method, operation in item.items()
}

PERSON = {"login": "new.person", "role": "uploader", "password": PASSWORD}
CHANGE = {"changes": [{"key": "given_name", "action": "confirm"}]}
TUS = {"Tus-Resumable": "1.0.0"}
TUS_PATCH = {
    **TUS,
    "Upload-Offset": "0",
    "Content-Type": "application/offset+octet-stream",
}
#: A body that would do something, for every operation that takes one.
BODIES: dict[str, dict[str, Any]] = {
    "POST /api/v1/session": {"json": {"login": "reviewer.here", "password": PASSWORD}},
    "PUT /api/v1/session/password": {"json": {"old": PASSWORD, "new": PASSWORD}},
    "POST /api/v1/batches": {"json": {"name": "box"}},
    "POST /api/v1/batches/{batch_id}/documents": {"files": [("files", ("a.pdf", b"%PDF-1.4"))]},
    "POST /api/v1/batches/{batch_id}/announce": {"json": {"files": [{"name": "a.pdf", "size": 9}]}},
    "POST /api/v1/batches/{batch_id}/write-off": {"json": {"reason": "blank"}},
    "POST /api/v1/files/{file_id}/write-off": {"json": {"reason": "blank"}},
    "POST /api/v1/uploads": {"content": b"%PDF"},  # answered as no tus
    "HEAD /api/v1/uploads/{upload_id}": {"headers": TUS},
    "PATCH /api/v1/uploads/{upload_id}": {"headers": TUS_PATCH, "content": b"%PDF"},
    "DELETE /api/v1/uploads/{upload_id}": {"headers": TUS},
    "POST /api/v1/records/next": {"json": {}},
    "POST /api/v1/records/held": {"json": {"ids": [NOWHERE]}},
    "POST /api/v1/records/let-go": {"json": {"ids": [NOWHERE]}},
    "POST /api/v1/records/{record_id}/second": {
        "json": {"key": "given_name"},
        "headers": {"If-Match": '"1"'},
    },
    "POST /api/v1/records/{record_id}/notes": {"json": {"text": "Torn."}},
    "PUT /api/v1/queue/batches/{batch_id}": {"json": {"priority": "soon"}},
    "PUT /api/v1/queue/forms": {"json": {"form": "test-intake", "priority": "soon"}},
    "PUT /api/v1/queue/records/{record_id}": {"json": {"priority": "soon"}},
    "PUT /api/v1/readers": {"json": {"form": "test-intake", "readers": 2}},
    "PATCH /api/v1/records/{record_id}": {"json": CHANGE, "headers": {"If-Match": '"1"'}},
    "POST /api/v1/records/{record_id}/finish": {"headers": {"If-Match": '"1"'}},
    "POST /api/v1/records/{record_id}/revisions": {"json": CHANGE, "headers": {"If-Match": '"1"'}},
    "POST /api/v1/search": {"json": {"text": "sok"}},
    "PUT /api/v1/routing/tolerance": {"json": {"error": 0.01}},
    "POST /api/v1/webhooks": {"json": {"name": "x", "url": "https://cases.example/hook"}},
    "PATCH /api/v1/webhooks/{webhook_id}": {"json": {"active": True}},
    "POST /api/v1/people": {"json": PERSON},
    "PATCH /api/v1/people/{person_id}": {"json": {"active": True}},
    "PUT /api/v1/people/{person_id}/password": {"json": {"password": PASSWORD}},
    "POST /api/v1/tokens": {"json": {"name": "x", "scopes": ["records:read"]}},
}


def _parameters(office: OfficeSet) -> dict[str, str]:
    return {
        "batch_id": office.batch,
        "document_id": office.document,
        "record_id": office.waiting,
        "upload_id": office.upload,
        "file_id": office.upload,
        "person_id": office.people["uploader"],
        "token_id": office.token_ids["spare"],
        "format_": "csv",
        "webhook_id": office.webhook,
        "delivery_id": office.delivery,
        "number": "1",
        "kind": "txt",
        "level": "0",
        "column": "0",
        "row": "0",
        "draft_id": NOWHERE,
        "trial_id": NOWHERE,
    }


def _send(world: World, name: str, who: str, parameters: dict[str, str]) -> Response:
    method, path = name.split(" ")
    client = world.client(who)
    if who in ROLES:
        # Some operations end a sign-in: each request has one of its own.
        with world.state.database.write() as session:
            secret = offices.open_sign_in(session, world.here.people[who])
        client.headers.update(cookie(secret))
    return client.request(method, path.format(**parameters), **BODIES.get(name, {}))


def _verdict(policy: dict[str, Any], who: str) -> str:
    if "public" in policy or who in (*policy.get("roles", ()), *policy.get("scopes", ())):
        return "allowed"
    return "unknown" if who == "" else "forbidden"


def _leaks(answer: Response, office: OfficeSet) -> list[str]:
    """What of an office stands in an answer, other than in its question: plant, ids, secrets."""
    kept = asdict(office)
    words = [v for v in kept.values() if isinstance(v, str)]
    words += [v for part in kept.values() if isinstance(part, dict) for v in part.values()]
    said = answer.text + "".join(f"{k}: {v}\n" for k, v in answer.headers.items())
    asked = str(answer.request.url)
    return [word for word in words if word in said and word not in asked]


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_answer_is_what_the_policy_says(world: World, name: str) -> None:
    policy = OPERATIONS[name][EXTENSION]
    own, other = _parameters(world.here), _parameters(world.there)
    has_object = any(f"{{{key}}}" in name for key in own if key not in LOOSE)
    for who in EVERYBODY:
        verdict = _verdict(policy, who)
        for asked, parameters in (("own", own), ("other", other)):
            answer = _send(world, name, who, parameters)
            said = (name, who, asked, answer.status_code, answer.text)
            assert not _leaks(answer, world.there), said
            if verdict == "unknown":
                assert answer.status_code == 401, said
            elif verdict == "forbidden":
                assert answer.status_code == 403, said
            elif asked == "other" and has_object:
                assert answer.status_code == 404, said
                _same_as_nowhere(world, name, who, answer)
            else:
                assert answer.status_code < 400 or answer.status_code in (409, 410, 412), said
            if verdict != "allowed" or answer.status_code == 404:
                assert not _leaks(answer, world.here), said


def _same_as_nowhere(world: World, name: str, who: str, answer: Response) -> None:
    """Another office's object and one that never was are told in the same words."""
    nowhere = {**dict.fromkeys(_parameters(world.here), NOWHERE), "number": "1", "kind": "txt"}
    other = _send(world, name, who, nowhere)
    assert (other.status_code, *_told(other)) == (404, *_told(answer))


def _told(answer: Response) -> tuple[str, ...]:
    if answer.request.method == "HEAD":
        return ()
    body = answer.json()
    return tuple(str(body[key]) for key in ("title", "detail", "code", "remedy"))


def test_every_body_of_the_table_belongs_to_an_operation() -> None:
    assert set(BODIES) <= set(OPERATIONS)
    assert {name for name, op in OPERATIONS.items() if "requestBody" in op} <= set(BODIES)


def test_the_document_names_every_door_of_the_api_with_the_policy_in_force(world: World) -> None:
    found = {
        f"{door.method} {door.path}": door.policy.as_extension()
        for door in doors(world.app)
        if door.policy is not None and door.path.startswith("/api/")
    }
    assert found == {name: operation[EXTENSION] for name, operation in OPERATIONS.items()}


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_page_opens_to_whom_its_policy_does_not_name(world: World, who: str) -> None:
    for door in doors(world.app):
        if door.method != "GET" or door.path.startswith("/api/") or "{path" in door.path:
            continue
        assert door.policy is not None
        verdict = _verdict(door.policy.as_extension(), who)
        strange = dict.fromkeys(("work_id", "how", "language"), NOWHERE)
        address = door.path.format(**strange | _parameters(world.there), key="given_name")
        answer = world.client(who).get(address, follow_redirects=False)
        said = (door.path, who, answer.status_code)
        assert not _leaks(answer, world.there), said
        if verdict == "unknown":
            assert answer.status_code in (303, 401), said
        elif verdict == "forbidden":
            assert answer.status_code == 403, said
        else:
            assert answer.status_code < 500, said


async def _bare(request: object) -> PlainTextResponse:
    return PlainTextResponse("in")


def test_a_server_with_a_route_without_policy_does_not_start(world: World) -> None:
    plain = APIRouter()
    plain.add_api_route("/door", lambda: "in")
    nested = PolicedRouter()
    nested.include_router(plain)
    mounted = Mount("/files", app=_bare)
    for add in (
        lambda app: app.include_router(plain),
        lambda app: app.include_router(nested, prefix="/api/v1"),
        lambda app: app.router.routes.append(Route("/door", _bare)),
        lambda app: app.router.routes.append(mounted),
        lambda app: app.add_api_websocket_route("/door", _bare),
        lambda app: app.get("/door")(lambda: "in"),
    ):
        app = FastAPI(openapi_url=None)
        app.include_router(router, prefix="/api/v1")
        check_policies(app)
        add(app)
        with pytest.raises(EnvironmentProblem, match="no policy"):
            check_policies(app)


def test_a_policy_names_known_roles_and_says_why_it_is_public() -> None:
    for wrong in (
        lambda: Policy.people("boss"),
        Policy.people,
        lambda: Policy.people_and_tokens(roles=(), scopes=("everything",)),
        lambda: Policy.public(""),
    ):
        with pytest.raises(EnvironmentProblem):
            wrong()


def test_the_guard_answers_before_the_body_is_looked_at(world: World) -> None:
    head = {"Content-Type": "application/json"}
    answer = world.client().post("/api/v1/batches", content=b"{broken", headers=head)
    assert answer.status_code == 401
