"""Why a field is doubted, in the language of whoever looks."""

from __future__ import annotations

from api import speak
from models.forms import Form


def in_words(reason: str, form: Form | None) -> str:
    """A stored reason in the reader's language: a form's own rule as the form words it there."""
    for rule in form.rules if form else ():
        if reason in rule.says.values():
            return rule.says.get(speak.language()) or reason
    return speak.said(reason)
