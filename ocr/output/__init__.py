"""Read pages as files for other programs: an explicit table of formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from models.values import ReadPage
from ocr.output import alto, hocr, pdf, plain, structured


@dataclass(frozen=True, slots=True)
class Format:
    """How the pages of one file become bytes: `write(file name, pages, pictures)`.

    `pictures` are JPEG files of the pages as scanned, wanted only where `with_pictures` says so;
    `ending` is that of a file of this kind.
    """

    media_type: str
    ending: str
    write: Callable[[str, Sequence[ReadPage], Iterable[bytes]], bytes]
    with_pictures: bool = False


FORMATS: Final = {
    "txt": Format("text/plain; charset=utf-8", "txt", plain.write),
    "json": Format("application/json", "json", structured.write),
    "hocr": Format("application/xhtml+xml", "hocr", hocr.write),
    "alto": Format("application/xml", "alto.xml", alto.write),
    "pdf": Format("application/pdf", "pdf", pdf.write, with_pictures=True),
}
