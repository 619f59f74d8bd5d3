"""A page of garbage is believed nowhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.values import Box, Line, Quality, Word
from ocr.believed import believed, sureness

PLAIN = Quality(0.0, 1.0, 1.0, 0.1, blank=False, low_resolution=False)
NO_TEXT = replace(PLAIN, not_text=True)


def lines(*texts: str, sure: float) -> tuple[Line, ...]:
    box = Box(0, 0, 9, 9)
    return tuple(Line(text, box, sure, (Word(text, box, sure),)) for text in texts)


def test_a_well_read_page_keeps_what_it_says() -> None:
    page = lines("Siti Aminah", "14 Mei 2006", "A", sure=0.9)
    assert believed(page, PLAIN) == page
    assert believed(page, NO_TEXT) == page  # its looks were deceptive


def test_a_line_that_looks_sure_by_chance_on_a_page_of_garbage_is_doubted() -> None:
    page = (*lines("kjhs", "df sdf", "qwrt xx", sure=0.2), *lines("Siti", sure=0.95))
    for line in believed(page, PLAIN):
        assert line.confidence < 0.75
        assert line.words[0].confidence == pytest.approx(line.confidence)


def test_a_page_in_pieces_is_doubted_however_sure_the_pieces_are() -> None:
    page = lines(*["ab"] * 20, sure=0.97)
    assert {line.confidence for line in believed(page, PLAIN)} == {0.4}


def test_a_page_that_neither_looks_nor_reads_like_text_has_none() -> None:
    assert believed(lines("kjhs", "df sdf", "qwrt xx", sure=0.2), NO_TEXT) == ()


def test_sureness_counts_letters_and_not_lines() -> None:
    page = (*lines("a", sure=0.0), *lines("b" * 9, sure=1.0))
    assert sureness(page) == pytest.approx(0.9)
    assert sureness(()) == 0.0
