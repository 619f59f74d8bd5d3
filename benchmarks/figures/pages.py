"""The pages that readers are measured on: files on disk, each with what was printed on it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from extract.forms.fill import Level, fill
from extract.forms.fill.save import save
from extract.forms.load import load_forms
from models.languages import ENGINE_LANGUAGE

LEVELS: Final[tuple[Level, ...]] = ("clean", "office", "rough")
LANGUAGES: Final = ("eng", "ind", "tha", "khm")

#: What both Lontar and Tesseract are told of a page: the forms carry English words beside theirs.
ASKED: Final[Mapping[str, str]] = {
    "eng": "eng",
    "ind": "ind+eng",
    "tha": "tha+eng",
    "khm": "khm+eng",
}


@dataclass(frozen=True, slots=True)
class Value:
    """A printed value: one line of ink. `key` is its field, "" where no form says so."""

    text: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a picture file. `kind` says where it comes from: form, foreign."""

    path: Path
    language: str
    level: Level
    kind: str
    values: tuple[Value, ...]
    rotation: int = 0  # degrees clockwise that make it stand upright


def filled(folder: Path, level: Level, count: int, seed: int) -> Iterator[Page]:
    """`count` filled forms of each definition shipped, every page a PNG in `folder`."""
    for form in load_forms():
        language = ENGINE_LANGUAGE[form.languages[0]]
        for made in fill(form, n=count, seed=seed, level=level):
            for path in save(made, folder, "png"):
                truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
                values = tuple(value for field in truth["fields"] for value in printed(field))
                yield Page(path, language, level, "form", values, int(truth["rotation"]))


def printed(field: Mapping[str, Any]) -> Iterator[Value]:
    """The printed values of one field of a truth file: its lines, cells and words beside Other.

    Handwriting, and what a stamp was pressed on, is no printed value.
    """
    if field["handwritten"] or field.get("stamped"):
        return
    key = str(field["key"])
    texts = [line["text"] for line in field.get("lines", ())]
    texts += [cell["text"] for row in field.get("rows", ()) for cell in row.values()]
    texts += [tick["text"] for tick in field.get("ticks", ()) if tick.get("text")]
    if not texts and "\n" not in field["text"] and field["kind"] not in ("choice", "multi"):
        texts = [field["text"]]
    yield from (Value(text, key) for text in texts if len(text) >= _SHORTEST)


_SHORTEST: Final = 3  # characters; shorter ones stand somewhere on a page by chance
