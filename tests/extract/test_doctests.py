"""The examples in the docstrings of this room are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import extract
import extract.languages
import extract.places
import extract.search
import extract.sounds
import extract.values

MODULES = sorted(
    name
    for package in (
        extract,
        extract.languages,
        extract.places,
        extract.search,
        extract.sounds,
        extract.values,
    )
    for _, name, is_package in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
    if not is_package
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name: str) -> None:
    module = importlib.import_module(name)

    assert doctest.testmod(module).failed == 0


def test_values_modules_show_examples() -> None:
    finder = doctest.DocTestFinder()
    shown = {
        name
        for name in MODULES
        if any(t.examples for t in finder.find(importlib.import_module(name)))
    }

    assert {f"extract.values.{kind}" for kind in KINDS} <= shown


KINDS = (
    "text",
    "name",
    "date",
    "number",
    "case_code",
    "national_id",
    "thai_id",
    "nik",
    "khmer_id",
    "phone",
    "place",
)
