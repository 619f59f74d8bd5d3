"""The network of `khmer-ocr-ocm`: convolutions, two bidirectional LSTM layers, CTC.

In: `image` (batch, 1, 48, width), -1 black .. 1 white. Out: (frames, batch, tokens) logits, one
frame for 4 columns; token 0 is the blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from onnx import TensorProto

from ocr.engines.convert.graph import Array, Graph, folded
from ocr.engines.convert.tokens import khmer, notes

_HIDDEN: Final = 256
#: (convolution, its normalisation, padding, pooling after it), numbers in the package's list
_LAYERS: Final = (
    (0, 1, 1, (2, 2)),
    (5, 6, 1, (2, 2)),
    (10, 11, 1, None),
    (13, 14, 1, (2, 1)),
    (18, 19, 1, None),
    (21, 22, 1, (2, 1)),
    (26, 27, 0, None),
)


def build(checkpoint: Mapping[str, Any], *, int8: bool = True) -> bytes:
    """The ONNX file made from the package's checkpoint."""
    weights: Mapping[str, Array] = checkpoint["model_state_dict"]
    graph = Graph(int8=int8)
    x = "image"
    for number, norm, pads, pool in _LAYERS:
        weight, bias = folded(weights, f"cnn.{number}", f"cnn.{norm}")
        x = graph.node("Relu", graph.convolution(x, weight, bias, pads))
        if pool:
            x = graph.node("MaxPool", x, kernel_shape=list(pool), strides=list(pool))
    x = graph.node("ReduceMean", x, axes=[2], keepdims=0)
    x = graph.node("Transpose", x, perm=[2, 0, 1])
    for layer in range(2):
        x = _lstm(graph, x, weights, layer)
    tokens = [""] * len(weights["fc.bias"])
    for text, number in checkpoint["char2idx"].items():
        tokens[number] = text
    kept = [n for n, text in enumerate(tokens) if n == 0 or khmer(text)]
    x = graph.product(x, weights["fc.weight"][kept].T, weights["fc.bias"][kept])
    return graph.finish(
        {"image": (TensorProto.FLOAT, ("batch", 1, 48, "width"))},
        x,
        ("frames", "batch", len(kept)),
        notes(tokens, kept),
    )


def _lstm(graph: Graph, x: str, weights: Mapping[str, Array], layer: int) -> str:
    def of(kind: str) -> Array:
        both = (f"rnn.{kind}_l{layer}", f"rnn.{kind}_l{layer}_reverse")
        return np.stack([_gates(weights[name]) for name in both])

    bias = np.concatenate([of("bias_ih"), of("bias_hh")], axis=1)
    out = graph.node(
        "LSTM",
        x,
        graph.constant(of("weight_ih")),
        graph.constant(of("weight_hh")),
        graph.constant(bias),
        hidden_size=_HIDDEN,
        direction="bidirectional",
    )
    # (frames, 2, batch, hidden) to (frames, batch, 2 * hidden)
    out = graph.node("Transpose", out, perm=[0, 2, 1, 3])
    return graph.node("Reshape", out, graph.constant(np.array([0, 0, -1])))


def _gates(rows: Array) -> Array:
    """PyTorch's order of gates (in, forget, cell, out) to ONNX's (in, out, forget, cell)."""
    i, f, c, o = np.split(rows, 4)
    return np.concatenate([i, o, f, c])
