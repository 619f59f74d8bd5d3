"""The compact description that the layouter turns into a form: sections, rows, fields.

This is a tool for people who write definitions; the product reads `form.yaml` only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final, TypeVar

from extract.forms.strict import read_yaml
from extract.library.complete import complete
from models.errors import BadFormDefinition
from models.forms import Kind, Rule, Standards, Writing

_NO_STANDARDS: Final = Standards()


@dataclass(frozen=True, slots=True)
class SpecOption:
    """A tick box; `other` gives it a line to write on."""

    code: str
    words: Mapping[str, str]
    other: bool = False


@dataclass(frozen=True, slots=True)
class SpecColumn:
    """A table column; `width` is its share of the table."""

    key: str
    kind: str
    labels: Mapping[str, str]
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class SpecField:
    """A field; `width` is its share of the row, `cells` the sizes of groups of boxed digits.

    `above` puts the label over the writing, `grid` the tick boxes in that many columns.
    """

    key: str
    kind: str
    labels: Mapping[str, str]
    provenance: str
    languages: tuple[str, ...] = ()
    writing: str = "dots"
    width: float = 1.0
    rows: int = 1
    above: bool = False
    grid: int = 0
    cells: tuple[int, ...] = ()
    options: tuple[SpecOption, ...] = ()
    columns: tuple[SpecColumn, ...] = ()
    required: bool = False
    personal: bool = False
    country: str = ""
    vocabulary: str = ""
    required_if: str = ""
    asked_if: str = ""
    pattern: str = ""
    least: float | None = None
    most: float | None = None
    standards: Standards = _NO_STANDARDS


@dataclass(frozen=True, slots=True)
class SpecSection:
    """A section head and its rows of fields; `new_page` begins a page with it.

    `id` is what its fields call it; without one it is no section of the form, but a head.
    """

    head: Mapping[str, str]
    rows: tuple[tuple[SpecField, ...], ...]
    new_page: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Spec:
    """A whole form in brief."""

    id: str
    version: str
    status: str
    source: str
    titles: Mapping[str, str]
    languages: tuple[str, ...]
    country: str
    sections: tuple[SpecSection, ...]
    left_out: str = ""
    checks: tuple[str, ...] = ()
    header: tuple[Mapping[str, str], ...] = ()
    notes: tuple[Mapping[str, str], ...] = ()  # beneath the title
    rules: tuple[Rule, ...] = ()


_T = TypeVar("_T")


def _build(kind: type[_T], item: Mapping[str, Any], where: str, **made: Any) -> _T:
    known = {f.name for f in fields(kind)}  # type: ignore[arg-type]
    for key in item:
        if key not in known:
            raise BadFormDefinition(f"{where}: unknown key {key}.")
    plain = {k: tuple(v) if isinstance(v, list) else v for k, v in item.items()}
    try:
        return kind(**{**plain, **made})
    except TypeError as error:
        raise BadFormDefinition(f"{where}: {error}.") from error


def load_spec(path: Path) -> Spec:
    """Read a `spec.yaml`. Raises BadFormDefinition for an unknown or missing key."""
    data = read_yaml(path)
    try:
        return _spec(data, path)
    except (KeyError, AttributeError, TypeError, IndexError) as error:
        raise BadFormDefinition(
            f"{path}: something is missing or is no list where one is needed ({error}).",
            remedy="A spec has `sections`, a section `rows`, a row fields; see a shipped one.",
        ) from error


def _spec(data: dict[str, Any], path: Path) -> Spec:
    languages, country = data.get("languages", ["en"]), data.get("country", "")
    sections = tuple(
        _build(
            SpecSection,
            section,
            f"{path}: section {number}",
            rows=tuple(
                tuple(_field(complete(f, languages, country), path) for f in row)
                for row in section["rows"]
            ),
        )
        for number, section in enumerate(data["sections"], start=1)
    )
    rules = tuple(_build(Rule, rule, f"{path}: rules") for rule in data.get("rules", ()))
    return _build(Spec, data, str(path), sections=sections, rules=rules)


def _field(item: Mapping[str, Any], path: Path) -> SpecField:
    where = f"{path}: {item.get('key', '?')}"
    for name, known in (("kind", Kind), ("writing", Writing)):
        if name in item and item[name] not in set(known):
            raise BadFormDefinition(f"{where}: there is no {name} {item[name]}.")
    return _build(
        SpecField,
        item,
        where,
        options=tuple(_build(SpecOption, o, where) for o in item.get("options", ())),
        columns=tuple(_build(SpecColumn, c, where) for c in item.get("columns", ())),
        standards=_build(Standards, item.get("standards", {}), where),
    )
