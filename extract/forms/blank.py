"""The picture of a blank page, which registration lays a scan upon."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from models.errors import BadFormDefinition
from models.forms import Form
from models.values import Grey

BLANK_DPI: Final = 150  # resolution of every `page-N.png`


def blank_picture(form: Form, page: int) -> Grey:
    """The blank of page `page` (from 1): (height, width) grey at BLANK_DPI, read-only.

    Raises BadFormDefinition when the picture is missing or does not fit the page's size.
    """
    paper = form.pages[page - 1]
    file = Path(form.folder) / paper.blank
    try:
        picture = _read(file, file.stat().st_mtime_ns)
    except OSError as error:
        raise BadFormDefinition(
            f"{file}: the picture of the blank page is missing or unreadable.",
            remedy=f"Scan the blank at {BLANK_DPI} dpi in grey and put it there.",
        ) from error
    wanted = (paper.height / 25.4 * BLANK_DPI, paper.width / 25.4 * BLANK_DPI)
    if any(abs(have - want) > 3 for have, want in zip(picture.shape, wanted, strict=True)):
        raise BadFormDefinition(
            f"{file}: is {picture.shape[1]} x {picture.shape[0]} pixels, but the page at "
            f"{BLANK_DPI} dpi is {wanted[1]:.0f} x {wanted[0]:.0f}."
        )
    return picture


@lru_cache(maxsize=32)
def _read(file: Path, changed: int) -> Grey:
    """The picture as it is since `changed`: one that was mended is read anew. Raises OSError."""
    with Image.open(file) as image:
        picture: Grey = np.asarray(image.convert("L"))
    picture.flags.writeable = False
    return picture
