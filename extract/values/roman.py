"""The twelve Roman numerals that months are numbered by."""

from __future__ import annotations

from typing import Final

ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
