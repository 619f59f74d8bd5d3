"""Form definitions, read strictly: an unknown key, a wrong type or an impossible zone fails."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from extract.forms.soundness import faults
from models.errors import BadFormDefinition, UnknownForm
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

_HERE = Path(__file__).parent
#: the safe loader written in C reads a form ten times as fast, where PyYAML has it
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def shipped_folder() -> Path:
    """The folder of the definitions that come with Lontar: `<id>/<version>/form.yaml`."""
    return _HERE / "definitions"


@lru_cache(maxsize=1)
def _schema() -> Draft202012Validator:
    return Draft202012Validator(json.loads((_HERE / "schema.json").read_text("utf-8")))


def load_form(path: Path) -> Form:
    """Read one `form.yaml`, or the folder it lies in.

    Raises BadFormDefinition naming the file, the field and the reason of the first fault.
    """
    file = path / "form.yaml" if path.is_dir() else path
    data = _parse(file)
    fault = next(
        iter(sorted(_schema().iter_errors(data), key=lambda e: list(map(str, e.path)))), None
    )
    if fault is not None:
        raise BadFormDefinition(f"{file}: {_where(data, fault.absolute_path)}: {fault.message}.")
    form = _form(data, file.parent)
    for complaint in faults(form):
        raise BadFormDefinition(f"{file}: {complaint}")
    return form


def load_forms(folders: Sequence[Path] = ()) -> tuple[Form, ...]:
    """Every form of the shipped folder and of `folders`, the shipped ones first.

    Raises BadFormDefinition for the first wrong file, and when two files claim the same id and
    version.
    """
    forms: dict[tuple[str, str], Form] = {}
    for folder in (shipped_folder(), *folders):
        if not folder.is_dir():
            raise BadFormDefinition(
                f"{folder} is not a folder.", remedy="Correct the setting LONTAR_FORMS or --forms."
            )
        for file in sorted(folder.rglob("form.yaml")):
            form = load_form(file)
            twin = forms.setdefault((form.id, form.version), form)
            if twin is not form:
                raise BadFormDefinition(
                    f"{file}: version: {form.id} {form.version} is also defined in {twin.folder}.",
                    remedy="Give one of the two another version.",
                )
    return tuple(forms.values())


def find_form(forms: Sequence[Form], wanted: str) -> Form:
    """The form `ID`, in its last version, or `ID@VERSION`. Raises UnknownForm."""
    name, _, version = wanted.partition("@")
    found = [f for f in forms if f.id == name and version in ("", f.version)]
    if not found:
        known = ", ".join(sorted({f.id for f in forms}))
        raise UnknownForm(f"There is no form {wanted}; there are: {known}.")
    return max(found, key=lambda form: _natural(form.version))


def _natural(version: str) -> tuple[tuple[int, str], ...]:
    """Versions in the order people mean: 2 before 10."""
    parts = re.findall(r"\d+|\D+", version)
    return tuple((int(p), "") if p.isdigit() else (-1, p) for p in parts)


def _parse(file: Path) -> Any:
    try:
        return yaml.load(file.read_text("utf-8"), _Loader)  # noqa: S506 - both are safe loaders
    except (OSError, UnicodeDecodeError) as error:
        raise BadFormDefinition(
            f"{file}: cannot be read as UTF-8 text.", remedy="Check the path and the encoding."
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}" if mark is not None else "the file"
        raise BadFormDefinition(
            f"{file}: {line}: is not YAML.", remedy="Check indentation, brackets and quotes there."
        ) from error


def _where(data: Any, path: Iterable[str | int]) -> str:
    """The way to a fault, with a field's key in place of its index."""
    said: list[str] = []
    for step in path:
        data = data[step]
        name = data.get("key", data.get("code")) if isinstance(data, dict) else None
        said.append(str(name or step))
    return ".".join(said) or "top level"


def _form(data: dict[str, Any], folder: Path) -> Form:
    return Form(
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
