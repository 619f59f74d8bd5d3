"""The countries of ISO 3166-1 as a vocabulary. The only place that asks Babel for their names.

The names are those of the Unicode CLDR, which Babel carries; nothing is fetched.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from babel import Locale

from models.forms import Standards
from models.languages import LABEL_LANGUAGES
from models.library import Term

_FILE: Final = Path(__file__).parent / "countries.yaml"


@lru_cache(maxsize=1)
def country_terms() -> tuple[Term, ...]:
    """One term a country, by its three letters; standards take the two letters."""
    codes: dict[str, str] = yaml.safe_load(_FILE.read_text("utf-8"))["codes"]
    names = {code: Locale(code).territories for code in LABEL_LANGUAGES}
    return tuple(
        Term(
            three,
            {code: _spellings(names[code][two]) for code in LABEL_LANGUAGES},
            Standards(htcds=(two,), ctdc=(two,)),
        )
        for three, two in sorted(codes.items())
    )


def _spellings(name: str) -> tuple[str, ...]:
    """A name in brackets is a second one.

    >>> _spellings("Myanmar (Burma)")
    ('Myanmar', 'Burma')
    """
    if not name.endswith(")"):
        return (name,)
    first, _, second = name.removesuffix(")").partition(" (")
    return (first, second)
