"""How probable texts are by a network's scores, exactly: the sum over all paths (CTC forward).

Many texts at once: they share the work of their common beginnings, as the nodes of a tree.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Log = npt.NDArray[np.float32]  # (frames, tokens), log probabilities


def log_probabilities(log: Log, texts: Sequence[tuple[int, ...]]) -> npt.NDArray[np.float64]:
    """(texts,) log probabilities (nats) of texts given as token numbers; -inf if impossible.

    The empty text is all blanks. Connectionist temporal classification, Graves et al. 2006.
    """
    parents, tokens, ends = _tree(texts)
    blank = np.full(len(tokens), -np.inf)  # paths to a node that end in a blank
    spoken = np.full(len(tokens), -np.inf)  # and in its token
    blank[0] = 0.0
    again = tokens[parents] == tokens  # the same letter twice needs a blank between
    rows = log.astype(np.float64)
    for row in rows:
        whole = np.logaddexp(blank, spoken)
        entering = np.where(again, blank[parents], whole[parents])
        spoken = np.logaddexp(spoken, entering) + row[tokens]
        spoken[0] = -np.inf
        blank = whole + row[0]
    return np.asarray(np.logaddexp(blank, spoken)[ends], np.float64)


def _tree(
    texts: Sequence[tuple[int, ...]],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Each node's parent and token, and the node at which each text ends; node 0 is the root."""
    below: dict[tuple[int, int], int] = {}
    parents, tokens, ends = [0], [-1], []
    for text in texts:
        node = 0
        for token in text:
            child = below.get((node, token))
            if child is None:
                child = below[node, token] = len(parents)
                parents.append(node)
                tokens.append(token)
            node = child
        ends.append(node)
    return np.array(parents), np.array(tokens), np.array(ends, np.int64)
