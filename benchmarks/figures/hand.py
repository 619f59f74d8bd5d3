"""Whether a value is told printed, handwritten, empty or stamped over, from its field alone."""

from __future__ import annotations

from collections import Counter

import numpy as np

from benchmarks.figures.pages import LANGUAGES, LEVELS, Choice
from benchmarks.figures.tables import share, table
from benchmarks.pages import Crop, value_crops
from models.values import Box, CleanPage, Looks
from ocr import light, quality
from ocr.crops import cut
from ocr.looks import looks_of
from ocr.plane import grey_of
from ocr.sheet import ready

_LABELS = ("printed", "handwritten", "empty", "stamped")
_GOAL = ("printed", "handwritten", "empty")


def measured(count: int, choice: Choice) -> str:
    """`count` crops a language and level, cut out and looked at as a field of a page is."""
    seen: Counter[tuple[str, str]] = Counter()
    for language in LANGUAGES:
        for level in LEVELS:
            for crop in value_crops(language, count, choice.seed, level, choice.which):
                seen[crop.label, said(crop)] += 1
    answers = [str(look) for look in Looks]
    rows = [(label, *(str(seen[label, answer]) for answer in answers)) for label in _LABELS]
    right = sum(seen[label, label] for label in _GOAL)
    total = sum(n for (label, _), n in seen.items() if label in _GOAL)
    confusion = table(("there (down), said (across)", *answers), rows)
    return f"{confusion}\n\nPrinted, handwritten and empty told rightly: {share(right, total)}."


def said(crop: Crop) -> str:
    """What the product says of a field's picture: its furniture taken away, its ink looked at."""
    dpi = float(crop.dpi)
    flat = light.flatten(grey_of(crop.image), dpi)
    height, width = flat.shape
    measures = quality.measure(flat, dpi, 0.0)
    page = CleanPage(1, flat, dpi, 0, np.eye(3), measures, scan_width=width, scan_height=height)
    return str(looks_of(cut(ready(page), Box(0, 0, width, height))))
