"""Cells of tables that people open in a spreadsheet."""

from __future__ import annotations

from typing import Any, Final

#: A cell that begins so is run as a formula by spreadsheets (CWE-1236); wide forms count too.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless(-3)
    ("'=1+1", -3)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
