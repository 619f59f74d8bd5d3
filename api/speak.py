"""The interface's words in the language of whoever asks.

`_("Finish")` is the sentence in the language in force, `ngettext("{count} file", "{count} files",
n)` the right plural; values are put in by `.format(...)` afterwards, never before. `N_` marks a
sentence that is translated later, where it is shown. Templates have `_` and `ngettext` too; scripts
have `say` (static/say.js). English is the sentence itself.
"""

from __future__ import annotations


def N_(sentence: str) -> str:  # noqa: N802 - the name that catalogue tools look for
    """Mark a sentence for the catalogues without translating it now."""
    return sentence


def _(sentence: str) -> str:
    """The sentence in the language in force."""
    return sentence


def ngettext(one: str, many: str, count: int) -> str:
    """The sentence for this count in the language in force."""
    return one if count == 1 else many
