"""Definitions beside the field library: what would not compare with other forms is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.forms.comparable import strangers
from extract.forms.load import find_form, load_forms
from models.forms import Form, FormField, Kind

SHIPPED = load_forms()
FORM = find_form(SHIPPED, "kh_ncct_short")


def _with(form: Form, changed: FormField) -> Form:
    fields = (changed if f.key == changed.key else f for f in form.fields)
    return replace(form, fields=tuple(fields))


@pytest.mark.parametrize("form", SHIPPED, ids=lambda form: form.id)
def test_shipped_forms_speak_the_words_of_the_library(form: Form) -> None:
    assert [str(fault) for fault in strangers(form)] == []


def test_a_field_of_another_kind_and_a_code_of_its_own_are_told() -> None:
    age, sex = FORM.field("age"), FORM.field("sex")
    other = replace(sex.options[0], code="boy")
    odd = _with(
        _with(FORM, replace(age, kind=Kind.PHONE)),
        replace(sex, options=(other, *sex.options[1:])),
    )
    assert {fault.where for fault in strangers(odd)} == {"age.kind", "sex.options.boy"}
