"""Pages to measure on that are none of our forms: random forms, prose, crops, turned pages.

Everything is drawn anew from a seed, in the faces, words and damage of a set: `tune` to make
decisions with, `judge` to measure with.
"""

from benchmarks.pages.crops import Crop, value_crops
from benchmarks.pages.form import foreign_form
from benchmarks.pages.page import Page
from benchmarks.pages.prose import prose_lines, prose_page
from benchmarks.pages.single import KINDS, NUMBERS, Single, single_values
from benchmarks.pages.turned import turned_page

__all__ = [
    "KINDS",
    "NUMBERS",
    "Crop",
    "Page",
    "Single",
    "foreign_form",
    "prose_lines",
    "prose_page",
    "single_values",
    "turned_page",
    "value_crops",
]
