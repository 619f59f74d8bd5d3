"""Cells of tables that people open in a spreadsheet."""

from __future__ import annotations

import json
import re
from typing import Any, Final

#: A cell that begins so is run as a formula by spreadsheets (CWE-1236); wide forms count too.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

#: The same inside a cell, where one that is opened with another separator begins: a table made with
#: commas and opened where Excel expects semicolons. A list's dash after a line break is left alone.
_INSIDE: Final = re.compile(r"(?<=[,;\t\r\n])(?=[=+@＝＋＠]|[-－](?! ))")
#: Spreadsheets drop these, and what stands after them begins the cell.
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

Cell = str | int | float


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula, whichever separator it is opened with.

    >>> harmless("=1+1"), harmless("a;=1+1"), harmless(-3)
    ("'=1+1", "a;'=1+1", -3)
    """
    if not isinstance(cell, str):
        return cell
    seen = _INSIDE.sub("'", _UNSEEN.sub("", cell))
    return f"'{seen}" if seen.startswith(FORMULA) else seen


def flat(value: Any) -> Cell:
    """A value as one cell.

    >>> flat({"iso": "1998-05", "written": "May 1998"}), flat(["a", "b"])
    ('1998-05', 'a; b')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    words = _words(value) if isinstance(value, dict) else None
    return json.dumps(value, ensure_ascii=False) if words is None else words


def _words(value: dict[str, Any]) -> str | None:
    """The words of a date, a place, or tick boxes with something written beside them."""
    if "iso" in value:
        return str(value["iso"])
    if "levels" in value:
        names = [str(level.get("name", "")) for level in value["levels"]]
        return ", ".join(name for name in (*names, str(value.get("rest", ""))) if name)
    if "code" in value or "codes" in value:
        codes = value.get("codes") or [value.get("code")]
        return "; ".join(str(word) for word in (*codes, value.get("other")) if word)
    return None
