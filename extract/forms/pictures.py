"""The blank pictures that lie beside a definition, made from its printed PDF (for developers)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from pdf2image import convert_from_bytes
from PIL import Image

from extract.forms.blank import BLANK_DPI
from extract.forms.printing import print_form
from models.forms import Form
from models.values import Grey


@lru_cache(maxsize=8)
def _printed(form_key: tuple[str, str, str], pdf: bytes, dpi: int) -> tuple[Grey, ...]:
    return tuple(
        np.asarray(page.convert("L")) for page in convert_from_bytes(pdf, dpi=dpi, grayscale=True)
    )


_pdfs: dict[tuple[str, str, str], bytes] = {}


def printed_pages(form: Form, dpi: int) -> tuple[Grey, ...]:
    """Every page of the blank as grey pixels at `dpi`, drawn once a process and form."""
    key = (form.id, form.version, form.folder)
    if key not in _pdfs:
        _pdfs[key] = print_form(form)
    return _printed(key, _pdfs[key], dpi)


def write_pictures(form: Form, folder: Path) -> tuple[Path, ...]:
    """Draw `page-N.png` of every page at BLANK_DPI into `folder`; returns the files."""
    files: list[Path] = []
    for page, pixels in zip(form.pages, printed_pages(form, BLANK_DPI), strict=True):
        file = folder / page.blank
        # sixteen greys are enough for registration and keep the picture small
        Image.fromarray(pixels).quantize(16).save(file, optimize=True)
        files.append(file)
    return tuple(files)
