"""The files that a command line names: itself, or all below a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def files_under(paths: Sequence[Path]) -> list[Path]:
    """Files as named, and those below named folders, sorted; hidden ones are left out.

    A path that does not exist is kept, so that its absence is told with the others' failures.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.is_file())
            found += sorted(p for p in inside if not _hidden(p.relative_to(path)))
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
