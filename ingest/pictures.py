"""Pictures of pages for people to look at."""

from __future__ import annotations

import io

from PIL import Image

from models.values import Colour, Grey

#: WebP cannot be larger on a side; no scanned form is.
LONGEST_SIDE = 16_000


def webp(image: Grey | Colour, *, quality: int = 80) -> bytes:
    """A grey (h, w) or RGB (h, w, 3) image as WebP, scaled down only where the format asks it."""
    picture = Image.fromarray(image)
    if max(picture.size) > LONGEST_SIDE:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=quality, method=2)
    return out.getvalue()
