"""What is wrong with a definition: where, what, and what to do; a schema's errors in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from jsonschema import ValidationError

_TYPES: Final = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "keys with values",
}
_QUOTES: Final = "Put it in quotes: YAML reads yes, no, on, off and bare numbers as no text."


@dataclass(frozen=True, slots=True)
class Fault:
    """`where` is the way to it ("dob.zone", "rules.minor"), `text` a sentence, `remedy` another."""

    where: str
    text: str
    remedy: str = "docs/forms.md describes the key."

    def __str__(self) -> str:
        return f"{self.where}: {self.text} {self.remedy}".rstrip()


def schema_faults(data: Any, errors: Iterable[ValidationError]) -> Iterator[Fault]:
    """The errors of the JSON Schema, in the order in which they stand in the file."""
    for error in sorted(errors, key=_place):
        yield from _said(where(data, error.absolute_path), error)


def _place(error: ValidationError) -> list[tuple[int, str]]:
    return [(step, "") if isinstance(step, int) else (-1, step) for step in error.path]


def where(data: Any, path: Iterable[str | int]) -> str:
    """The way to a place of a file, with the key of a field or of an option for its index."""
    said: list[str] = []
    for step in path:
        data = data[step]
        name = None
        if isinstance(data, dict):
            name = next((data[k] for k in ("key", "code", "id") if data.get(k)), None)
        if name is not None and said == ["fields"]:
            said.clear()
        said.append(str(name or (step + 1 if isinstance(step, int) else step)))
    return ".".join(said) or "top level"


def _said(place: str, error: ValidationError) -> Iterator[Fault]:
    rule, wanted, got = error.validator, error.validator_value, error.instance
    known = list(error.schema.get("properties", {})) if isinstance(error.schema, dict) else []
    if rule == "additionalProperties" and isinstance(got, dict):
        for key in sorted(set(map(str, got)) - set(known)):
            keys = ", ".join(known)
            yield Fault(
                f"{place}.{key}" if place != "top level" else key,
                f"there is no key {key}{meant(key, known)}.",
                f"Correct it or take it out; there are: {keys}.",
            )
    elif rule == "required" and isinstance(got, dict) and isinstance(wanted, list):
        missing = next(key for key in wanted if f"'{key}'" in error.message)
        yield Fault(place, f"the key {missing} is missing.", f"Add `{missing}:`.")
    elif rule == "enum" and isinstance(wanted, list):
        choice = ", ".join(map(str, wanted))
        text = f"{_shown(got)} is none of the words there are{meant(str(got), wanted)}."
        yield Fault(place, text, f"Take one of: {choice}.")
    elif rule == "oneOf" and isinstance(got, dict):  # a field's place
        both = "zone" in got
        text = "stands beside a zone of its own." if both else "the key zone is missing."
        remedy = "Keep `zone`, or `side` where the value stands beside or below its label."
        yield Fault(f"{place}.{'side' if both else 'zone'}", text, remedy)
    elif rule == "type":
        text = f"{_shown(got)} is not {_TYPES.get(str(wanted), wanted)}."
        number = isinstance(got, bool | int | float)
        yield Fault(place, text, _QUOTES) if wanted == "string" and number else Fault(place, text)
    else:
        yield Fault(place, _measured(str(rule), wanted, got))


def _measured(rule: str, wanted: Any, got: Any) -> str:
    words = {
        "minimum": f"{_shown(got)} is less than {wanted}.",
        "exclusiveMinimum": f"{_shown(got)} is too small.",
        "maximum": f"{_shown(got)} is more than {wanted}.",
        "minItems": f"there are fewer than {wanted}.",
        "maxItems": f"there are more than {wanted}.",
        "minProperties": "it says nothing.",
        "uniqueItems": "something stands there twice.",
        "minLength": "it is empty.",
        "maxLength": f"it is longer than {wanted} characters.",
        "pattern": f"{_shown(got)} is not written as such a name is ({wanted}).",
    }
    return words.get(rule, f"{_shown(got)} is not right here.")


def _shown(got: Any) -> str:
    text = repr(got) if isinstance(got, str) else str(got)
    return "this" if isinstance(got, dict | list) else text if len(text) < 60 else f"{text[:57]}…"


def meant(word: str, known: Iterable[Any]) -> str:
    """ "; is X meant?" where a known word is near, else ""."""
    near = get_close_matches(word, [str(item) for item in known], n=1)
    return f" (is {near[0]} meant?)" if near else ""
