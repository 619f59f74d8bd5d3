"""Scripts of others, served from our own server: what package.json asks for, by name, nothing else.

`script/setup` brings them into node_modules; nothing is ever fetched by a page from elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from api.policy import Kept

ROOT: Final = Path(__file__).parents[2] / "node_modules"
FILES: Final[Mapping[str, str]] = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "openseadragon.min.js": "openseadragon/build/openseadragon/openseadragon.min.js",
    "tus.min.js": "tus-js-client/dist/tus.min.js",
}


def missing() -> tuple[str, ...]:
    """The names of those that are not installed."""
    return tuple(name for name, place in FILES.items() if not (ROOT / place).is_file())


class Libraries(Kept):
    """Serves the files above and nothing beside them."""

    def __init__(self) -> None:
        super().__init__(directory=ROOT, check_dir=False)

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        place = ROOT / FILES.get(path, "-")
        return (str(place), place.stat()) if place.is_file() else ("", None)
