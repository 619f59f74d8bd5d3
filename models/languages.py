"""The four languages: ISO 639-3 codes for engines, BCP 47 codes for labels and pages."""

from __future__ import annotations

from typing import Final

#: engine language (ISO 639-3, as Tesseract names its models) -> label language (BCP 47)
LABEL_LANGUAGE: Final[dict[str, str]] = {"khm": "km", "tha": "th", "ind": "id", "eng": "en"}
#: label language -> engine language
ENGINE_LANGUAGE: Final[dict[str, str]] = {v: k for k, v in LABEL_LANGUAGE.items()}
ENGINE_LANGUAGES: Final[tuple[str, ...]] = tuple(LABEL_LANGUAGE)
LABEL_LANGUAGES: Final[tuple[str, ...]] = tuple(ENGINE_LANGUAGE)
