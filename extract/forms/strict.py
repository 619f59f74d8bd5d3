"""YAML text read strictly: a key twice, a number that is none, or a file without end is refused."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from models.errors import BadFormDefinition

_BYTES: Final = 4_000_000
_VALUES: Final = 300_000  # of one file, with everything that it repeats by reference

if TYPE_CHECKING:
    from yaml import SafeLoader
else:  # the one written in C reads a form ten times as fast, where PyYAML has it
    SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Strict(SafeLoader):
    """The safe loader, which takes a key once and a number that can be counted with."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen and key.tag != "tag:yaml.org,2002:merge":
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key.value} stands there twice", problem_mark=key.start_mark
                )
            seen.add(str(key.value))
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found

    def construct_number(self, node: yaml.ScalarNode) -> float:
        number = float(self.construct_yaml_float(node))
        if not math.isfinite(number):
            raise yaml.MarkedYAMLError(
                problem=f"{node.value} is no number of millimetres", problem_mark=node.start_mark
            )
        return number


_Strict.add_constructor("tag:yaml.org,2002:float", _Strict.construct_number)


def read_yaml(file: Path) -> Any:
    """What the file says. Raises BadFormDefinition naming the file and the line."""
    return parse_yaml(read_text(file), str(file))


def read_text(file: Path) -> str:
    """The text of the file, of no more than any form's length. Raises BadFormDefinition."""
    try:
        if file.stat().st_size > _BYTES:
            raise BadFormDefinition(f"{file}: is larger than any form's definition.")
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadFormDefinition(
            f"{file}: cannot be read as UTF-8 text.", remedy="Check the path and the encoding."
        ) from error


def parse_yaml(text: str, name: str) -> Any:
    """What the text says; `name` stands for it in messages. Raises BadFormDefinition."""
    try:
        data = yaml.load(text, _Strict)  # noqa: S506 - both are safe loaders
    except yaml.YAMLError as error:
        mark, why = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        line = f"line {mark.line + 1}" if mark is not None else "the file"
        raise BadFormDefinition(
            f"{name}: {line}: is not YAML as a definition needs it ({why or error}).",
            remedy="Check indentation, brackets, quotes and the name of the key there.",
        ) from error
    except (RecursionError, ValueError) as error:
        raise BadFormDefinition(f"{name}: holds something that no definition has.") from error
    if not _counted(data):
        raise BadFormDefinition(f"{name}: says far more than any form, or refers to itself.")
    return data


def _counted(data: Any) -> bool:
    """Whether everything in it, with what is repeated by reference, stays within bounds."""
    left, waiting = _VALUES, [data]
    while waiting and left > 0:
        item = waiting.pop()
        left -= 1
        if isinstance(item, dict):
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
    return left > 0
