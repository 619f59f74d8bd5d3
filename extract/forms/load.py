"""Form definitions, read strictly: an unknown key, a wrong type or an impossible zone fails."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from extract.forms.build import form_of
from extract.forms.faults import Fault, schema_faults
from extract.forms.meaning import unclear
from extract.forms.soundness import unsound
from extract.forms.strict import parse_yaml, read_text
from models.errors import BadFormDefinition, UnknownForm
from models.forms import Form

_HERE = Path(__file__).parent


def shipped_folder() -> Path:
    """The folder of the definitions that come with Lontar: `<id>/<version>/form.yaml`."""
    return _HERE / "definitions"


def schema_text() -> str:
    """The JSON Schema of `form.yaml`, for editors."""
    return (_HERE / "schema.json").read_text("utf-8")


@lru_cache(maxsize=1)
def _schema() -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema_text()))


def load_form(path: Path) -> Form:
    """Read one `form.yaml`, or the folder it lies in.

    Raises BadFormDefinition naming the file, the field, the reason of the first fault and what
    to do about it; `complaints` has them all.
    """
    file = form_file(path)
    form, faults = _examined_text(read_text(file), file)
    if form is None or faults:
        first, more = faults[0], len(faults) - 1
        rest = f" ({more} more: `lontar forms check` names them all.)" if more else ""
        raise BadFormDefinition(f"{file}: {first.where}: {first.text}{rest}", remedy=first.remedy)
    return form


@lru_cache(maxsize=64)
def _examined_text(text: str, file: Path) -> tuple[Form | None, tuple[Fault, ...]]:
    """What a file says, once a process for the same words: checking a form takes a while."""
    return examined(parse_yaml(text, str(file)), file.parent)


def form_file(path: Path) -> Path:
    """The file of a definition that is named by its file or by its folder."""
    return path / "form.yaml" if path.is_dir() else path


def examined(data: Any, folder: Path) -> tuple[Form | None, tuple[Fault, ...]]:
    """The form that parsed YAML describes, and all that is wrong with it.

    The form is None where the schema already refuses it; with faults it may be drawn, not used.
    """
    errors = tuple(_schema().iter_errors(data))
    if errors:
        return None, (*schema_faults(data, errors), *_beside(data, errors, folder))
    form = form_of(data, folder)
    return form, (*unsound(form), *unclear(form))


def _beside(data: Any, errors: Sequence[ValidationError], folder: Path) -> Iterator[Fault]:
    """Faults of places of the fields that the schema lets through, where all else is in order."""
    paths = [list(error.absolute_path)[:2] for error in errors]
    if all(len(path) == 2 and path[0] == "fields" for path in paths):
        bad = {path[1] for path in paths}
        fields = [item for index, item in enumerate(data["fields"]) if index not in bad]
        yield from unsound(form_of({**data, "fields": fields}, folder))


def complaints(data: Any, folder: Path) -> tuple[Fault, ...]:
    """Everything that is wrong with parsed YAML; nothing when it is sound."""
    return examined(data, folder)[1]


def load_forms(folders: Sequence[Path] = ()) -> tuple[Form, ...]:
    """Every form of the shipped folder and of `folders`, the shipped ones first.

    Raises BadFormDefinition for the first wrong file, and when two files claim the same id and
    version.
    """
    forms, wrong = sound_forms(folders)
    if wrong:
        raise wrong[0]
    return forms


def sound_forms(
    folders: Sequence[Path] = (),
) -> tuple[tuple[Form, ...], tuple[BadFormDefinition, ...]]:
    """As `load_forms`, but a wrong file of `folders` is left out: the forms, and what is wrong.

    Raises BadFormDefinition for a shipped form, and for a folder that is not there.
    """
    forms: dict[tuple[str, str], Form] = {}
    wrong: list[BadFormDefinition] = []
    for file in _files(shipped_folder()):
        _add(forms, file)
    for folder in folders:
        for file in _files(folder):
            try:
                _add(forms, file)
            except BadFormDefinition as error:
                wrong.append(error)
    return tuple(forms.values()), tuple(wrong)


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise BadFormDefinition(
            f"{folder} is not a folder.", remedy="Correct the setting LONTAR_FORMS or --forms."
        )
    return sorted(folder.rglob("form.yaml"))


def _add(forms: dict[tuple[str, str], Form], file: Path) -> None:
    form = load_form(file)
    twin = forms.setdefault((form.id, form.version), form)
    if twin is not form:
        raise BadFormDefinition(
            f"{file}: version: {form.id} {form.version} is also defined in {twin.folder}.",
            remedy="Give one of the two another version.",
        )


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
