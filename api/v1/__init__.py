"""Version 1 of the HTTP API."""

from __future__ import annotations

from api.policy import PolicedRouter
from api.v1 import batches, documents, events, health, records, review, session, uploads

router = PolicedRouter()
for _area in (health, session, batches, events, uploads, documents, records, review):
    router.include_router(_area.router)
