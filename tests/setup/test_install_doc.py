"""docs/install.md lists every setting with its default, as the code has it."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from ingest.settings import Settings
from models.limits import Limits

PAGE = Path(__file__).parents[2] / "docs" / "install.md"


def _rows() -> dict[str, str]:
    """Variable → the default as written; rows may name several variables."""
    rows: dict[str, str] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) == 3 and cells[0].startswith("`LONTAR_"):
            names = re.findall(r"`(LONTAR_[A-Z0-9_]+)`", cells[0])
            defaults = re.findall(r"`([^`]*)`", cells[1]) or [""]
            for number, name in enumerate(names):
                rows[name] = defaults[min(number, len(defaults) - 1)]
    return rows


def test_every_setting_and_limit_is_listed_and_no_other() -> None:
    settings = {f"LONTAR_{name.upper()}" for name in Settings.model_fields if name != "limit"}
    limits = {f"LONTAR_LIMIT__{field.name.upper()}" for field in dataclasses.fields(Limits)}
    # LONTAR_PYTHON and LONTAR_CHROMIUM are words to script/setup and the tests.
    assert set(_rows()) - {"LONTAR_PYTHON", "LONTAR_CHROMIUM"} == settings | limits


def test_the_defaults_are_the_ones_in_force() -> None:
    rows, odd = _rows(), []
    for field in dataclasses.fields(Limits):
        if rows[f"LONTAR_LIMIT__{field.name.upper()}"] != str(field.default):
            odd.append(field.name)
    for name, info in Settings.model_fields.items():
        if isinstance(info.default, bool | int):
            wanted = str(info.default).lower()
        elif isinstance(info.default, str | Path) and str(info.default):
            wanted = str(info.default)
        else:
            continue
        if name not in ("limit", "database") and rows[f"LONTAR_{name.upper()}"] != wanted:
            odd.append(name)
    assert odd == []
