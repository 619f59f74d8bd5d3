"""A form written as its YAML file: the exact opposite of `extract.forms.load`."""

from __future__ import annotations

from typing import Any

import yaml

from models.forms import Column, Form, FormField, Option
from models.values import Box


def _box(box: Box) -> list[float]:
    return box.as_list()


def _option(option: Option) -> dict[str, Any]:
    said: dict[str, Any] = {
        "code": option.code,
        "words": dict(option.words),
        "box": _box(option.box),
    }
    if option.other:
        said["other"] = True
    if option.text_zone is not None:
        said["text_zone"] = _box(option.text_zone)
    return said


def _column(column: Column) -> dict[str, Any]:
    said: dict[str, Any] = {
        "key": column.key,
        "kind": column.kind.value,
        "labels": dict(column.labels),
        "zone": _box(column.zone),
    }
    if column.label_zone is not None:
        said["label_zone"] = _box(column.label_zone)
    return said


def _field(field: FormField) -> dict[str, Any]:
    said: dict[str, Any] = {
        "key": field.key,
        "kind": field.kind.value,
        "labels": dict(field.labels),
        "page": field.page,
        "label_zone": _box(field.label_zone),
        "zone": _box(field.zone),
        "writing": field.writing.value,
        "languages": list(field.languages),
    }
    if field.rows != 1:
        said["rows"] = field.rows
    for name in ("required", "personal"):
        if getattr(field, name):
            said[name] = True
    for name in ("country", "provenance"):
        if getattr(field, name):
            said[name] = getattr(field, name)
    if field.options:
        said["options"] = [_option(o) for o in field.options]
    if field.columns:
        said["columns"] = [_column(c) for c in field.columns]
    if field.cells:
        said["cells"] = [_box(c) for c in field.cells]
    return said


def dump_form(form: Form, *, source: str, left_out: str = "") -> str:
    """The text of `form.yaml`: explicit zones in millimetres, one leaf a line."""
    said: dict[str, Any] = {
        "id": form.id,
        "version": form.version,
        "status": form.status,
        "source": source,
    }
    if left_out:
        said["left_out"] = left_out
    said |= {
        "titles": dict(form.titles),
        "languages": list(form.languages),
        "country": form.country,
        "checks": list(form.checks),
        "pages": [
            {"number": p.number, "width": p.width, "height": p.height, "blank": p.blank}
            for p in form.pages
        ],
        "captions": [
            {"role": c.role, "page": c.page, "text": dict(c.text), "zone": _box(c.zone)}
            for c in form.captions
        ],
        "fields": [_field(f) for f in form.fields],
    }
    return yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=110)
