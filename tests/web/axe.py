"""Asks axe-core what on a page keeps somebody out: WCAG 2.2 A and AA, and four good habits."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

SOURCE: Final = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
OPTIONS: Final[dict[str, Any]] = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    },
    # Off by default, or only advised: what people who listen go by.
    "rules": {
        "target-size": {"enabled": True},
        "page-has-heading-one": {"enabled": True},
        "landmark-one-main": {"enabled": True},
        "region": {"enabled": True},
        "heading-order": {"enabled": True},
    },
    "resultTypes": ["violations"],
}


@lru_cache(maxsize=1)
def _source() -> str:
    if not SOURCE.is_file():
        raise FileNotFoundError(f"{SOURCE} is missing: script/setup brings it.")
    return SOURCE.read_text()


def broken(page: Page) -> list[str]:
    """What is wrong with the page as it stands, one line each: the rule, the place, why."""
    # By evaluation, since our own pages let no script in that does not come from the server.
    page.evaluate(_source())
    found = page.evaluate("options => axe.run(document, options)", OPTIONS)
    return [
        f"{violation['id']}: {node['target']}: {_why(node)}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def _why(node: dict[str, Any]) -> str:
    told = [*node["any"], *node["all"], *node["none"]]
    return "; ".join(str(one["message"]) for one in told)
