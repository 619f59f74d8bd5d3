"""Tesseract as one `Engine` among others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from models.languages import ENGINE_LANGUAGES
from models.values import Grey, Reading
from ocr.engines import tesseract


class Tesseract:
    """Reads every language of the house; `ocr.engines.tesseract` knows how."""

    name: Final = tesseract.NAME
    languages: Final = frozenset(ENGINE_LANGUAGES)

    def version(self) -> str:
        """As `Engine.version`."""
        return tesseract.version()

    def read(self, crops: Sequence[Grey], languages: tuple[str, ...]) -> tuple[Reading, ...]:
        """As `Engine.read`."""
        return tesseract.read_lines(crops, languages)
