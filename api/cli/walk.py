"""The files that a command line names: itself, or all below a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from models.errors import EmptyFile, TooLarge, UnknownType
from models.limits import Limits
from ocr.inspect import HEAD_BYTES, sniff


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


def media_type_of(path: Path, limits: Limits) -> str:
    """The media type by content. Raises what an upload of the file would answer, and OSError."""
    size = path.stat().st_size
    if size == 0:
        raise EmptyFile
    if size > limits.file_bytes:
        raise TooLarge(
            f"The file has {size / 1024**2:.0f} MB; the limit is "
            f"{limits.file_bytes / 1024**2:.0f} MB."
        )
    with path.open("rb") as file:
        media_type = sniff(file.read(HEAD_BYTES))
    if media_type is None:
        raise UnknownType
    return media_type


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
