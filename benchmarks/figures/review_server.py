"""The server of a figure, in a process of its own; its settings come from the environment."""

from __future__ import annotations

import uvicorn

from api.app import create_app
from api.state import open_state
from ingest.settings import load


def main() -> None:
    settings = load()
    app = create_app(open_state(settings, migrated=True))
    uvicorn.run(app, host="127.0.0.1", port=settings.port, log_level="error")


if __name__ == "__main__":
    main()
