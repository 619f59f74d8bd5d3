"""A page as tiles of several sizes, so that a large scan is looked at without sending all of it.

Tiles show the page upright and lie together in one file a page. Level 0 is the smallest: one tile;
each further level is twice as large, the last has the size of the kept picture.
"""

from __future__ import annotations

import io
import math
import secrets
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from models.errors import NotFound
from models.values import Box, Colour, Grey

TILE: Final = 512  # pixels on a side
MEDIA_TYPE: Final = "image/jpeg"
_QUALITY: Final = 82
_CROP_QUALITY: Final = 88


@dataclass(frozen=True, slots=True)
class Shape:
    """An upright page: width and height in pixels of the scan."""

    width: int
    height: int

    @property
    def top(self) -> int:
        """The number of the largest level."""
        return max(0, math.ceil(math.log2(max(self.width, self.height) / TILE)))

    def size(self, level: int) -> tuple[int, int]:
        """Width and height of a level, in pixels."""
        scale = 2 ** (self.top - level)
        return math.ceil(self.width / scale), math.ceil(self.height / scale)


def upright_shape(width: int, height: int, rotation: int) -> Shape:
    """The page as it is shown; `rotation` degrees clockwise set it upright."""
    return Shape(height, width) if rotation % 180 else Shape(width, height)


def upright_box(box: Box, width: int, height: int, rotation: int) -> Box:
    """A box of the scan on the upright page."""
    if rotation == 90:
        return Box(height - box.y1, box.x0, height - box.y0, box.x1)
    if rotation == 180:
        return Box(width - box.x1, height - box.y1, width - box.x0, height - box.y0)
    if rotation == 270:
        return Box(box.y0, width - box.x1, box.y1, width - box.x0)
    return box


def make(image: Grey | Colour, rotation: int, shape: Shape, target: Path) -> None:
    """Write the tiles of a scan into `target`, which appears whole or not at all.

    The picture may be kept smaller than the scan was: it is then set to the scan's `shape`, so
    that places mean the same everywhere.
    """
    page = _sized(np.rot90(image, k=-(rotation // 90) % 4), shape.size(shape.top))
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # A name of its own: another process may be making the same pack.
    waiting = target.with_name(f"{target.stem}.{secrets.token_hex(6)}.part")
    try:
        with zipfile.ZipFile(waiting, "w", zipfile.ZIP_STORED) as pack:
            for level in range(shape.top, -1, -1):
                page = _sized(page, shape.size(level))
                for column, row, tile in _cut(page):
                    pack.writestr(f"{level}/{column}_{row}", _jpeg(tile, _QUALITY))
        waiting.chmod(0o600)
        waiting.replace(target)
    finally:
        waiting.unlink(missing_ok=True)


def tile(pack: Path, level: int, column: int, row: int) -> bytes:
    """One tile as JPEG. Raises NotFound where the page has none."""
    with zipfile.ZipFile(pack) as kept:
        return _read(kept, level, column, row)


def crop(pack: Path, shape: Shape, box: Box, *, longest: int) -> bytes:
    """A place of the upright page as JPEG, from the level that gives at most `longest` pixels."""
    level = shape.top
    while level and max(box.width, box.height) / 2 ** (shape.top - level) > longest:
        level -= 1
    scale, (width, height) = 2 ** (shape.top - level), shape.size(level)
    x0, y0 = max(0, math.floor(box.x0 / scale)), max(0, math.floor(box.y0 / scale))
    x1, y1 = min(width, math.ceil(box.x1 / scale)), min(height, math.ceil(box.y1 / scale))
    if x1 <= x0 or y1 <= y0:
        raise NotFound("That place lies outside the page.")
    columns, rows = range(x0 // TILE, (x1 - 1) // TILE + 1), range(y0 // TILE, (y1 - 1) // TILE + 1)
    with zipfile.ZipFile(pack) as kept:
        lines = [
            np.hstack([_pixels(_read(kept, level, column, row)) for column in columns])
            for row in rows
        ]
    left, top = columns[0] * TILE, rows[0] * TILE
    return _jpeg(np.vstack(lines)[y0 - top : y1 - top, x0 - left : x1 - left], _CROP_QUALITY)


def _sized(page: Grey | Colour, size: tuple[int, int]) -> Grey | Colour:
    """The page with that width and height."""
    if (page.shape[1], page.shape[0]) == size:
        return page
    how = cv2.INTER_AREA if size[0] < page.shape[1] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(np.ascontiguousarray(page), size, interpolation=how), np.uint8)


def _cut(page: Grey | Colour) -> Iterator[tuple[int, int, Grey | Colour]]:
    for top in range(0, page.shape[0], TILE):
        for left in range(0, page.shape[1], TILE):
            yield left // TILE, top // TILE, page[top : top + TILE, left : left + TILE]


def _read(kept: zipfile.ZipFile, level: int, column: int, row: int) -> bytes:
    try:
        return kept.read(f"{level}/{column}_{row}")
    except KeyError:
        raise NotFound("The page has no such tile.") from None


def _jpeg(pixels: Grey | Colour, quality: int) -> bytes:
    # OpenCV counts blue first; nothing here looks at colours but the two ends.
    ordered = pixels if pixels.ndim == 2 else pixels[:, :, ::-1]
    _, made = cv2.imencode(
        ".jpg", np.ascontiguousarray(ordered), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    return made.tobytes()


def _pixels(jpeg: bytes) -> Grey | Colour:
    found = np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_UNCHANGED), np.uint8)
    return found if found.ndim == 2 else found[:, :, ::-1]


def decode(kept: bytes) -> Grey | Colour:
    """The pixels of a kept page picture: (h, w) where it has no colour, else (h, w, 3) RGB."""
    from PIL import Image  # noqa: PLC0415 - brings its formats along, for who has one to decode

    with Image.open(io.BytesIO(kept), formats=["WEBP"]) as picture:
        pixels = np.asarray(picture.convert("RGB"))
    grey = bool((pixels[::16, ::16, 0] == pixels[::16, ::16, 2]).all())
    return np.ascontiguousarray(pixels[:, :, 1]) if grey else pixels
