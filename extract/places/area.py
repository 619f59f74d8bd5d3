"""An area of a gazetteer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Area:
    """`level` is province, district, commune or village; `latin` the name in Latin letters.

    `kind` tells apart areas of one name ("kota", "kabupaten"). `successors` are the codes of the
    areas that took over an abolished one; an abolished area carries the date in `abolished`.
    """

    level: str
    code: str
    name: str
    latin: str
    kind: str = ""
    abolished: str = ""
    successors: tuple[str, ...] = ()


LEVELS = ("province", "district", "commune", "village")
