"""What parsing one value came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from extract.doubts import doubt, factor
from models.values import Problem, Repair


@dataclass(frozen=True, slots=True)
class Parsed:
    """`value` is JSON or None; `p_factor` multiplies the odds that it is right; `problems` say why.

    `absent` is "" for a value, "none" for a written dash or "none", "unknown" for a written
    "does not know". `repairs` say what was taken for something else, `parts` what was taken apart
    (the title of a name, the country of a passport).
    """

    value: Any
    p_factor: float = 1.0
    problems: tuple[Problem, ...] = ()
    absent: str = ""
    repairs: tuple[Repair, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)


def parsed(
    value: Any,
    *codes: str,
    evidence: tuple[str, ...] = (),
    repairs: tuple[Repair, ...] = (),
    parts: Mapping[str, str] | None = None,
) -> Parsed:
    """A Parsed with these doubts and this evidence, weighed by the table in `extract.doubts`.

    >>> parsed(12, "number_in_words").problems[0].code
    'number_in_words'
    """
    unique = tuple(dict.fromkeys(codes))
    problems = tuple(doubt(code) for code in unique)
    weight = factor((*unique, *evidence))
    return Parsed(value, weight, problems, repairs=repairs, parts=parts or {})
