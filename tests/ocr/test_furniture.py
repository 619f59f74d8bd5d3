"""Rules of a known form, where a bent copy has moved them and where they are hair-thin."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from models.values import Grey
from ocr.furniture import of_blank, strip
from ocr.light import ink
from tests.ocr import drawing

_DPI = drawing.DPI


def table(aside: float, text: str = "") -> Grey:
    """Two cells of a table, `aside` mm off their place, with something written in the first."""
    image = Image.new("L", (drawing.mm(100), drawing.mm(40)), 255)
    draw = ImageDraw.Draw(image)
    for x in (10, 50, 90):
        draw.line([drawing.mm(x + aside), drawing.mm(10), drawing.mm(x + aside), drawing.mm(25)])
    for y in (10, 25):
        draw.line([drawing.mm(10), drawing.mm(y + aside), drawing.mm(90), drawing.mm(y + aside)])
    if text:
        drawing.write(image, text, 14, 15, 3.4)
    return np.asarray(image)


def test_rules_beside_their_place_are_still_rules() -> None:
    page, bare = table(0.6, "Perekrut"), table(0.6)
    inked = ink(page)
    left = strip(inked, of_blank(table(0), _DPI, inked), _DPI)
    words = inked & ~ink(bare)
    assert np.count_nonzero(left & ~words) == 0
    assert np.count_nonzero(left & words) > 0.95 * np.count_nonzero(words)


def test_a_rule_between_two_rows_of_pixels_is_a_rule() -> None:
    thin = np.full((200, 400), 255, np.uint8)
    thin[100:102, 20:380] = 180  # half as dark in two rows as in one
    thin[150:160, 20:380:9] = 0  # something black to tell ink from paper by
    assert of_blank(thin, _DPI).flat[100, 40:360].all()
