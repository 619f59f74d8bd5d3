"""What parsing one value came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from extract.doubts import doubt, factor
from models.values import Problem


@dataclass(frozen=True, slots=True)
class Parsed:
    """`value` is JSON or None; `p_factor` multiplies the odds that it is right; `problems` say why.

    `absent` is "" for a value, "none" for a written dash or "none", "unknown" for a written
    "does not know".
    """

    value: Any
    p_factor: float = 1.0
    problems: tuple[Problem, ...] = ()
    absent: str = ""


def parsed(value: Any, *codes: str, evidence: tuple[str, ...] = ()) -> Parsed:
    """A Parsed with these doubts and this evidence, weighed by the table in `extract.doubts`.

    >>> parsed(12, "number_in_words").problems[0].code
    'number_in_words'
    """
    unique = tuple(dict.fromkeys(codes))
    return Parsed(value, factor((*unique, *evidence)), tuple(doubt(code) for code in unique))
