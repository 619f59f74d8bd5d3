"""The place of one field cut out of its page, and nothing else of the page.

Around the place a little is kept, since writing runs over its line; whatever belongs to another
field there is made grey before anything is sent.
"""

from __future__ import annotations

import io
import math
import threading
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from ingest.storage import Store
from models.errors import NotFound, StorageFailed
from models.repositories.crops import FieldPlace
from models.values import Box

MEDIA_TYPE: Final = "image/webp"
_QUALITY: Final = 82
_LONGEST: Final = 1600  # pixels on a side; a longer crop is made smaller
_AROUND: Final = 0.25  # of a place's height
_LEAST, _MOST = 4.0, 28.0  # pixels of the scan
_WITHIN: Final = 0.8  # so much of a smaller place must lie in a larger one to be a part of it
_GREY: Final = 196
_MAKING: Final = threading.BoundedSemaphore(2)  # a large scan takes 100 MB while it is decoded


def window(place: FieldPlace) -> Box:
    """What is cut out, in pixels of the scan. Raises NotFound for a place outside the page."""
    around = min(_MOST, max(_LEAST, _AROUND * place.box.height))
    found = Box(
        max(0.0, place.box.x0 - around),
        max(0.0, place.box.y0 - around),
        min(float(place.width), place.box.x1 + around),
        min(float(place.height), place.box.y1 + around),
    )
    if found.width < 1 or found.height < 1:
        raise NotFound("That place lies outside the page.")
    return found


def cut(store: Store, place: FieldPlace) -> bytes:
    """The place as WebP, upright. Raises NotFound and StorageFailed as the store does."""
    kept = b"".join(store.open(place.image_key))
    with _MAKING:
        pixels = _covered(_window(kept, place), place)
        upright = np.rot90(pixels, k=-(place.rotation // 90) % 4)
        picture = Image.fromarray(np.ascontiguousarray(upright))
    picture.thumbnail((_LONGEST, _LONGEST))
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=_QUALITY, method=2)
    return out.getvalue()


def _window(kept: bytes, place: FieldPlace) -> npt.NDArray[np.uint8]:
    """The pixels of the window at the size of the scan."""
    around = window(place)
    left, top = math.floor(around.x0), math.floor(around.y0)
    right, bottom = math.ceil(around.x1), math.ceil(around.y1)
    try:
        with Image.open(io.BytesIO(kept), formats=["WEBP"]) as picture:
            scale = picture.width / max(1, place.width)
            part = picture.crop(
                (
                    math.floor(left * scale),
                    math.floor(top * scale),
                    math.ceil(right * scale),
                    math.ceil(bottom * scale),
                )
            )
    except OSError as error:
        raise StorageFailed("A page's picture is damaged in the store.") from error
    if part.size != (right - left, bottom - top):  # kept smaller than it was scanned
        part = part.resize((right - left, bottom - top))
    return np.array(part.convert("RGB"), dtype=np.uint8)


def _covered(pixels: npt.NDArray[np.uint8], place: FieldPlace) -> npt.NDArray[np.uint8]:
    """The window with the places of other fields made grey."""
    around = window(place)
    height, width = pixels.shape[:2]
    left, top = math.floor(around.x0), math.floor(around.y0)

    def part(box: Box) -> tuple[slice, slice]:
        rows = slice(max(0, math.floor(box.y0) - top), max(0, math.ceil(box.y1) - top))
        return rows, slice(max(0, math.floor(box.x0) - left), max(0, math.ceil(box.x1) - left))

    grey = np.zeros((height, width), bool)
    for other in place.others:
        grey[part(_wider(other))] = True
    grey[part(place.box)] = False
    for other in place.others:
        if is_part(other, place.box):
            grey[part(other)] = True
    pixels[grey] = _GREY
    return pixels


def _wider(box: Box) -> Box:
    around = min(_MOST, max(_LEAST, _AROUND * box.height))
    return Box(box.x0 - around, box.y0 - around, box.x1 + around, box.y1 + around)


def is_part(inner: Box, outer: Box) -> bool:
    """Whether a place is a field of its own inside a larger one, as a line beside a tick box is."""
    across = min(inner.x1, outer.x1) - max(inner.x0, outer.x0)
    down = min(inner.y1, outer.y1) - max(inner.y0, outer.y0)
    area = inner.width * inner.height
    if across <= 0 or down <= 0 or area <= 0:
        return False
    return across * down >= _WITHIN * area and area < _WITHIN * outer.width * outer.height
