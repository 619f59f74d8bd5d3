"""Which work an address asks for, understood with the forms that there are."""

from __future__ import annotations

import pytest

from api.queueing import language_of, wanted_of
from extract.forms.load import load_forms
from models.errors import BadRequest

FORMS = load_forms()


def test_a_language_asks_for_the_forms_that_are_filled_in_in_it_first() -> None:
    khmer, thai = (set(wanted_of({"language": one}, FORMS).forms) for one in ("km", "th"))
    assert "kh_ncct_short" in khmer
    assert "th_mdt_screening" in thai
    assert khmer.isdisjoint(thai)
    assert {language_of(form) for form in FORMS} >= {"km", "th", "id"}


def test_a_form_of_another_language_asks_for_nothing() -> None:
    asked = wanted_of({"language": "th", "form": "kh_ncct_short"}, FORMS)
    assert asked.forms and asked.forms[0] not in {form.id for form in FORMS}


def test_a_language_of_no_form_is_told() -> None:
    with pytest.raises(BadRequest, match="No form is in that language"):
        wanted_of({"language": "fr"}, FORMS)
