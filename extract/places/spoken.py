"""An area as it is written in an address: with the word for its level, in its own language.

Capitals have words of their own: a district of Phnom Penh is a ខណ្ឌ with សង្កាត់ for communes, one
of Bangkok a เขต with แขวง. The last four digits of an Indonesian village's code begin with 1
where it is a kelurahan and with 2 where it is a desa (Kemendagri).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from extract.places.area import Area

Words = Mapping[str, str]

_WORDS: Final[Mapping[str, Words]] = {
    "KHM": {"province": "ខេត្ត", "district": "ស្រុក", "commune": "ឃុំ", "village": "ភូមិ"},
    "THA": {"province": "จังหวัด", "district": "อำเภอ", "commune": "ตำบล"},
    "IDN": {"province": "Provinsi ", "district": "", "commune": "Kecamatan ", "village": "Desa "},
}
#: country, code of the capital -> its words
_CAPITAL: Final[Mapping[tuple[str, str], Words]] = {
    ("KHM", "12"): {"province": "", "district": "ខណ្ឌ", "commune": "សង្កាត់", "village": "ភូមិ"},
    ("THA", "10"): {"province": "", "district": "เขต", "commune": "แขวง"},
}


def spoken(country: str, area: Area, written: str = "") -> str:
    """The name behind the word for its level; the bare Latin name where `written` is "en".

    >>> spoken("KHM", Area("commune", "120101", "ទន្លេបាសាក់", "Tonle Basak"))
    'សង្កាត់ទន្លេបាសាក់'
    >>> spoken("KHM", Area("commune", "120101", "ទន្លេបាសាក់", "Tonle Basak"), "en")
    'Tonle Basak'
    """
    if written == "en":
        return area.latin or area.name
    words = _CAPITAL.get((country, area.code[:2]), _WORDS.get(country, {}))
    word = words.get(area.level, "")
    if country == "IDN" and area.level == "village" and area.code[-4:].startswith("1"):
        word = "Kelurahan "
    return area.name if area.name.startswith(word) else f"{word}{area.name}"
