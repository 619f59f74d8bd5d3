"""Records of a file: which pages they are made of, and what is said where that is not certain."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.forms.load import find_form, load_forms
from ingest.gather import records
from ingest.reads import PageRead
from models.forms import Form
from models.values import Quality, ReadPage, Record, RecordState

QUALITY = Quality(0.0, 1.0, 1.0, 0.1, blank=False, low_resolution=False)


@pytest.fixture(scope="module")
def form() -> Form:
    return find_form(load_forms(), "kh_ncct_short")


def page(number: int, form: Form, of_form: int, **more: object) -> PageRead:
    read = ReadPage(number, 100, 100, 200, 0, QUALITY, ())
    named = replace(read, form=form.id, form_version=form.version, form_page=of_form)
    return PageRead(named, {}, "zone", **more)  # type: ignore[arg-type]


def other(number: int, found: str) -> PageRead:
    return PageRead(ReadPage(number, 100, 100, 200, 0, QUALITY, ()), {}, found)


def codes(record: Record) -> set[str]:
    """The problems that stand on every field."""
    return set.intersection(*({p.code for p in field.problems} for field in record.fields))


def test_a_separator_begins_a_case_and_is_told_in_the_record(form: Form) -> None:
    pages = [page(1, form, 1), other(2, "separator"), page(3, form, 2), page(4, form, 1)]
    found = records(pages, {(form.id, form.version): form}, provenance={})
    assert [record.pages for record in found] == [(1,), (3, 4)]
    assert [record.provenance["case"] for record in found] == ["1, by separator", "2, by separator"]
    assert not any("pages_unsure" in codes(record) for record in found)


def test_where_a_lost_page_leaves_it_open_whose_the_pages_are_every_field_says_so(
    form: Form,
) -> None:
    pages = [page(1, form, 2), page(2, form, 1), page(3, form, 2)]
    found = records(pages, {(form.id, form.version): form}, provenance={})
    assert [record.pages for record in found] == [(1,), (2, 3)]
    assert all("pages_unsure" in codes(record) for record in found)
    assert all(record.state is RecordState.NEEDS_REVIEW for record in found)


def test_a_record_keeps_the_version_that_its_other_pages_show(form: Form) -> None:
    later = replace(form, version="2")
    forms = {(form.id, "1"): form, (form.id, "2"): later}
    pages = [page(1, form, 1, others=((form.id, "2", 1),)), page(2, later, 2)]
    (record,) = records(pages, forms, provenance={})
    assert (record.version, record.pages) == ("2", (1, 2))
    assert "version_unsure" not in codes(record)


def test_versions_that_ask_for_other_things_on_one_print_are_doubted(form: Form) -> None:
    first = form.fields[0]
    later = replace(form, version="2", fields=(replace(first, key="other"), *form.fields[1:]))
    forms = {(form.id, "1"): form, (form.id, "2"): later}
    pages = [page(1, form, 1, others=((form.id, "2", 1),))]
    (record,) = records(pages, forms, provenance={})
    assert "version_unsure" in codes(record)
