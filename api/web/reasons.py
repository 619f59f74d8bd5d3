"""Why a field is doubted, in the language of whoever looks."""

from __future__ import annotations

from typing import Final

from api import speak
from api.speak import N_
from models.forms import Form

#: Words that stand in the places of reasons of doubt.
PLACED: Final = (
    *(N_("woman"), N_("man"), N_("female"), N_("male")),
    *(N_("sex"), N_("nationality")),
)


def in_words(reason: str, form: Form | None) -> str:
    """A stored reason in the reader's language: a form's own rule as the form words it there."""
    for rule in form.rules if form else ():
        if reason in rule.says.values():
            return rule.says.get(speak.language()) or reason
    return speak.said(reason)
