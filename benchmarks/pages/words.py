"""What the random pages say: printed words, and values of people who never were."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml

from extract.forms.fill.dates import date_style, short_date, year_only
from extract.forms.fill.digits import local_digits
from extract.forms.fill.identifiers import case_code, grouped
from extract.forms.fill.people import Person, some_person
from extract.forms.fill.places import some_place, town, written_place
from extract.forms.fill.sets import kept
from extract.forms.fill.stock import stock, word
from extract.forms.levels import Set

_DATA: Final = Path(__file__).parent / "data"
_UNITS: Final = {"khm": " ឆ្នាំ", "tha": " ปี", "ind": " tahun", "eng": " years"}


@lru_cache(maxsize=4)
def words(name: str) -> Any:
    """The parsed `data/<name>.yaml`; treat it as read-only."""
    return yaml.safe_load((_DATA / f"{name}.yaml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Teller:
    """Whose values these are, and how their office writes; `rng` is its own."""

    language: str
    which: Set
    person: Person
    day: date
    local: bool  # digits of the script
    rng: Random


def some_teller(language: str, which: Set, rng: Random) -> Teller:
    """Somebody with values to write down."""
    day = date(2003, 1, 5) + timedelta(days=rng.randrange(8000))
    person = some_person(language, day, rng, ages=(8, 62, 24), which=which)
    return Teller(language, which, person, day, rng.random() < 0.5, rng)


def value(kind: str, teller: Teller) -> tuple[str, str]:
    """A value of `kind` as it stands on paper, and its language."""
    text = _KINDS[kind](teller)
    if kind == "latin":
        return text, "eng"
    if teller.local and kind not in {"passport", "latin"}:
        text = local_digits(text, teller.language)
    return text, teller.language


def _other(teller: Teller) -> Person:
    return some_person(
        teller.language, teller.day, teller.rng, ages=(2, 75, 34), which=teller.which
    )


def _date(teller: Teller) -> str:
    day = teller.day - timedelta(days=teller.rng.randrange(0, 9000))
    if teller.rng.random() < 0.06:
        return year_only(day.year, teller.language)
    return date_style(teller.language, teller.rng)(day)


def _age(teller: Teller) -> str:
    unit = _UNITS[teller.language] if teller.rng.random() < 0.3 else ""
    return f"{teller.rng.randrange(6, 78)}{unit}"


def _id(teller: Teller) -> str:
    digits = _other(teller).national_id
    return grouped(digits, teller.language) if teller.rng.random() < 0.6 else digits


def _passport(teller: Teller) -> str:
    letters = {"khm": "N", "tha": "AA", "ind": "X", "eng": "P"}[teller.language]
    return f"{letters}{teller.rng.randrange(10**6, 10**7)}"


def _place(teller: Teller) -> str:
    place = some_place(teller.language, teller.rng, teller.which)
    depth = teller.rng.choice((2, 3, 4, 4))
    return written_place(place, teller.language, teller.rng, depth=depth)[0]


def _money(teller: Teller) -> str:
    hundreds = teller.rng.randrange(10, 300)
    if teller.language == "khm":
        return f"{hundreds * 10:,}.000 រៀល".replace(",", ".")
    if teller.language == "tha":
        return f"{hundreds * 100:,} บาท"
    if teller.language == "ind":
        return f"Rp {hundreds * 100_000:,}".replace(",", ".")
    return f"PHP {hundreds * 100:,}.00"


def _relation(teller: Teller) -> str:
    group = teller.rng.choice(("male", "female", "boy", "girl"))
    return word(teller.language, f"relation_{group}", teller.rng, teller.which)


def _from_list(key: str) -> Callable[[Teller], str]:
    return lambda teller: word(teller.language, key, teller.rng, teller.which)


def _option(teller: Teller) -> str:
    """One of the words to be ticked."""
    rows = words("forms")["choices"]
    return teller.rng.choice(kept([w for r in rows for w in r[teller.language][1:]], teller.which))


def _label(teller: Teller) -> str:
    rows = words("forms")["fields"]
    return teller.rng.choice(kept([w for r in rows for w in r[teller.language]], teller.which))


_KINDS: Final[dict[str, Callable[[Teller], str]]] = {
    "name": lambda t: (t.person if t.rng.random() < 0.3 else _other(t)).full_name,
    "alias": lambda t: t.person.alias,
    "latin": lambda t: (
        t.person.latin
        if t.language == "khm"
        else some_person("eng", t.day, t.rng, ages=(9, 60, 30), which=t.which).full_name.upper()
    ),
    "date": _date,
    "short_date": lambda t: short_date(t.day - timedelta(t.rng.randrange(900)), t.language),
    "age": _age,
    "id": _id,
    "digits": lambda t: _other(t).national_id,
    "passport": _passport,
    "phone": lambda t: _other(t).phone[0],
    "place": _place,
    "town": lambda t: town(some_place(t.language, t.rng, t.which)),
    "occupation": _from_list("occupation"),
    "dest_country": _from_list("dest_country"),
    "agency": _from_list("agency_names"),
    "relation": _relation,
    "number": lambda t: str(t.rng.randrange(1, 40)),
    "money": _money,
    "code": lambda t: case_code(t.language, t.day, t.rng),
    "text": _from_list("text"),
    "option": _option,
    "label": _label,
}


def sentence(teller: Teller) -> str:
    """A sentence of the set with everything filled in."""
    language = teller.language
    pool = [*words("sentences")[language], *stock("words")[language]["narrative"]]
    chosen = teller.rng.choice(kept(pool, teller.which))
    names = ("name", "place", "date", "number", "job", "country", "money")
    kinds = {"job": "occupation", "country": "dest_country"}
    said: str = chosen
    for name in names:
        while f"{{{name}}}" in said:
            said = said.replace(f"{{{name}}}", value(kinds.get(name, name), teller)[0], 1)
    return said
