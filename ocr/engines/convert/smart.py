"""The network of `smart-kh-ocr`: convolutions, a transformer encoder of six layers, CTC.

It was trained on lines pasted at the left of a canvas 640 wide, grey to the right, and needs to
see that emptiness. Drawing and convolving it for every short value would be most of the work, so
the frames of an empty canvas are worked out once, here, and kept in the graph; a reader says
which of them follow the line. A frame that stands for n like it gets log n added to the scores
of attention, as n frames would have had.

In: `image` (batch, 1, 48, width), -1 black .. 1 white, width a multiple of 4 and at most 640, the
last 20 columns grey. `rest` (count,): numbers of empty frames, from width / 4 - 3 on. `weight`
(width / 4 - 3 + count,): log of how many frames each one stands for. Out: logits (batch,
width / 4 - 3, tokens); token 0 is the blank.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import onnxruntime
from onnx import TensorProto

from ocr.engines.convert.graph import Array, Graph, folded
from ocr.engines.convert.tokens import khmer, notes

WIDTH: Final = 640  # of the canvas
GREY: Final = 128 / 127.5 - 1
FRAME: Final = 4  # columns a frame
EDGE: Final = 3  # frames at the right end that see beyond the picture: left out
_HEADS: Final = 8
_UNKNOWN: Final = "<unk>"
_FIRST_TOKEN: Final = 2  # before it the blank and a filler
_STEM: Final = ((0, (1, 1)), (3, (2, 2)), (6, (2, 2)), (9, (2, 1)))


def build(checkpoint: Mapping[str, Any], *, int8: bool = True) -> bytes:
    """The ONNX file made from the package's checkpoint."""
    weights: Mapping[str, Array] = checkpoint["model"]
    empty = _empty(weights)
    places = _places(len(empty), empty.shape[1])
    graph = Graph(int8=int8)
    x = _slice(graph, _stem(graph, "image", weights), 0, -EDGE)
    seen = graph.node("Shape", x, start=1, end=2)
    zero = graph.constant(np.array([0]))
    x = graph.node("Add", x, graph.node("Slice", graph.constant(places), zero, seen, zero))
    after = graph.node("Gather", graph.constant(empty + places), "rest", axis=0)
    shape = graph.node(
        "Concat",
        graph.node("Shape", x, start=0, end=1),
        graph.node("Shape", after),
        axis=0,
    )
    x = graph.node("Concat", x, graph.node("Expand", after, shape), axis=1)
    x = _norm(graph, x, weights, "enc_ln_in")
    for layer in range(checkpoint["config"]["ENC_LAYERS"]):
        x = _layer(graph, x, weights, f"enc.layers.{layer}")
    x = graph.node("Slice", x, zero, seen, graph.constant(np.array([1])))
    x = _norm(graph, _norm(graph, x, weights, "enc_ln"), weights, "ctc_head.0")
    tokens = _tokens(checkpoint["vocab"])
    kept = [n for n, text in enumerate(tokens) if n == 0 or khmer(text)]
    head = "ctc_head.2"
    x = graph.product(x, weights[f"{head}.weight"][kept].T, weights[f"{head}.bias"][kept])
    return graph.finish(
        {
            "image": (TensorProto.FLOAT, ("batch", 1, 48, "width")),
            "rest": (TensorProto.INT64, ("count",)),
            "weight": (TensorProto.FLOAT, ("all",)),
        },
        x,
        ("batch", "frames", len(kept)),
        notes(tokens, kept),
    )


def _stem(graph: Graph, x: str, weights: Mapping[str, Array]) -> str:
    """Convolutions, then the mean over the height: (batch, frames, channels)."""
    for number, strides in _STEM:
        weight, bias = folded(weights, f"stem.net.{number}", f"stem.net.{number + 1}")
        x = graph.convolution(x, weight, bias, 1, strides)
        x = graph.node("QuickGelu", x, domain="com.microsoft", alpha=1.0)  # x * sigmoid(x)
    x = graph.node("ReduceMean", x, axes=[2], keepdims=0)
    return graph.node("Transpose", x, perm=[0, 2, 1])


