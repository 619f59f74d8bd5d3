"""Myanmar's National Registration Card: 12/OUKAMA(N)123456 (docs/values.md).

State or region (1-14), township (letters, of which each syllable stands for a word of its name),
the kind of citizenship in brackets, six digits. People write it in Burmese as well:
၁၂/ဥကမ(နိုင်)၁၂၃၄၅၆; digits and the bracket are turned into Latin, Burmese township letters stay.
"""

from __future__ import annotations

import re
from typing import Final

from extract.languages.digits import to_latin
from extract.text import clean, without_leaders
from extract.values.parsed import Parsed, parsed

_BURMESE: Final = str.maketrans("၀၁၂၃၄၅၆၇၈၉", "0123456789")
#: what stands in the brackets: citizen, associate, naturalised, temporary, monk
_KINDS: Final = {
    "နိုင်": "N", "ဧည့်": "E", "ပြု": "P", "ယာယီ": "Y", "သာသနာ": "TH", "သ": "TH", "NAING": "N",
}  # fmt: skip
_SHAPE: Final = re.compile(
    r"(?P<state>\d{1,2})\s*[/\\|]\s*(?P<town>[A-Z]{3,12}|[\u1000-\u109f]{3,})\s*"
    r"[(\[{]\s*(?P<kind>[A-Z]{1,5}|[\u1000-\u109f]+)\s*[)\]}]\s*(?P<number>\d{5,7})"
)
_STATES: Final = 14


def looks_like_one(raw: str) -> bool:
    """Whether a text has the shape of an NRC number.

    >>> looks_like_one("12/OuKaMa(N) 123456"), looks_like_one("1-2345-67890-12-1")
    (True, False)
    """
    return _SHAPE.search(_latin(raw)) is not None


def compact(raw: str) -> str:
    """The canonical spelling, "" where the text is none.

    >>> compact("၁၂/ဥကမ(နိုင်)၁၂၃၄၅၆"), compact("12/ou ka ma [N] 123 456")
    ('12/ဥကမ(N)123456', '12/OUKAMA(N)123456')
    """
    found = _SHAPE.search(_latin(raw))
    if found is None:
        return ""
    kind = _KINDS.get(found["kind"], found["kind"])
    return f"{int(found['state'])}/{found['town']}({kind}){found['number']}"


def parse(raw: str) -> Parsed:
    """The number in its canonical spelling; doubted when a part is not as the rule says.

    >>> parse("12/OUKAMA(N)123456").problems
    ()
    >>> [p.code for p in parse("15/OUKAMA(X)12345").problems]
    ['nrc_state', 'nrc_kind', 'id_length']
    """
    text = compact(raw)
    if not text:
        bare = _latin(raw)
        return parsed(bare or None, "nrc_shape") if bare else Parsed(None)
    state, rest = text.split("/", 1)
    kind, number = rest.split("(", 1)[1].split(")", 1)
    codes = []
    if not 1 <= int(state) <= _STATES:
        codes.append("nrc_state")
    if kind not in {"N", "E", "P", "Y", "TH", "T", "S", "F"}:
        codes.append("nrc_kind")
    if len(number) != 6:
        codes.append("id_length")
    return parsed(text, *codes, evidence=() if codes else ("nrc_fits",))


def _latin(raw: str) -> str:
    text = to_latin(without_leaders(clean(raw))).translate(_BURMESE).upper()
    return "".join(text.split())
