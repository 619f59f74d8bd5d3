"""Masks of case numbers (`models.forms.FormField.pattern`) as patterns of canonical ones."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from extract.values.roman import ROMAN

_PARTS: Final = {"#": r"\d", "@": "[A-Z]", "*": "[A-Z0-9 .-]+"}


@lru_cache(maxsize=64)
def shape(mask: str) -> re.Pattern[str]:
    """`#` a digit, `@` a capital, `*` anything without a slash, `%` a Roman month (the group
    `month`); every other sign stands for itself.

    >>> bool(shape("###/@/*/*/%/####").fullmatch("012/A/UPTD-PPA/BANDUNG/VII/2019"))
    True
    """
    months = "|".join(ROMAN)
    parts: list[str] = []
    for sign in mask:
        if sign == "%":
            parts.append(
                f"(?:{months})" if "(?P<month>" in "".join(parts) else f"(?P<month>{months})"
            )
        else:
            parts.append(_PARTS.get(sign, re.escape(sign.upper())))
    return re.compile("".join(parts))
