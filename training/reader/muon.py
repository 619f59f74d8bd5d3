"""Muon: steps of matrices made orthogonal, so that no direction is learnt much faster than others.

Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural networks": momentum, then five
Newton-Schulz iterations. Here for convolutions (as matrices of out x in) and for the four gates
of an LSTM, each a matrix of its own; everything else is AdamW's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

_A, _B, _C = 3.4445, -4.7750, 2.0315


class Muon(torch.optim.Optimizer):
    """`gates` of a group: how many matrices lie above each other in a parameter."""

    def __init__(self, groups: Iterable[dict[str, Any]], lr: float = 0.02) -> None:
        super().__init__(list(groups), {"lr": lr, "momentum": 0.95, "decay": 0.01, "gates": 1})

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is not None:
                    self._move(weight, group)

    def _move(self, weight: Tensor, group: dict[str, Any]) -> None:
        held = self.state[weight]
        if not held:
            held["momentum"] = torch.zeros_like(weight.grad)
        momentum = held["momentum"]
        momentum.lerp_(weight.grad, 1 - group["momentum"])
        ahead = weight.grad.lerp(momentum, group["momentum"])
        matrices = ahead.reshape(group["gates"], weight.shape[0] // group["gates"], -1)
        rows, columns = matrices.shape[1:]
        step = _orthogonal(matrices).reshape(weight.shape) * max(1.0, rows / columns) ** 0.5
        weight.mul_(1 - group["lr"] * group["decay"])
        weight.add_(step, alpha=-group["lr"])


def _orthogonal(matrices: Tensor) -> Tensor:
    """(n, rows, columns): nearly the closest matrices whose singular values are one."""
    x = matrices.bfloat16()
    tall = x.shape[1] > x.shape[2]
    if tall:
        x = x.mT
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(5):
        square = x @ x.mT
        x = _A * x + (_B * square + _C * square @ square) @ x
    return (x.mT if tall else x).to(matrices.dtype)


def split(net: nn.Module) -> tuple[list[dict[str, Any]], list[nn.Parameter]]:
    """(groups for Muon, parameters for AdamW)."""
    convolutions, gates, rest = [], [], []
    for name, weight in net.named_parameters():
        if weight.ndim == 4 and weight.shape[1] > 1:
            convolutions.append(weight)
        elif "weight_ih" in name or "weight_hh" in name:
            gates.append(weight)
        else:
            rest.append(weight)
    return [{"params": convolutions}, {"params": gates, "gates": 4}], rest
