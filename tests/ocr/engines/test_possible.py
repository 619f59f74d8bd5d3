"""Letters of scripts that nobody asked for."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.engines.possible import only
from ocr.engines.scores import Scores

TOKENS = ("", "\ufffd", " ", "a", "2", "ក", "្ក", "ំ", "២", "ก", "่", "๒", "฿")


def scores(**shares: float) -> Scores:
    log = np.full((1, len(TOKENS)), -20.0, np.float32)
    for token, share in shares.items():
        log[0, TOKENS.index(token)] = np.log(share)
    return Scores(log, TOKENS, 4.0)


def share(found: Scores, token: str) -> float:
    return float(np.exp(found.log[0, TOKENS.index(token)]))


def test_a_khmer_digit_on_a_thai_form_is_the_thai_digit_that_looks_like_it() -> None:
    found = only(scores(**{"២": 0.6, "๒": 0.3, "a": 0.1}), ("tha", "eng"))
    assert share(found, "๒") == pytest.approx(0.9, abs=1e-4)
    assert share(found, "២") < 1e-9
    assert share(found, "a") == pytest.approx(0.1, abs=1e-4)


def test_and_the_other_way_round() -> None:
    found = only(scores(**{"២": 0.3, "๒": 0.6}), ("khm",))
    assert share(found, "២") == pytest.approx(0.9, abs=1e-4)


@pytest.mark.parametrize("letter", ["ក", "្ក", "ំ", "២"])
def test_khmer_letters_are_no_answer_where_no_khmer_can_stand(letter: str) -> None:
    found = only(scores(**{letter: 0.9, "a": 0.1}), ("eng",))
    assert share(found, letter) < 1e-9
    assert share(found, "a") == pytest.approx(0.1, abs=1e-4)  # and no surer for it


@pytest.mark.parametrize("letter", ["ก", "่", "๒"])
def test_thai_letters_neither(letter: str) -> None:
    assert share(only(scores(**{letter: 0.9}), ("khm", "eng")), letter) < 1e-9


@pytest.mark.parametrize("letter", ["a", "2", " ", "\ufffd", ""])
def test_latin_digits_and_signs_may_always_stand(letter: str) -> None:
    assert share(only(scores(**{letter: 0.9}), ("khm",)), letter) == pytest.approx(0.9, abs=1e-4)


def test_nothing_is_changed_where_all_scripts_are_asked_for() -> None:
    given = scores(**{"២": 0.6, "๒": 0.3})
    assert only(given, ("khm", "tha", "eng")) is given


def test_a_crop_without_frames_stays_as_it_is() -> None:
    given = Scores(np.zeros((0, len(TOKENS)), np.float32), TOKENS, 4.0)
    assert only(given, ("eng",)) is given
