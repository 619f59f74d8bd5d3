"""The printed blank is what the zones say."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest

from extract.forms.blank import BLANK_DPI, blank_picture
from extract.forms.layout import layout
from extract.forms.load import load_form, load_forms
from extract.forms.pictures import printed_pages
from extract.forms.printing import print_form
from extract.forms.spec import load_spec
from models.errors import BadFormDefinition
from models.forms import Writing

SHIPPED = load_forms()


@pytest.mark.parametrize("form", SHIPPED, ids=lambda form: form.id)
def test_the_pdf_has_the_pages_of_the_form_and_carries_its_fonts(form: Any) -> None:
    with pikepdf.open(BytesIO(print_form(form))) as pdf:
        assert len(pdf.pages) == len(form.pages)
        for page, paper in zip(pdf.pages, form.pages, strict=True):
            width, height = (float(side) / 72 * 25.4 for side in page.mediabox[2:])
            assert (width, height) == pytest.approx((paper.width, paper.height), abs=0.1)
            fonts = page.resources.Font
            assert len(fonts) >= 1
            for font in fonts.values():
                descriptor = font.DescendantFonts[0].FontDescriptor
                assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


@pytest.mark.parametrize("form", SHIPPED, ids=lambda form: form.id)
def test_the_shipped_picture_is_the_printed_form(form: Any) -> None:
    for page, printed in zip(form.pages, printed_pages(form, BLANK_DPI), strict=True):
        shipped = blank_picture(form, page.number)
        assert np.abs(shipped.astype(int) - printed).mean() < 2.0


@pytest.mark.parametrize("form", SHIPPED, ids=lambda form: form.id)
def test_labels_have_ink_and_writing_room_has_none_but_furniture(form: Any) -> None:
    for field in form.fields:
        picture = blank_picture(form, field.page)

        def cut(box: Any, picture: Any = picture) -> Any:
            x0, y0, x1, y1 = (round(v / 25.4 * BLANK_DPI) for v in box.as_list())
            return picture[y0:y1, x0:x1]

        assert (cut(field.label_zone) < 128).mean() > 0.01, field.key
        for option in field.options:
            inside = cut(option.box)[5:-5, 5:-5]
            assert (inside < 200).mean() == 0, (field.key, option.code)
        if field.writing is Writing.DOTS:
            upper = cut(field.zone)[: int(0.3 * cut(field.zone).shape[0] / field.rows)]
            assert (upper < 128).mean() == 0, field.key


@pytest.mark.parametrize("form", SHIPPED, ids=lambda form: form.id)
def test_form_yaml_is_what_its_spec_lays_out(form: Any) -> None:
    laid = layout(load_spec(Path(form.folder) / "spec.yaml"))
    assert [f.key for f in laid.fields] == [f.key for f in form.fields]
    for new, old in zip(laid.fields, form.fields, strict=True):
        assert new.zone.as_list() == pytest.approx(old.zone.as_list(), abs=0.02)


def test_a_spec_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    form = SHIPPED[0]
    text = (Path(form.folder) / "spec.yaml").read_text("utf-8")
    file = tmp_path / "spec.yaml"
    file.write_text(text.replace("required: true", "needed: true", 1), "utf-8")
    with pytest.raises(BadFormDefinition, match="needed"):
        load_spec(file)


def test_a_definition_without_its_pictures_can_still_be_printed(tmp_path: Path) -> None:
    source = Path(SHIPPED[0].folder) / "form.yaml"
    (tmp_path / "form.yaml").write_bytes(source.read_bytes())
    assert print_form(load_form(tmp_path)).startswith(b"%PDF")
