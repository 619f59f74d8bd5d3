"""A parsed definition as values: what `schema.json` let through becomes a `Form`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from extract.forms.anchors import with_rooms
from models.forms import (
    Caption,
    Column,
    Form,
    FormField,
    FormPage,
    Kind,
    Option,
    Rule,
    Section,
    Side,
    Standards,
    Writing,
)
from models.values import Box


def form_of(data: dict[str, Any], folder: Path) -> Form:
    """The form that `data` describes, which obeys the schema; its pictures lie in `folder`."""
    form = Form(
        id=data["id"],
        version=data["version"],
        status=data["status"],
        titles=data["titles"],
        languages=tuple(data["languages"]),
        country=data["country"],
        pages=tuple(FormPage(**page) for page in data["pages"]),
        fields=tuple(_field(item) for item in data["fields"]),
        captions=tuple(Caption(**{**c, "zone": Box(*c["zone"])}) for c in data["captions"]),
        checks=tuple(data.get("checks", ())),
        folder=str(folder),
        source=data["source"],
        left_out=data.get("left_out", ""),
        sections=tuple(Section(**section) for section in data.get("sections", ())),
        rules=tuple(Rule(**rule) for rule in data.get("rules", ())),
    )
    return with_rooms(form)


def _field(item: dict[str, Any]) -> FormField:
    return FormField(
        **{
            **item,
            "kind": Kind(item["kind"]),
            "writing": Writing(item["writing"]),
            "label_zone": Box(*item["label_zone"]),
            "zone": Box(*item.get("zone", item["label_zone"])),
            "languages": tuple(item["languages"]),
            "options": tuple(_option(o) for o in item.get("options", ())),
            "columns": tuple(_column(c) for c in item.get("columns", ())),
            "cells": tuple(Box(*c) for c in item.get("cells", ())),
            "side": Side(item["side"]) if "side" in item else None,
            "standards": _standards(item.get("standards", {})),
        }
    )


def _standards(item: dict[str, list[str]]) -> Standards:
    return Standards(tuple(item.get("htcds", ())), tuple(item.get("ctdc", ())))


def _option(item: dict[str, Any]) -> Option:
    zone = item.get("text_zone")
    return Option(**{**item, "box": Box(*item["box"]), "text_zone": Box(*zone) if zone else None})


def _column(item: dict[str, Any]) -> Column:
    head = item.get("label_zone")
    return Column(
        **{
            **item,
            "kind": Kind(item["kind"]),
            "zone": Box(*item["zone"]),
            "label_zone": Box(*head) if head else None,
        }
    )
