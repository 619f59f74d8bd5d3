"""The OpenAPI document, made true: every operation's errors are problem+json, with its policy."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.policy import EXTENSION
from api.problems import MEDIA_TYPE, Problem

_REFERENCE: Final = "#/components/schemas/{model}"
_COMMON: Final = {
    "422": "The request cannot be understood.",
    "503": "The file store or the database does not answer: try again later.",
}
_POLICED: Final = {
    "401": "This needs a sign-in or a token.",
    "403": "Your role or scopes do not allow this.",
    "404": "There is nothing here, or nothing that you may see.",
}
_WITH_BODY: Final = {"413": "The request is larger than this address takes."}


def document(app: FastAPI) -> dict[str, Any]:
    """The whole document."""
    made = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    problem = Problem.model_json_schema(ref_template=_REFERENCE)
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    made["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": "__Host-lontar"},
    }
    for path in made["paths"].values():
        for operation in path.values():
            _tell_errors(operation)
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return made


def _tell_errors(operation: dict[str, Any]) -> None:
    policy = operation[EXTENSION]
    told = dict(_COMMON)
    if "public" not in policy:
        told |= _POLICED
        operation["security"] = [{"session": []}] if policy["roles"] else []
        operation["security"] += [{"token": []}] if policy["scopes"] else []
    if "requestBody" in operation:
        told |= _WITH_BODY
    content = {MEDIA_TYPE: {"schema": {"$ref": _REFERENCE.format(model="Problem")}}}
    responses = operation["responses"]
    for status, meaning in told.items():
        if status == "422" or status not in responses:
            responses[status] = {"description": meaning}
    for status, answer in responses.items():
        if int(status) >= 400:
            answer["content"] = content


def install(app: FastAPI) -> None:
    """Make it the application's document, built once, when it is first asked for."""

    def made() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = document(app)
        return app.openapi_schema

    app.openapi = made  # type: ignore[method-assign]
