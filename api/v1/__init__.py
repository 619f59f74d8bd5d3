"""Version 1 of the HTTP API."""

from __future__ import annotations

from api.policy import PolicedRouter
from api.v1 import batches, events, health, session, uploads

router = PolicedRouter()
for _area in (health, session, batches, events, uploads):
    router.include_router(_area.router)
