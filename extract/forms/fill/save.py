"""Filled forms as files: one PDF or TIFF a form, or one picture a page, with truth beside them."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from PIL import Image

from extract.forms.fill.filling import FilledForm, FilledPage
from extract.forms.levels import Format

_ENDINGS: Final = {"pdf": "pdf", "jpeg": "jpg", "png": "png", "tiff": "tif"}
_EPOCH: Final = time.gmtime(0)  # PDF files carry a date: the same one, so that bytes repeat


def save(filled: FilledForm, folder: Path, format: Format = "pdf") -> tuple[Path, ...]:  # noqa: A002
    """Write the files of one filled form into `folder`; returns them without the truth files.

    Names are FORM[-SET]-LEVEL-SEED-0001[-pN].ext; the truth of page N is FORM[-SET]-…-0001-pN.json.
    """
    folder.mkdir(parents=True, exist_ok=True)
    which = f"-{filled.which}" if filled.which else ""
    stem = f"{filled.form}{which}-{filled.level}-{filled.seed}-{filled.index:04}"
    ending = _ENDINGS[format]
    together = format in {"pdf", "tiff"}
    images = [_image(page) for page in filled.pages]
    if together:
        files = [folder / f"{stem}.{ending}"] * len(images)
        _save_together(images, files[0], format, filled.pages[0].dpi)
    else:
        files = [folder / f"{stem}-p{page.number}.{ending}" for page in filled.pages]
        for image, page, file in zip(images, filled.pages, files, strict=True):
            grey = image.convert("L") if image.mode == "1" and format == "jpeg" else image
            options: dict[str, Any] = {"quality": 88} if format == "jpeg" else {}
            grey.save(file, dpi=(page.dpi, page.dpi), **options)
    for page, file in zip(filled.pages, files, strict=True):
        truth = {**page.truth, "file": file.name}
        text = json.dumps(truth, ensure_ascii=False, indent=1)
        (folder / f"{stem}-p{page.number}.json").write_text(text + "\n", "utf-8")
    return tuple(dict.fromkeys(files))


def _image(page: FilledPage) -> Image.Image:
    image = Image.fromarray(page.image)
    return image.convert("1", dither=Image.Dither.NONE) if page.bilevel else image


def _save_together(images: Sequence[Image.Image], file: Path, format: Format, dpi: int) -> None:  # noqa: A002
    first, rest = images[0], list(images[1:])
    options: dict[str, Any] = {"save_all": True, "append_images": rest}
    if format == "pdf":
        options["resolution"] = dpi
        if not any(image.mode == "1" for image in images):
            options["quality"] = 85  # Pillow refuses it for pages that become G4
        options |= {"creationDate": _EPOCH, "modDate": _EPOCH}
    else:
        alike = all(image.mode == "1" for image in images)
        options |= {"compression": "group4" if alike else "tiff_lzw", "dpi": (dpi, dpi)}
    first.save(file, **options)
