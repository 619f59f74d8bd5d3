"""Made-up people whose names, sex, birth, home and numbers agree with one another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from pythainlp.transliterate import romanize

from extract.forms.fill.identifiers import cambodian_id, nik, passport, phone, thai_id
from extract.forms.fill.places import Place, some_place
from extract.forms.fill.sets import kept
from extract.forms.fill.stock import stock
from extract.forms.levels import Set


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who never was. `national_id` is bare digits, `phone` (written, E.164)."""

    language: str
    sex: str  # "male" or "female"
    family: str
    given: str
    latin: str  # family name first for Khmer
    alias: str
    born: date
    home: Place
    national_id: str
    phone: tuple[str, str]
    passport: str

    def age_on(self, day: date) -> int:
        """Completed years on `day`."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))

    @property
    def full_name(self) -> str:
        """Family name first in Khmer, given name first elsewhere; Indonesians may have one name."""
        if self.language == "khm":
            return f"{self.family} {self.given}"
        return f"{self.given} {self.family}".strip()


def some_person(
    language: str,
    on: date,
    rng: Random,
    *,
    ages: tuple[int, int, int],
    which: Set | None = None,
) -> Person:
    """A person of lowest, highest and most usual age `ages` on the day `on`.

    Names and home come from the set `which`, or from all there are.
    """
    names = stock("names")[language]
    sex = rng.choices(("female", "male"), (3, 2))[0]
    family, latin_family = _name(names["family"], rng, which)
    given, latin_given = _name(names[sex], rng, which)
    if language == "ind" and rng.random() < 0.3:
        family = ""
    low, high, usual = ages
    years = rng.triangular(low, high, usual)
    born = on - timedelta(days=round(years * 365.2425) + rng.randrange(1, 300))
    home = some_place(language, rng, which)
    return Person(
        language=language,
        sex=sex,
        family=family,
        given=given,
        latin=f"{latin_family} {latin_given}".upper(),
        alias=_name(names["alias"], rng, which)[0],
        born=born,
        home=home,
        national_id=_national_id(language, home, born, sex, rng),
        phone=phone(language, rng),
        passport=passport(language, rng),
    )


def _name(
    names: dict[str, str] | list[str], rng: Random, which: Set | None = None
) -> tuple[str, str]:
    """A name and its Latin spelling: as listed, by rule for Thai, itself where it is Latin."""
    name = rng.choice(kept(names, which))
    if isinstance(names, dict):
        return name, names[name]
    return name, name if name.isascii() else romanize(name, engine="royin")


def _national_id(language: str, home: Place, born: date, sex: str, rng: Random) -> str:
    if language == "tha":
        return thai_id(rng)
    if language == "ind":
        return nik(home, born, sex, rng)
    return cambodian_id(rng) if language == "khm" else f"{rng.randrange(10**12):012}"
