"""The API's log; how lines look and what they may hold is told in `ingest.logs`."""

from __future__ import annotations

import structlog

from ingest.logs import configure, where

__all__ = ["configure", "log", "where"]

log = structlog.get_logger("lontar.api")
