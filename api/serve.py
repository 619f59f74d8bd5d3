"""Run the API under uvicorn, with the relay and the sender of webhooks beside it."""

from __future__ import annotations

import gc
import logging
from dataclasses import replace

import uvicorn

from api import logs
from api.app import create_app
from api.state import open_state
from ingest.indexing import Indexer
from ingest.relay import Relay
from ingest.settings import Settings
from ingest.webhook_sender import Sender


def serve(settings: Settings) -> None:
    """Serve until told to stop. The access log is off: addresses hold ids of people's papers."""
    logging.basicConfig(level=settings.log_level.upper())
    logs.configure(settings.log_level)
    state = open_state(settings)
    relay = Relay(state.database, settings)
    indexer = Indexer(state.database)
    sender = Sender(state.database, settings)
    application = create_app(replace(state, wake=relay.wake))
    # What stands from here on is never garbage: without this a full collection walks through all
    # definitions and catalogues, a tenth of a second in the middle of somebody's request.
    gc.collect()
    gc.freeze()
    relay.start()
    indexer.start()
    sender.start()
    try:
        uvicorn.run(
            application,
            host=settings.host,
            port=settings.port,
            log_level=settings.log_level,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=10,
        )
    finally:
        relay.stop()
        indexer.stop()
        sender.stop()
        state.close()
