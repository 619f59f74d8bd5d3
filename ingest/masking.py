"""Places of a page that somebody may not see, made black: what is not sent cannot be looked at."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from PIL import Image

from ingest.storage import Store
from models.errors import StorageFailed
from models.tables import Page
from models.values import Box, Colour, Grey

Picture = TypeVar("Picture", Grey, Colour, Grey | Colour)


def blackened(image: Picture, boxes: Sequence[Box], scale: float = 1.0) -> Picture:
    """The picture, (h, w) or (h, w, 3), with these boxes made black; a copy where there are any.

    Boxes are in scan pixels; a picture kept smaller is `scale` times as large as its scan.
    """
    if not boxes:
        return image
    covered = image.copy()
    height, width = covered.shape[:2]
    for box in boxes:
        top, bottom = math.floor(box.y0 * scale), math.ceil(box.y1 * scale)
        left, right = math.floor(box.x0 * scale), math.ceil(box.x1 * scale)
        covered[max(0, top) : min(height, bottom), max(0, left) : min(width, right)] = 0
    return covered


def covered_picture(store: Store, page: Page, covered: Sequence[Box]) -> Grey | Colour:
    """The kept picture of a page as pixels, with these places of its scan made black.

    Raises NotFound where the page has none, StorageFailed where it cannot be had.
    """
    kept = b"".join(store.open(page.image_key))
    try:
        with Image.open(io.BytesIO(kept), formats=["WEBP"]) as picture:
            pixels: Grey | Colour = np.asarray(picture)
    except OSError as error:
        raise StorageFailed("A page's picture is damaged in the store.") from error
    return blackened(pixels, covered, pixels.shape[1] / max(1, page.width))
