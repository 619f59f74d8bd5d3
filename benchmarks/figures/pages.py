"""The pages that readers are measured on: files on disk, each with what was printed on it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PIL import Image

from benchmarks.pages import Page as Drawn
from benchmarks.pages import foreign_form, prose_lines, prose_page
from extract.forms.fill import fill
from extract.forms.fill.save import save
from extract.forms.levels import Level, Set
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
    """A page as a picture file. `kind` says what it is: form, foreign, line, prose, scan."""

    path: Path
    language: str
    level: str
    kind: str
    values: tuple[Value, ...] = ()
    rotation: int = 0  # degrees clockwise that make it stand upright
    text: str = ""  # all of it in reading order, where it is prose


@dataclass(frozen=True, slots=True)
class Choice:
    """Which pages are drawn: the set that faces, words and damage come from, and the dice."""

    which: Set
    seed: int


def filled(folder: Path, level: Level, count: int, choice: Choice) -> Iterator[Page]:
    """`count` filled forms of each definition shipped, every page a PNG in `folder`."""
    for form in load_forms():
        language = ENGINE_LANGUAGE[form.languages[0]]
        for made in fill(form, n=count, seed=choice.seed, level=level, which=choice.which):
            for path in save(made, folder, "png"):
                truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
                values = tuple(value for field in truth["fields"] for value in printed(field))
                yield Page(path, language, level, "form", values, int(truth["rotation"]))


def foreign(folder: Path, level: Level, count: int, choice: Choice) -> Iterator[Page]:
    """`count` filled forms a language that nobody has a definition of."""
    for language in LANGUAGES:
        for seed in range(choice.seed, choice.seed + count):
            page = foreign_form(language, seed, level, choice.which)
            values = tuple(
                value for item in page.truth["values"] for value in printed({"key": "", **item})
            )
            path = saved(page, folder / f"foreign-{language}-{level}-{seed}.png")
            rotation = int(page.truth["rotation"])
            yield Page(path, language, level, "foreign", values, rotation)


def prose(folder: Path, level: Level, lines: int, pages: int, choice: Choice) -> Iterator[Page]:
    """Strips of paper with a line of prose each, and pages of it, a language."""
    for language in LANGUAGES:
        made = [
            *(
                ("line", page)
                for page in prose_lines(language, lines, choice.seed, level, choice.which)
            ),
            *(
                ("prose", prose_page(language, seed, level, choice.which))
                for seed in range(choice.seed, choice.seed + pages)
            ),
        ]
        for number, (kind, page) in enumerate(made):
            path = saved(page, folder / f"{kind}-{language}-{number}.png")
            text = "\n".join(line["text"] for line in page.truth["lines"])
            yield Page(path, language, level, kind, text=text)


def scans(folder: Path, language: str) -> Iterator[Page]:
    """Real scans in a folder: each picture that has its text beside it, `NAME.txt`."""
    for path in sorted(folder.iterdir()):
        beside = path.with_suffix(".txt")
        if path.suffix.lower() in {".png", ".jpg", ".jpeg", ".tif", ".tiff"} and beside.exists():
            yield Page(path, language, "", "scan", text=beside.read_text("utf-8"))


def saved(page: Drawn, path: Path) -> Path:
    """A drawn page as a picture that tells its resolution."""
    Image.fromarray(page.image).save(path, dpi=(page.dpi, page.dpi))
    return path


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
