"""Thailand, by the geothai package: provinces, districts, subdistricts in force and abolished.

Legacy paper names districts that are no more; they are offered beside today's, with successors.
"""

from __future__ import annotations

from functools import lru_cache

import geothai
from geothai.abolished import abolished_areas

from extract.places.area import Area


@lru_cache(maxsize=2048)
def children(code: str) -> tuple[Area, ...]:
    """The areas right below that code, abolished ones last; "" gives the provinces."""
    if code == "":
        return tuple(Area("province", p.code, p.name_th, p.name_en) for p in geothai.provinces())
    if len(code) == 2:
        rows = [
            Area("district", d.code, d.name_th.removeprefix("เขต"), d.name_en)
            for d in geothai.districts(code)
        ]
    elif len(code) == 4:
        rows = [Area("commune", s.code, s.name_th, s.name_en) for s in geothai.subdistricts(code)]
    else:
        return ()
    named = {area.name for area in rows}
    return (*rows, *(area for area in _abolished().get(code, ()) if area.name not in named))


@lru_cache(maxsize=1)
def _abolished() -> dict[str, tuple[Area, ...]]:
    table: dict[str, tuple[Area, ...]] = {}
    for row in abolished_areas():
        area = Area(
            "commune" if row.level == "subdistrict" else row.level,
            row.code,
            row.name_th.removeprefix("เขต"),
            row.name_en or "",
            abolished=row.abolished_on,
            successors=row.successors,
        )
        parent = row.parent_code or ""
        table[parent] = (*table.get(parent, ()), area)
    return table
