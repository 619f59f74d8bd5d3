"""What one file may cost. Every limit is a setting: `LONTAR_LIMIT__FILE_BYTES` and so on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, pixels and inches; times in seconds."""

    file_bytes: int = 50 * 1024**2
    files_per_request: int = 1000
    pages: int = 200
    page_pixels: int = 50_000_000
    page_side_pixels: int = 20_000
    page_inches: float = 40.0  # longest side of a PDF page
    render_dpi: int = 200  # resolution at which PDF pages are drawn
    name_characters: int = 200  # file names are kept to this length
    memory_bytes: int = 1536 * 1024**2  # address space of a parsing child
    parse_seconds: int = 60  # CPU seconds to parse one page
    document_seconds: int = 900  # wall seconds to read one document
