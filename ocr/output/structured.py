"""Pages as JSON: one object a file, boxes in pixels of the page as scanned."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from models.values import Line, ReadPage, Word


def write(file: str, pages: Sequence[ReadPage], _: Iterable[bytes] = ()) -> bytes:
    """One line of JSON, UTF-8, ended by a newline."""
    data = {"file": file, "pages": [page_object(page) for page in pages]}
    return (json.dumps(data, ensure_ascii=False) + "\n").encode()


def page_object(page: ReadPage) -> dict[str, Any]:
    """A page as JSON values."""
    return {
        "page": page.number,
        "width": page.width,
        "height": page.height,
        "dpi": round(page.dpi, 2),
        "rotation": page.rotation,
        "lines": [_line(line) for line in page.lines],
    }


def _line(line: Line) -> dict[str, Any]:
    exact = {"exact": line.sureness.p} if line.sureness else {}
    return _word(line) | exact | {"words": [_word(word) for word in line.words]}


def _word(item: Word | Line) -> dict[str, Any]:
    return {
        "text": item.text,
        "box": item.box.as_list(),
        "confidence": round(item.confidence, 4),
    }
