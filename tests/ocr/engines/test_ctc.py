"""The probability of a text is the sum over its paths; letters know where they stand."""

from __future__ import annotations

from itertools import groupby, product

import numpy as np
import pytest

from ocr.engines import ctc

TOKENS = ("", "a", "b")


def _scores(seed: int, frames: int = 5) -> ctc.Frames:
    logits = np.random.default_rng(seed).normal(0, 2, (frames, len(TOKENS)))
    return ctc.log_softmax(logits.astype(np.float32))


@pytest.mark.parametrize("seed", range(8))
def test_the_probability_is_that_of_every_path_together(seed: int) -> None:
    scores = _scores(seed)
    decoded = ctc.decode(scores, TOKENS)
    total = 0.0
    for path in product(range(len(TOKENS)), repeat=len(scores)):
        if "".join(TOKENS[token] for token, _ in groupby(path)) == decoded.text:
            total += float(np.exp(sum(scores[n, token] for n, token in enumerate(path))))
    expected = total ** (1 / len(decoded.text)) if decoded.text else 0.0
    assert decoded.probability == pytest.approx(expected, abs=1e-5)


def test_the_same_letter_twice_needs_a_blank_between() -> None:
    sure = np.full((5, 3), -9.0, np.float32)
    for frame, token in enumerate((1, 1, 0, 1, 2)):
        sure[frame, token] = 9
    decoded = ctc.decode(ctc.log_softmax(sure), TOKENS)
    assert decoded.text == "aab"
    assert [letter.frame for letter in decoded.letters] == [1.0, 3.5, 4.5]
    assert decoded.probability > 0.99


def test_nothing_but_blanks_is_no_text_and_no_confidence() -> None:
    sure = np.zeros((4, 3), np.float32)
    sure[:, 0] = 9
    assert ctc.decode(ctc.log_softmax(sure), TOKENS) == ctc.Decoded((), 0.0)
