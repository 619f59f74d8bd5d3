"""The table of sounds, loaded strictly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

from models.errors import EnvironmentProblem

_FILE: Final = Path(__file__).with_name("sounds.yaml")


@dataclass(frozen=True, slots=True)
class Script:
    """Letters of Khmer or Thai and their sounds; `special` are independent or leading vowels."""

    consonants: Mapping[str, str]
    vowels: Mapping[str, str]
    special: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """`letters` of Latin have one sound or several; `distances` are of two vowels in order."""

    khmer: Script
    thai: Script
    letters: tuple[tuple[str, tuple[str, ...]], ...]
    runs: tuple[tuple[str, str], ...]
    vowels: frozenset[str]
    distances: Mapping[str, float]
    left_out: float
    left_out_at_end: float
    ends: Mapping[str, str]
    weak: frozenset[str]


@lru_cache(maxsize=1)
def table() -> Table:
    """Raises EnvironmentProblem when the file is not as it should be."""
    content = yaml.safe_load(_FILE.read_text("utf-8"))
    try:
        content.pop("source")
        khmer, thai, latin = (content.pop(name) for name in ("khmer", "thai", "latin"))
        letters = tuple(
            (written, (said,) if isinstance(said, str) else tuple(said))
            for written, said in latin["letters"]
        )
        return Table(
            khmer=Script(khmer["consonants"], khmer["vowels"], khmer["independent"]),
            thai=Script(thai["consonants"], thai["vowels"], thai["leading"]),
            letters=letters,
            runs=tuple((written, said) for written, said in latin["vowels"]),
            vowels=frozenset(content.pop("vowels")),
            weak=frozenset(content.pop("weak")),
            **content,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise EnvironmentProblem(
            f"sounds.yaml holds unknown or lacks needed keys ({error})."
        ) from error
