"""The OpenAPI document is true: what it describes is what is answered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import checks
from schemathesis.specs.openapi import checks as openapi_checks

from api.app import create_app
from api.policy import EXTENSION
from api.v1 import events
from models.repositories import offices
from tests.api.conftest import World
from tests.api.test_policies import OPERATIONS, _parameters
from tests.api.world import cookie

CHECKS = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
]
EXAMPLES = 8
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")


def _heads(world: World, policy: dict[str, Any]) -> list[dict[str, str]]:
    """The heads of everybody whom the policy admits; somebody where it admits all."""
    found = [world.here.headers(scope) for scope in policy.get("scopes", ())]
    with world.state.database.write() as session:
        for role in policy.get("roles", ()):
            found.append(cookie(offices.open_sign_in(session, world.here.people[role])))
    return found or [{}]


@pytest.mark.parametrize("name", OPERATIONS)
def test_answers_to_anything_that_fits_or_nearly_fits_are_as_described(
    world: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "EVERY_SECONDS", 0.01)
    monkeypatch.setattr(events, "LONGEST_SECONDS", 0.02)
    app = create_app(replace(world.state))
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    method, path = name.split(" ")
    operation = schema[path][method]
    heads = _heads(world, OPERATIONS[name][EXTENSION])
    own = {key: value for key, value in _parameters(world.here).items() if f"{{{key}}}" in path}

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), head=st.sampled_from(heads), real=st.booleans())
    def run(case: schemathesis.Case, head: dict[str, str], real: bool) -> None:
        if real and own:
            case.path_parameters = own
        case.call_and_validate(headers=head, checks=CHECKS)

    run()


def test_every_operation_says_what_it_does_and_documents_its_errors() -> None:
    for name, operation in OPERATIONS.items():
        assert operation["description"].strip(), name
        assert operation["tags"], name
        answers = operation["responses"]
        for status, answer in answers.items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"], (name, status)
        if "public" not in operation[EXTENSION]:
            assert {"401", "403", "404", "422"} <= set(answers), name
            assert operation["security"], name


def test_identifiers_of_operations_are_short_and_unlike() -> None:
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(set(names)) == len(names)
    assert all("__" not in name and len(name) < 30 for name in names), names
