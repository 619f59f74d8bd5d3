"""The trained network as ONNX, and the proof that both say the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import torch

from training.looks.net import LooksNet

_MOST_APART = 1e-3  # between raw outputs of the two


def trained(checkpoint: Path) -> LooksNet:
    """The averaged network of a checkpoint, ready to answer."""
    net = LooksNet()
    state = torch.load(checkpoint, weights_only=True)["average"]
    net.load_state_dict(
        {name.removeprefix("module."): v for name, v in state.items() if name != "n_averaged"}
    )
    return net.eval()


def export(checkpoint: Path, into: Path) -> float:
    """Write `into`; returns the largest difference seen. Raises ValueError if they differ."""
    net = trained(checkpoint)
    torch.onnx.export(
        net,
        (torch.zeros(2, 1, 32, 128),),
        str(into),
        input_names=["windows"],
        output_names=["logits"],
        dynamic_axes={"windows": {0: "n", 3: "width"}, "logits": {0: "n"}},
        opset_version=17,
        dynamo=False,
    )
    session = onnxruntime.InferenceSession(str(into), providers=["CPUExecutionProvider"])
    most = 0.0
    for width in (64, 128, 256):
        windows = np.random.default_rng(width).random((5, 1, 32, width), np.float32)
        with torch.no_grad():
            said = net(torch.from_numpy(windows)).numpy()
        most = max(most, float(np.abs(said - session.run(None, {"windows": windows})[0]).max()))
    if most > _MOST_APART:
        raise ValueError(f"{into} differs from the network by {most:g}")
    return most
