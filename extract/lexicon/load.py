"""The label lexicon, loaded strictly: a file of words for each language, by key of the library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from extract.library import library
from models.errors import EnvironmentProblem
from models.languages import ENGINE_LANGUAGES, LABEL_LANGUAGE

_HERE: Final = Path(__file__).parent
_KEYS: Final = {"source", "labels", "elsewhere", "units"}


@dataclass(frozen=True, slots=True)
class Words:
    """What forms print in one language: `labels` by field key; `elsewhere` are labels of what the
    library has no field for; `units` stand behind short values ("years old")."""

    labels: Mapping[str, tuple[str, ...]]
    elsewhere: tuple[str, ...]
    units: tuple[str, ...]


@lru_cache(maxsize=4)
def words(code: str) -> Words:
    """The words of an engine language (khm, tha, ind, eng), the field library's own among them.

    Raises KeyError for another language, EnvironmentProblem naming the file where it is damaged.
    """
    if code not in ENGINE_LANGUAGES:
        raise KeyError(code)
    path = _HERE / f"{code}.yaml"
    content = yaml.safe_load(path.read_text("utf-8"))
    if not isinstance(content, dict) or set(content) != _KEYS:
        raise _damaged(path, f"must have the keys {', '.join(sorted(_KEYS))} and no others")
    for part in ("elsewhere", "units"):
        _texts(content[part], path, part)
    labels = {key: _texts(said, path, key) for key, said in content["labels"].items()}
    for field in library().fields:
        own = field.labels[LABEL_LANGUAGE[code]].text
        labels[field.key] = tuple(dict.fromkeys((own, *labels.get(field.key, ()))))
    return Words(labels, tuple(content["elsewhere"]), tuple(content["units"]))


def _texts(said: Any, path: Path, where: str) -> tuple[str, ...]:
    if not isinstance(said, list) or not all(isinstance(text, str) and text for text in said):
        raise _damaged(path, f"{where} must be a list of words in quotes")
    return tuple(said)


def _damaged(path: Path, what: str) -> EnvironmentProblem:
    return EnvironmentProblem(
        f"{path.name} of the label lexicon: {what}.",
        remedy="Restore the file from the release, or correct your edit.",
    )
