"""Version 1 of the HTTP API."""

from __future__ import annotations

from api.policy import PolicedRouter
from api.v1 import health, session

router = PolicedRouter()
for _area in (health, session):
    router.include_router(_area.router)
