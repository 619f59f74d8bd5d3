"""The lists that made-up people and words are drawn from (`data/*.yaml`)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from extract.forms.fill.sets import kept
from extract.forms.levels import Set

_DATA = Path(__file__).parent / "data"


@lru_cache(maxsize=8)
def stock(name: str) -> Any:
    """The parsed `data/<name>.yaml`; treat it as read-only."""
    return yaml.safe_load((_DATA / f"{name}.yaml").read_text("utf-8"))


def word(language: str, key: str, rng: Random, which: Set | None = None) -> str:
    """One of the words for `key`, or of the general ones when there are none for it."""
    words = stock("words")[language]
    choices = words.get(key) or words["text"]
    return str(rng.choice(kept(choices, which)))


def other_word(language: str, key: str, rng: Random, which: Set | None = None) -> str:
    """What somebody wrote behind "Other:"."""
    others = stock("words")[language]["other"]
    return str(rng.choice(kept(others.get(key) or others["any"], which)))
