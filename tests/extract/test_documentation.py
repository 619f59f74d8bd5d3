"""docs/values.md tells of every kind and of the rules in force."""

from __future__ import annotations

from pathlib import Path

from extract.check import CHECKS
from models.forms import Kind

PAGE = (Path(__file__).parents[2] / "docs" / "values.md").read_text(encoding="utf-8")


def test_every_kind_is_described() -> None:
    table = PAGE.split("## Kinds")[1].split("### Dates")[0]

    assert [kind for kind in Kind if kind.value not in table] == []


def test_every_check_that_forms_may_name_is_described() -> None:
    always = {"required", "age_agrees_with_birth", "title_agrees_with_sex"}
    named = set(CHECKS) - always - {"nik_agrees_with_birth_and_sex"}

    assert [name for name in named if f"`{name}`" not in PAGE] == []
