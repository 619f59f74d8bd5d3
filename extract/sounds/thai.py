"""Thai letters to sounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from extract.sounds.data import table
from extract.sounds.units import Unit, ways

_CONSONANT: Final = "\u0e01-\u0e2e"
#: Letters with the sign of silence: one, or a pair that is never said together.
_KILLED: Final = re.compile(f"(?:[ทตดธ]ร|ษณ|[{_CONSONANT}])[\u0e31\u0e34-\u0e39]?\u0e4c")
_TONES: Final = dict.fromkeys(map(ord, "\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e"))
#: ho that only gives its tone to what follows: หมอก, not หงส์
_LED: Final = re.compile(
    f"ห(?=[งญนมยรลว][{_CONSONANT}\u0e30-\u0e39])|(?<=[\u0e40-\u0e44])ห(?=[งญนมยรลว])"
)
_ROHAN: Final = re.compile(f"รร(?=[{_CONSONANT}])")
_UNIT: Final = re.compile(
    f"([\u0e40-\u0e44]?)([{_CONSONANT}ฤ])"
    "((?:(?<![\u0e40-\u0e44].)(?<=[กขคตทปผพบดฟสศซจ])[รลว](?=[\u0e30-\u0e39]))?)"
    "([\u0e30-\u0e39]*)"
)
_LED_UNIT: Final = re.compile(
    f"([\u0e40-\u0e44])([กขคตทปผพบดฟ][รล])((?=[{_CONSONANT}\u0e30-\u0e39]|$))([\u0e30-\u0e39]*)"
)
#: wo between two letters without a vowel: ดวง is duang, but วงศ์ is wong
_WO: Final = re.compile(
    f"(?<=[{_CONSONANT}])(?<![\u0e40-\u0e44].)ว(?=[{_CONSONANT}](?![\u0e30-\u0e39]))"
)
#: so and ro together: the ro is often not said (ศรี is Sri or Si, เสริฐ is soet)
_FALSE: Final = re.compile("([สศซจ])ร")
_SILENT_END: Final = re.compile("([ตทธฒ])[ิุ]$")


def sounds(word: str) -> tuple[str, ...]:
    """The ways in which a Thai word is said; it must be normalised.

    >>> sounds("สมชาย"), sounds("พร")
    (('sqmcay',), ('pqn', 'pqr'))
    """
    text = word.replace("\u0e33", "\u0e31ม")
    text = _KILLED.sub("", text).translate(_TONES)
    text = text.replace("ีย", "ี").replace("ือ", "ื").replace("ัว", "ู")
    text = _LED.sub("", _ROHAN.sub("\u0e31", text).replace("รร", "\u0e31น"))
    spellings = dict.fromkeys((text, _FALSE.sub(r"\1", text), _SILENT_END.sub(r"\1", text)))
    weak = table().weak
    found = [
        way
        for one in spellings
        for open_ in dict.fromkeys((_vowels_of_o(one), _vowels_of_o(one, wo=False)))
        # Where ro closes a syllable it is said as n; elsewhere it opens one of its own.
        for r, opening in (("n", weak - {"r"}), ("r", weak))
        for way in ways(list(_units(open_, r)), opening)
    ]
    return tuple(dict.fromkeys(found))


def _units(text: str, final_r: str) -> Iterator[Unit]:
    script, at = table().thai, 0
    while at < len(text):
        found = _LED_UNIT.match(text, at) or _UNIT.match(text, at)
        if found is None:
            if text[at] == "O":
                yield Unit("", "o")
            at += 1
            continue
        at = found.end()
        base = "".join(
            "re" if c == "ฤ" else script.consonants.get(c, "") for c in found[2] + found[3]
        )
        vowel = _vowel(found[1], found[4])
        if text[at : at + 1] in ("O", "U"):
            vowel, at = vowel or text[at].lower(), at + 1
        if found[2] == "ญ" and not vowel:
            base = "n"
        if base == "re":
            base, vowel = "r", vowel or "e"
        if not base and not vowel:
            vowel = "q"
        yield Unit(
            base, vowel, {"r": final_r, "y": "n" if found[2] == "ญ" else "y"}.get(base, base)
        )


def _vowels_of_o(text: str, *, wo: bool = True) -> str:
    """o ang and (where `wo`) wo waen that are vowels of the letter before them, as capitals.

    >>> _vowels_of_o("กอง"), _vowels_of_o("ดวง"), _vowels_of_o("อร")
    ('กOง', 'ดUง', 'อร')
    """
    text = re.sub(f"(?<=[{_CONSONANT}])อ(?![\u0e30-\u0e39])", "O", text)
    return _WO.sub("U", text) if wo else text


def _vowel(leading: str, signs: str) -> str:
    script = table().thai
    if leading == "เ" and signs[:1] == "า":
        return "o"  # เ-า is ao
    if leading == "เ" and signs[:1] == "ี":
        return "i"
    if leading:
        return script.special[leading]
    return script.vowels[signs[0]] if signs else ""