def _empty(weights: Mapping[str, Array]) -> Array:
    """(frames, channels): what the convolutions make of a canvas with nothing on it."""
    graph = Graph(int8=False)
    x = _stem(graph, "image", weights)
    model = graph.finish({"image": (TensorProto.FLOAT, (1, 1, 48, WIDTH))}, x, (1, "t", "c"), {})
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    canvas = np.full((1, 1, 48, WIDTH), GREY, np.float32)
    return np.asarray(session.run(None, {"image": canvas})[0][0], np.float32)


def _places(frames: int, channels: int) -> Array:
    """(frames, channels): sines of row (half of the channels, mean over rows) and of column."""
    half = channels // 2
    rows = 48 // 8

    def waves(length: int) -> Array:
        speed = np.exp(np.arange(0, half, 2) * (-math.log(10000.0) / half))
        angles = np.arange(length)[:, None] * speed
        both = np.stack([np.sin(angles), np.cos(angles)], axis=-1)
        return np.asarray(both.reshape(length, half), np.float32)

    row = np.broadcast_to(waves(rows).mean(axis=0), (frames, half))
    return np.asarray(np.concatenate([row, waves(frames)], axis=1), np.float32)


def _layer(graph: Graph, x: str, weights: Mapping[str, Array], name: str) -> str:
    """Attention and two products, each on normalised input and added to what came in."""
    mixed = _attention(graph, _norm(graph, x, weights, f"{name}.norm1"), weights, name)
    x = graph.node("Add", x, mixed)
    wide = _product(graph, _norm(graph, x, weights, f"{name}.norm2"), weights, f"{name}.linear1")
    wide = graph.node("Gelu", wide, domain="com.microsoft")
    return graph.node("Add", x, _product(graph, wide, weights, f"{name}.linear2"))


def _attention(graph: Graph, x: str, weights: Mapping[str, Array], name: str) -> str:
    weight = weights[f"{name}.self_attn.in_proj_weight"].T.copy()
    bias = weights[f"{name}.self_attn.in_proj_bias"].copy()
    channels = len(weight)
    scale = 1 / math.sqrt(channels // _HEADS)
    weight[:, :channels] *= scale  # of the scores, worked into the questions
    bias[:channels] *= scale
    x = graph.product(x, weight, bias)
    x = graph.node("Reshape", x, graph.constant(np.array([0, 0, 3, _HEADS, channels // _HEADS])))
    x = graph.node("Transpose", x, perm=[2, 0, 3, 1, 4])  # (3, batch, heads, frames, depth)
    query, key, value = (
        graph.node("Gather", x, graph.constant(np.array(n)), axis=0) for n in range(3)
    )
    scores = graph.node("MatMul", query, graph.node("Transpose", key, perm=[0, 1, 3, 2]))
    scores = graph.node("Softmax", graph.node("Add", scores, "weight"), axis=-1)
    x = graph.node("Transpose", graph.node("MatMul", scores, value), perm=[0, 2, 1, 3])
    x = graph.node("Reshape", x, graph.constant(np.array([0, 0, -1])))
    return _product(graph, x, weights, f"{name}.self_attn.out_proj")


def _product(graph: Graph, x: str, weights: Mapping[str, Array], name: str) -> str:
    return graph.product(x, weights[f"{name}.weight"].T, weights[f"{name}.bias"])


def _norm(graph: Graph, x: str, weights: Mapping[str, Array], name: str) -> str:
    return graph.layer_norm(x, weights[f"{name}.weight"], weights[f"{name}.bias"])


def _slice(graph: Graph, x: str, start: int, end: int) -> str:
    """Frames from `start` to `end` of (batch, frames, channels)."""
    return graph.node("Slice", x, *(graph.constant(np.array([n])) for n in (start, end, 1)))


def _tokens(vocabulary: Mapping[str, int]) -> list[str]:
    ordered = sorted(vocabulary, key=lambda text: vocabulary[text])
    return [""] * _FIRST_TOKEN + ["" if text == _UNKNOWN else text for text in ordered]
