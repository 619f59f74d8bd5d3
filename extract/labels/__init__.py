"""Fields by their printed labels, where the picture alone does not tell where they are."""

from extract.labels.anchors import Anchor, anchors
from extract.labels.free import FreeField, free_fields
from extract.labels.identify import Identified, identify
from extract.labels.values import Found, find_values

__all__ = [
    "Anchor",
    "Found",
    "FreeField",
    "Identified",
    "anchors",
    "find_values",
    "free_fields",
    "identify",
]
