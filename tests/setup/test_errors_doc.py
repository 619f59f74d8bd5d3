"""docs/errors.md names every error there is, exactly as the code has it.

`python -m tests.setup.test_errors_doc` writes the table anew.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import api
import extract
import ingest
import models
import ocr
from models.errors import LontarError

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "errors.md"
HEAD = "| code | status | exit | again? | what it means | what to do |"


def _subclasses(kind: type[LontarError]) -> Iterator[type[LontarError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _subclasses(child)


def _every_error() -> list[type[LontarError]]:
    """All of the family, wherever a room defines one."""
    for package in (models, ocr, extract, ingest, api):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in module.name and not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    found = {kind for kind in _subclasses(LontarError) if kind.__module__.split(".")[0] != "tests"}
    return sorted(found, key=lambda kind: kind.code)


def _row(kind: type[LontarError]) -> str:
    again = "yes" if kind.retry else "no"
    return (
        f"| `{kind.code}` | {kind.status} | {kind.exit_code} | {again} "
        f"| {kind.title} | {kind.default_remedy} |"
    )


def _rows_on_the_page() -> list[str]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = lines.index(HEAD) + 2
    end = next(i for i in range(start, len(lines) + 1) if i == len(lines) or not lines[i])
    return lines[start:end]


def test_every_error_stands_on_the_page_as_the_code_has_it() -> None:
    wanted = [_row(kind) for kind in _every_error()]
    if _rows_on_the_page() != wanted:
        changed = "\n".join(sorted(set(wanted) ^ set(_rows_on_the_page())))
        pytest.fail(f"docs/errors.md: run python -m tests.setup.test_errors_doc\n{changed}")


def test_codes_are_unique() -> None:
    codes = [kind.code for kind in _every_error()]
    assert len(codes) == len(set(codes))


def test_every_error_says_what_to_do_in_sentences() -> None:
    for kind in _every_error():
        assert kind.title.endswith("."), kind
        assert kind.default_remedy.endswith("."), kind


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    before, after = ("\n".join(rows) for rows in (_rows_on_the_page(), map(_row, _every_error())))
    PAGE.write_text(text.replace(before, after), encoding="utf-8")
