"""Pages as plain text: a line a line, a form feed after each page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.values import ReadPage


def write(_file: str, pages: Sequence[ReadPage], _: Iterable[bytes] = ()) -> bytes:
    """UTF-8 text of the pages in order."""
    parts = ("".join(f"{line.text}\n" for line in page.lines) + "\f" for page in pages)
    return "".join(parts).encode()
