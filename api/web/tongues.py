"""In which language something on a page is, where that is not the page's own: for who listens to
it, for the typeface and for the line break.

Labels say it of themselves. Of what was read only the script tells, and only for languages that
have one of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from api import speak
from api.web.fields import Label

#: Letters and digits of the scripts that one of our languages alone is written in.
_OWN: Final = {"km": re.compile("[\u1780-\u17ff]"), "th": re.compile("[\u0e00-\u0e7f]")}


def tongue(text: str) -> Markup:
    """The attribute `lang` for an element that holds this text; nothing where it needs none.

    >>> tongue("សុខ Sok"), tongue("Sok"), tongue("สมชาย")
    (Markup(' lang="km"'), Markup(''), Markup(' lang="th"'))
    """
    found = [language for language, script in _OWN.items() if script.search(text)]
    alone = found[0] if len(found) == 1 else speak.language()
    return Markup("") if alone == speak.language() else Markup(' lang="{}"').format(alone)


def readers(labels: Sequence[Label]) -> str:
    """The words of a label for the name of a button or a list, which is in one language: the
    reader's where the form prints it, else the form's own."""
    mine = (label.words for label in labels if label.language == speak.language())
    return next(mine, labels[0].words)
