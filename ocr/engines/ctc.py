"""From a network's frames to text: the greedy path, how probable it is, and where it stands.

Connectionist temporal classification (Graves et al. 2006): frame by frame the network names a
token or the blank; runs of the same token are one letter. Token 0 is the blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Frames = npt.NDArray[np.float32]  # (frames, tokens)


@dataclass(frozen=True, slots=True)
class Letter:
    """A token as read: its text, the middle of its frames, the best of their probabilities."""

    text: str
    frame: float
    probability: float


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how probable it is (0..1), over all the paths that spell it.

    `probability` is a letter's: the n-th root of `whole`, which is that of the text.
    """

    letters: tuple[Letter, ...]
    probability: float
    whole: float = 0.0

    @property
    def text(self) -> str:
        return "".join(letter.text for letter in self.letters)


def log_softmax(logits: Frames) -> Frames:
    """Over the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), np.float32)


def decode(scores: Frames, tokens: Sequence[str]) -> Decoded:
    """The greedy reading of (frames, tokens) log probabilities; tokens "" are not written."""
    if not len(scores):
        return Decoded((), 0.0)
    best = scores.argmax(axis=1)
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    ends = np.append(starts[1:], len(best))
    letters, labels = [], []
    for start, end in zip(starts, ends, strict=True):
        token = int(best[start])
        if token == 0 or not tokens[token]:
            continue
        probability = float(np.exp(scores[start:end, token].max()))
        letters.append(Letter(tokens[token], (start + end) / 2, probability))
        labels.append(token)
    if not labels:
        return Decoded((), 0.0)
    whole = min(0.0, log_probability(scores, np.array(labels)))
    return Decoded(tuple(letters), float(np.exp(whole / len(labels))), float(np.exp(whole)))


def log_probability(scores: Frames, labels: npt.NDArray[np.int64]) -> float:
    """Log of the sum over all paths that collapse to `labels` (the forward algorithm)."""
    states = np.zeros(2 * len(labels) + 1, np.int64)  # blanks before, between and after
    states[1::2] = labels
    rows = scores[:, states].astype(np.float64)
    # A path may skip the blank between two letters that differ.
    skip = np.full(len(states), -np.inf)
    skip[3::2] = np.where(labels[1:] != labels[:-1], 0.0, -np.inf)
    now = np.full(len(states), -np.inf)
    now[:2] = rows[0, :2]
    one, two = np.full_like(now, -np.inf), np.full_like(now, -np.inf)
    for row in rows[1:]:
        one[1:] = now[:-1]
        two[2:] = now[:-2]
        now = np.logaddexp(np.logaddexp(now, one), two + skip) + row
    return float(np.logaddexp(now[-1], now[-2]))
