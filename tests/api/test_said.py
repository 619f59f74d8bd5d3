"""Nothing that people are told stands in the code where no catalogue gathers it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api import catalogue
from api.catalogue.gather import ROOT, gather

ROOMS = ("models", "ocr", "extract", "ingest", "api")
#: What only the command line, the log, the start of the service, printed paper, the OpenAPI
#: document and files of data say; they speak English, or the four languages at once.
ELSEWHERE = (
    *("api/cli/", "api/catalogue/", "api/openapi.py", "api/policy.py", "api/exports/books.py"),
    *("ingest/doctor", "ingest/stack.py", "ingest/children.py", "ingest/queue.py"),
    *("ingest/settings.py", "ingest/texts.py", "ingest/separators.py"),
    *("extract/forms/", "ocr/engines/", "ocr/panel.py", "models/migrations/"),
)
#: Errors that only who installs Lontar or writes definitions by hand meets, and words of programs.
NOT_SAID = re.compile(
    r"(BadSettings|EnvironmentProblem|BadFormDefinition|\w*Error|Setting|Query|Path|Header|Body"
    r"|Field|Form|debug|info|warning|error|exception|critical|Fault)"
)
SENTENCE = re.compile(r"[A-Z“{][^\n]*\s[^\n]*\s[^\n]*[a-z0-9”})]\.")


def sentences() -> Iterator[tuple[str, str]]:
    """The file and the text, with {} for each place, of what reads like a sentence."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            if not place.startswith(ELSEWHERE):
                yield from ((place, text) for text in _told(path))


def _told(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    passed = {id(part) for node in ast.walk(tree) for part in _not_said(node)}
    for node in ast.walk(tree):
        text = "" if id(node) in passed else _text(node)
        if SENTENCE.fullmatch(text):
            yield text


def _not_said(node: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, descriptions of the API, and the pieces of a text that is put together."""
    if isinstance(node, ast.Expr):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from node.values
    elif isinstance(node, ast.Dict) and all(map(_described, node.keys)):
        yield from ast.walk(node)
    elif isinstance(node, ast.keyword) and node.arg in ("description", "responses", "summary"):
        yield from ast.walk(node.value)
    elif isinstance(node, ast.ClassDef) and NOT_SAID.fullmatch(node.name):
        yield from ast.walk(node)
    elif isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
        name = called.id if isinstance(called, ast.Name) else str(called)
        if NOT_SAID.fullmatch(name):
            yield from ast.walk(node)


def _described(key: ast.AST | None) -> bool:
    """A status of HTTP or `description`: the OpenAPI document says what stands behind it."""
    return isinstance(key, ast.Constant) and (
        isinstance(key.value, int) or key.value in ("description", "content", "headers", "model")
    )


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        parts = (p.value if isinstance(p, ast.Constant) else "{}" for p in node.values)
        return "".join(map(str, parts))
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_every_sentence_of_the_code_is_gathered() -> None:
    gathered = {_bare(text) for one in gather() for text in (one.sentence, one.many)}
    found = list(sentences())
    assert len(found) > 300
    assert [(place, text) for place, text in found if _bare(text) not in gathered] == []


def _bare(text: str) -> str:
    """Without what a formatted text puts in: a constant of the file stands there in full."""
    return re.sub(r"\{\w*\}", "{}", text)


@pytest.mark.parametrize("language", catalogue.TRANSLATED)
@pytest.mark.parametrize(
    "said",
    [
        "Born 1984-03-07 and asked on 2017-12-16: that gives 33 years; the age says 38.",
        "Sok Dara does not sound like កង បូណា: one of the names may be misread.",
        "Family name is empty where age < 18.",
        "The rows come to 120.5; the total says 125.",
        "2 of 5 pages could not be read. Page 3: Page 3 of the file is damaged or cut off.",
        "The worker died 3 times while reading this file.",
        "The upload broke off before its end.",
    ],
)
def test_a_sentence_with_its_values_is_told_in_the_readers_language(
    said: str, language: str
) -> None:
    told = catalogue.translated(said, language)
    assert told != said
    assert not re.search(r"\b(the|and|was|is|of|that)\b", told)
    for value in re.findall(r"\d+(?:[.-]\d+)*", said):
        assert value in told


def test_words_of_another_sentence_are_translated_in_their_places() -> None:
    said = "The day inside the NIK is that of a woman; the form says male."
    assert catalogue.translated(said, "id") == (
        "Hari di dalam NIK menunjukkan perempuan; di formulir tertulis laki-laki."
    )
