"""Compact specs: what is missing or misspelled is told, and nothing half-made is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from extract.forms.layout import layout
from extract.forms.spec import load_spec
from models.errors import BadFormDefinition
from models.forms import Kind, Writing

ONE: dict[str, Any] = {
    "id": "office",
    "version": "1",
    "status": "official",
    "source": "a test",
    "titles": {"en": "Office"},
    "languages": ["en"],
    "country": "KHM",
    "rules": [{"id": "r", "when": "age < 1", "then": "not empty(held)", "says": {"en": "No."}}],
    "sections": [
        {
            "id": "A",
            "head": {"en": "A. Person"},
            "rows": [
                [
                    {
                        "key": "age",
                        "kind": "number",
                        "labels": {"en": "Age"},
                        "provenance": "G",
                        "least": 0,
                    },
                    {
                        "key": "held",
                        "kind": "choice",
                        "labels": {"en": "Held"},
                        "provenance": "G",
                        "writing": "words",
                        "asked_if": "age > 3",
                        "options": [
                            {"code": "y", "words": {"en": "Yes"}},
                            {"code": "n", "words": {"en": "No"}},
                        ],
                    },
                ]
            ],
        }
    ],
}


def _spec(tmp_path: Path, data: Any) -> Path:
    file = tmp_path / "spec.yaml"
    file.write_text(yaml.safe_dump(data), "utf-8")
    return file


def test_sections_rules_limits_and_conditions_pass_into_the_form(tmp_path: Path) -> None:
    form = layout(load_spec(_spec(tmp_path, ONE)))
    assert [section.id for section in form.sections] == ["A"]
    assert [rule.id for rule in form.rules] == ["r"]
    age, held = form.fields
    assert (age.kind, age.least, age.section) == (Kind.NUMBER, 0, "A")
    assert held.asked_if == "age > 3"


def test_words_to_ring_stand_apart_with_room_around_them(tmp_path: Path) -> None:
    held = layout(load_spec(_spec(tmp_path, ONE))).field("held")
    assert held.writing is Writing.WORDS
    yes, no = (option.box for option in held.options)
    assert no.x0 - yes.x1 >= 4.0
    assert yes.x0 - held.zone.x0 >= 2.0
    assert min(yes.y0 - held.zone.y0, held.zone.y1 - yes.y1) >= 2.0


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda d: d.pop("sections"), "sections"),
        (lambda d: d["sections"][0].pop("rows"), "rows"),
        (lambda d: d["sections"][0].update(colour=1), "colour"),
        (lambda d: d["sections"][0]["rows"][0][0].update(kind="day"), "there is no kind day"),
        (lambda d: d["sections"][0]["rows"][0][0].update(writing="air"), "there is no writing air"),
        (lambda d: d["sections"][0]["rows"].append(["age", 7]), "spec.yaml"),
        (lambda d: d.pop("titles"), "titles"),
    ],
)
def test_a_wrong_spec_is_refused_in_words(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], named: str
) -> None:
    data = yaml.safe_load(yaml.safe_dump(ONE))
    change(data)
    with pytest.raises(BadFormDefinition, match=named):
        load_spec(_spec(tmp_path, data))
