"""Is it up, and what does it offer."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import Depends, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.policy import PolicedRouter, Policy
from api.state import AppState, state
from models.database import revision

router = PolicedRouter(tags=["service"])


class Health(BaseModel):
    """Whether the parts answer."""

    database: Literal["ok", "behind"]
    store: Literal["ok"]


@router.get("/health", policy=Policy.public("for load balancers and `lontar up`; holds no data"))
def health(state: AppState = Depends(state)) -> Health:
    """200 when the database and the store answer; 503 otherwise."""
    current, newest = revision(state.database)
    state.store.exists("checks/none")
    return Health(database="ok" if current == newest else "behind", store="ok")


@router.get(
    "/openapi.json",
    policy=Policy.public("describes the interface; holds no data"),
    response_class=JSONResponse,
)
def openapi(request: Request) -> dict[str, Any]:
    """This interface as an OpenAPI document."""
    document: dict[str, Any] = request.app.openapi()
    return document
