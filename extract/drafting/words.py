"""Words that tell what a label asks for, read strictly from `words.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from models.errors import EnvironmentProblem
from models.forms import Kind
from models.languages import LABEL_LANGUAGES

_FILE: Final = Path(__file__).with_name("words.yaml")
_Lists = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Words:
    """By label language: words of each kind, of questions with many answers, of the open answer,
    and the usual words of forms in languages of Latin letters."""

    kinds: tuple[tuple[Kind, _Lists], ...]
    many: _Lists
    other: _Lists
    latin: _Lists


@lru_cache(maxsize=1)
def words() -> Words:
    """All of them. Raises EnvironmentProblem when the file is not as it should be."""
    try:
        data: dict[str, Any] = yaml.safe_load(_FILE.read_text("utf-8"))
        if set(data) != {"kinds", "many", "other", "latin"}:
            raise KeyError("kinds, many, other, latin")
        return Words(
            tuple((Kind(item["kind"]), _lists(item["words"])) for item in data["kinds"]),
            _lists(data["many"]),
            _lists(data["other"]),
            _lists(data["latin"]),
        )
    except (OSError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise EnvironmentProblem(
            f"{_FILE.name} is damaged: {error}.", remedy="Get it back with the rest of the program."
        ) from error


def _lists(item: Mapping[str, Any]) -> _Lists:
    unknown = set(item) - set(LABEL_LANGUAGES)
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    return {language: tuple(map(str, some)) for language, some in item.items()}
