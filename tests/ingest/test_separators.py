"""Separator sheets: printed by us, told again from a bad scan of them."""

from __future__ import annotations

import numpy as np
import pytest
from pdf2image import convert_from_bytes

from ingest.separators import is_separator, print_separators
from models.values import Grey
from ocr import codes


@pytest.fixture(scope="module")
def sheet() -> Grey:
    pages = convert_from_bytes(print_separators(2), dpi=150, grayscale=True)
    assert len(pages) == 2
    return np.asarray(pages[0].convert("L"))


@pytest.mark.parametrize("turns", range(4))
def test_a_sheet_is_told_whichever_way_it_lies(sheet: Grey, turns: int) -> None:
    assert is_separator(np.ascontiguousarray(np.rot90(sheet, turns)), 150)


def test_one_of_its_codes_is_enough(sheet: Grey) -> None:
    spoilt = sheet.copy()
    spoilt[: spoilt.shape[0] // 2] = 0
    spoilt[:, : spoilt.shape[1] // 2] = 255
    grains = np.random.default_rng(3).normal(0, 30, spoilt.shape)
    assert is_separator(np.clip(spoilt * 0.6 + 60 + grains, 0, 255).astype(np.uint8), 150)


def test_a_page_with_another_code_is_no_separator(sheet: Grey) -> None:
    other = np.full_like(sheet, 255)
    code = np.kron(codes.modules("LONTAR SEPARATOR 2"), np.ones((8, 8), np.uint8))
    other[200 : 200 + code.shape[0], 300 : 300 + code.shape[1]] = code
    assert codes.read(other, 150) == ("LONTAR SEPARATOR 2",)
    assert not is_separator(other, 150)
    assert not is_separator(np.full_like(sheet, 255), 150)
