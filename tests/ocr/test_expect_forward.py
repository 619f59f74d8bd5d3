"""Exact probabilities of texts, and the beam that finds the likeliest ones."""

from __future__ import annotations

from itertools import product

import numpy as np

from ocr.expect.beam import likeliest
from ocr.expect.forward import log_probabilities
from ocr.expect.grammar import exactly, grammar, one
from ocr.expect.letters import Letters

ABC = ("", "a", "b", "c")


def some_scores(frames: int, seed: int) -> np.ndarray:
    logits = np.random.default_rng(seed).normal(0, 2, (frames, len(ABC))).astype(np.float32)
    return np.asarray(logits - np.log(np.exp(logits).sum(1, keepdims=True)), np.float32)


def by_hand(log: np.ndarray) -> dict[tuple[int, ...], float]:
    """Every path, collapsed to its text: what the forward sum must come to."""
    found: dict[tuple[int, ...], float] = {}
    for path in product(range(len(ABC)), repeat=len(log)):
        text = tuple(t for i, t in enumerate(path) if t and (i == 0 or path[i - 1] != t))
        p = float(np.exp(sum(log[i, t] for i, t in enumerate(path))))
        found[text] = found.get(text, 0.0) + p
    return found


def test_the_probabilities_of_all_texts_are_those_of_all_their_paths() -> None:
    log = some_scores(5, 3)
    true = by_hand(log)
    found = np.exp(log_probabilities(log, list(true)))
    assert np.allclose(found, list(true.values()), atol=1e-6)
    assert abs(found.sum() - 1) < 1e-5


def test_the_same_letter_twice_needs_a_blank_between() -> None:
    log = some_scores(1, 1)
    assert log_probabilities(log, [(1, 1)])[0] == -np.inf


def test_the_beam_finds_the_likeliest_text_of_all() -> None:
    for seed in range(8):
        log = some_scores(6, seed)
        true = by_hand(log)
        anything = Letters(((ord("a"), ord("z")),), ABC)
        assert likeliest(log, anything)[0] == max(true, key=lambda text: true[text])


def test_the_beam_finds_the_likeliest_text_that_is_allowed() -> None:
    for seed in range(8):
        log = some_scores(6, seed)
        allowed = {t: p for t, p in by_hand(log).items() if len(t) == 2 and 3 not in t}
        machine = grammar(exactly(one("ab"), 2), ABC)
        assert likeliest(log, machine)[0] == max(allowed, key=lambda text: allowed[text])


def test_nothing_allowed_gives_nothing() -> None:
    log = np.log(np.array([[0.999999, 1e-7, 1e-7, 8e-7]], np.float32))
    assert likeliest(log, grammar(exactly(one("ab"), 2), ABC)) == ()
