"""Version 1 of the HTTP API."""

from __future__ import annotations

from api.policy import PolicedRouter
from api.v1 import (
    audits,
    batches,
    documents,
    events,
    exports,
    files,
    health,
    holding,
    notes,
    outputs,
    people,
    queue,
    reading,
    records,
    review,
    revisions,
    routing,
    search,
    session,
    tiles,
    tokens,
    tus,
    uploads,
    webhooks,
)

router = PolicedRouter()
for _area in (
    health,
    session,
    batches,
    uploads,
    files,
    tus,
    events,
    documents,
    tiles,
    outputs,
    records,
    review,
    holding,
    queue,
    reading,
    revisions,
    exports,
    notes,
    routing,
    search,
    people,
    tokens,
    webhooks,
    audits,
):
    router.include_router(_area.router)
