"""A form written as its YAML file: the exact opposite of `extract.forms.load`."""

from __future__ import annotations

from typing import Any, Final

import yaml

from models.forms import Column, Form, FormField, Option
from models.values import Box

_WORDS: Final = (
    "country",
    "provenance",
    "section",
    "vocabulary",
    "required_if",
    "asked_if",
    "pattern",
)


class Line(list[Any]):
    """A list that is written on one line: a box, a few codes."""


class _Dumper(yaml.SafeDumper):
    """The safe dumper, which knows what stands on one line."""


def _on_one_line(dumper: _Dumper, items: Line) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)


_Dumper.add_representer(Line, _on_one_line)


def _box(box: Box) -> Line:
    return Line(box.as_list())


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
    place = {"zone": _box(field.zone)} if field.side is None else {"side": field.side.value}
    said: dict[str, Any] = {
        "key": field.key,
        "kind": field.kind.value,
        "labels": dict(field.labels),
        "page": field.page,
        "label_zone": _box(field.label_zone),
        **place,
        "writing": field.writing.value,
        "languages": Line(field.languages),
    }
    if field.rows != 1:
        said["rows"] = field.rows
    said |= {name: True for name in ("required", "personal") if getattr(field, name)}
    said |= {name: getattr(field, name) for name in _WORDS if getattr(field, name)}
    said |= {n: getattr(field, n) for n in ("least", "most") if getattr(field, n) is not None}
    named = {"htcds": field.standards.htcds, "ctdc": field.standards.ctdc}
    if any(named.values()):
        said["standards"] = {name: Line(words) for name, words in named.items() if words}
    if field.options:
        said["options"] = [_option(o) for o in field.options]
    if field.columns:
        said["columns"] = [_column(c) for c in field.columns]
    if field.cells:
        said["cells"] = [_box(c) for c in field.cells]
    return said


def dump_form(form: Form, *, source: str = "", left_out: str = "") -> str:
    """The text of `form.yaml`: explicit zones in millimetres, a box a line.

    `source` and `left_out` are the form's own unless others are given.
    """
    left_out = left_out or form.left_out
    said: dict[str, Any] = {
        "id": form.id,
        "version": form.version,
        "status": form.status,
        "source": source or form.source,
    }
    if left_out:
        said["left_out"] = left_out
    said |= {
        "titles": dict(form.titles),
        "languages": Line(form.languages),
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
    }
    if form.sections:
        said["sections"] = [{"id": s.id, "titles": dict(s.titles)} for s in form.sections]
    if form.rules:
        said["rules"] = [
            {"id": r.id, "when": r.when, "then": r.then, "says": dict(r.says)} for r in form.rules
        ]
    said["fields"] = [_field(f) for f in form.fields]
    return yaml.dump(said, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
