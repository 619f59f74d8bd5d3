"""Builds an ONNX graph node by node: the few operations that the Khmer networks are made of.

Weights of matrix products may be kept as 8-bit integers, one scale a column (symmetric); their
inputs are then quantised while they run (`DynamicQuantizeMatMul` of onnxruntime).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

Array = npt.NDArray[Any]

_OPSET: Final = 17
_IR_VERSION: Final = 9
_RUNTIME_OPS: Final = "com.microsoft"  # onnxruntime's own operations


class Graph:
    """A graph under construction. Every method adds nodes and returns the name of its output."""

    def __init__(self, *, int8: bool) -> None:
        self.int8 = int8
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []
        self._count = 0

    def constant(self, value: Array) -> str:
        """Numbers that the graph keeps; float64 is stored as float32."""
        value = value.astype(np.float32) if value.dtype == np.float64 else value
        name = self._name("w")
        self._weights.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def node(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """One operation with a single output."""
        name = self._name("t")
        self._nodes.append(helper.make_node(kind, inputs, [name], domain=domain, **attributes))
        return name

    def product(self, x: str, weight: Array, bias: Array | None = None) -> str:
        """`x @ weight + bias`; weight (inputs, outputs)."""
        if not self.int8:
            found = self.node("MatMul", x, self.constant(weight))
            return found if bias is None else self.node("Add", found, self.constant(bias))
        scale = np.maximum(np.abs(weight).max(axis=0), 1e-12) / 127.0
        whole = np.clip(np.rint(weight / scale), -127, 127).astype(np.int8)
        inputs = [x, self.constant(whole), self.constant(scale.astype(np.float32))]
        inputs.append(self.constant(np.zeros(len(scale), np.int8)))
        if bias is not None:
            inputs.append(self.constant(bias))
        return self.node("DynamicQuantizeMatMul", *inputs, domain=_RUNTIME_OPS)

    def convolution(
        self, x: str, weight: Array, bias: Array, pads: int, strides: tuple[int, int] = (1, 1)
    ) -> str:
        """A 2-d convolution; weight (outputs, inputs, height, width)."""
        return self.node(
            "Conv",
            x,
            self.constant(weight),
            self.constant(bias),
            kernel_shape=list(weight.shape[2:]),
            pads=[pads] * 4,
            strides=list(strides),
        )

    def layer_norm(self, x: str, weight: Array, bias: Array) -> str:
        """Over the last axis, epsilon 1e-5 as PyTorch's default."""
        return self.node(
            "LayerNormalization",
            x,
            self.constant(weight),
            self.constant(bias),
            axis=-1,
            epsilon=1e-5,
        )

    def finish(
        self,
        inputs: Mapping[str, tuple[int, Sequence[str | int]]],
        output: str,
        shape: Sequence[str | int],
        notes: Mapping[str, str],
    ) -> bytes:
        """The model as a file's bytes. `inputs`: name to (element type, shape)."""
        self._nodes.append(helper.make_node("Identity", [output], ["out"]))
        graph = helper.make_graph(
            self._nodes,
            "reader",
            [helper.make_tensor_value_info(n, kind, dims) for n, (kind, dims) in inputs.items()],
            [helper.make_tensor_value_info("out", TensorProto.FLOAT, shape)],
            initializer=self._weights,
        )
        model = helper.make_model(
            graph,
            opset_imports=[
                helper.make_opsetid("", _OPSET),
                helper.make_opsetid(_RUNTIME_OPS, 1),
            ],
            ir_version=_IR_VERSION,
        )
        helper.set_model_props(model, dict(notes))
        return bytes(model.SerializeToString())

    def _name(self, kind: str) -> str:
        self._count += 1
        return f"{kind}{self._count}"


def folded(weights: Mapping[str, Array], convolution: str, norm: str) -> tuple[Array, Array]:
    """A convolution's weight and bias with the batch normalisation after it worked in."""
    weight = weights[f"{convolution}.weight"].astype(np.float64)
    bias = weights.get(f"{convolution}.bias", np.zeros(len(weight)))
    spread = np.sqrt(weights[f"{norm}.running_var"].astype(np.float64) + 1e-5)
    scale = weights[f"{norm}.weight"] / spread
    return (
        weight * scale[:, None, None, None],
        (bias - weights[f"{norm}.running_mean"]) * scale + weights[f"{norm}.bias"],
    )
