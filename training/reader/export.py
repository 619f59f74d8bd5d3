"""The trained network as ONNX, whole or in int8, and the proof that both say the same as torch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from ocr.engines.strips import HEIGHT, STEP
from training.reader.alphabet import TOKENS
from training.reader.learn import averaged
from training.reader.net import ReaderNet

_MOST_APART: Final = 2e-3  # between log probabilities of the two that matter
_LIKELY: Final = -12.0  # those above


def trained(checkpoint: Path) -> ReaderNet:
    """The averaged network of a checkpoint, ready to answer."""
    net = ReaderNet()
    net.load_state_dict(averaged(checkpoint))
    return net.eval()


def export(checkpoint: Path, into: Path) -> float:
    """Write `into`; returns the largest difference seen. Raises ValueError if they differ."""
    net = trained(checkpoint)
    torch.onnx.export(
        net,
        (torch.zeros(2, 1, HEIGHT, 16 * STEP),),
        str(into),
        input_names=["strips"],
        output_names=["scores"],
        dynamic_axes={"strips": {0: "n", 3: "width"}, "scores": {0: "n", 1: "frames"}},
        opset_version=17,
        dynamo=False,
    )
    _note(into)
    return _proved(net, into)


def small(model: Path, into: Path) -> None:
    """The matrices of an exported network in int8; convolutions stay as they are."""
    quantize_dynamic(
        str(model),
        str(into),
        op_types_to_quantize=["LSTM", "MatMul", "Gemm"],
        weight_type=QuantType.QInt8,
        per_channel=True,
    )
    _note(into)


def _note(file: Path) -> None:
    model = onnx.load(str(file))
    del model.metadata_props[:]
    onnx.helper.set_model_props(model, {"tokens": json.dumps(TOKENS), "height": str(HEIGHT)})
    onnx.save(model, str(file))


def _proved(net: ReaderNet, file: Path) -> float:
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    most = 0.0
    for width in (8, 64, 128, 808):
        strips = np.random.default_rng(width).random((3, 1, HEIGHT, width), np.float32)
        with torch.no_grad():
            said = net(torch.from_numpy(strips)).numpy()
        other = session.run(None, {"strips": strips})[0]
        likely = said > _LIKELY
        most = max(most, float(np.abs(said - other)[likely].max()))
    if most > _MOST_APART:
        raise ValueError(f"{file} differs from the network by {most:g}")
    return most
