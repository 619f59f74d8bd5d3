"""Names of towns by themselves, as people give the place of their birth."""

from __future__ import annotations

from functools import lru_cache

from extract.places import gazetteer


@lru_cache(maxsize=4)
def towns(country: str) -> tuple[str, ...]:
    """Every spelling of the provinces and districts of a country; none where no list is known."""
    provinces = gazetteer.children(country)
    districts = (d for p in provinces for d in gazetteer.children(country, p.code))
    areas = (*provinces, *districts)
    found = (name for area in areas for name in gazetteer.spellings(country, area))
    return tuple(dict.fromkeys(found))
