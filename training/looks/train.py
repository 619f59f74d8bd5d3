"""Learning from a pool: one cosine over all steps, an average of the weights kept aside."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.looks.batches import endless
from training.looks.export import trained
from training.looks.net import LooksNet
from training.looks.pool import load

_ema: Any = torch.optim.swa_utils.get_ema_multi_avg_fn
_SMOOTH = 0.01  # nobody is surer than 99 %: probabilities are added up over lines later


def train(
    folder: Path,
    into: Path,
    *,
    steps: int,
    start: Path | None = None,
    batch: int = 128,
    rate: float = 2e-3,
    seed: int = 7,
) -> None:
    """Train for `steps` on the pool in `folder`, writing `into` every 250; goes on from there.

    `start` is a finished checkpoint to begin with instead of chance. The pool is read anew every
    1,000 steps, since it may still be growing.
    """
    torch.manual_seed(seed)
    net = (trained(start).train() if start else LooksNet()).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    average = torch.optim.swa_utils.AveragedModel(net, multi_avg_fn=_ema(0.995), use_buffers=True)
    learner = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=0.02)
    plan = torch.optim.lr_scheduler.OneCycleLR(learner, rate, total_steps=steps, pct_start=0.08)
    parts: dict[str, Any] = {"net": net, "average": average, "learner": learner, "plan": plan}
    step, minutes = _resumed(into, parts)
    began, losses = time.monotonic(), 0.0
    batches = None
    while step < steps:
        if batches is None or step % 1000 == 0:
            batches = endless(load(folder, "learn"), batch, seed + step)
        losses += _learn(net, learner, *next(batches))
        plan.step()
        average.update_parameters(net)
        step += 1
        if step % 250 == 0 or step == steps:
            spent = minutes + (time.monotonic() - began) / 60
            _keep(into, parts, step, spent)
            print(f"step {step} loss {losses / 250:.4f} {spent:.1f} minutes", flush=True)
            losses = 0.0


def _learn(
    net: nn.Module, learner: torch.optim.Optimizer, windows: Tensor, labels: Tensor
) -> float:
    with torch.autocast("cpu", torch.bfloat16):
        said = net(windows.to(memory_format=torch.channels_last))
    loss = _loss(said.float(), labels)
    learner.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(net.parameters(), 2.0)
    learner.step()
    return float(loss.detach())


def _loss(said: Tensor, labels: Tensor) -> Tensor:
    """Scripts, turn, hand and text; where a question makes no sense the answer costs nothing."""
    scripts = functional.binary_cross_entropy_with_logits(said[:, :3], _soft(labels[:, :3])) * 3
    turn = functional.cross_entropy(
        said[:, 3:7], labels[:, 3], ignore_index=-1, label_smoothing=_SMOOTH
    )
    hands = labels[:, 4] >= 0
    hand = functional.binary_cross_entropy_with_logits(said[hands, 7], _soft(labels[hands, 4]))
    text = functional.binary_cross_entropy_with_logits(said[:, 8], _soft(labels[:, 5]))
    return scripts + turn + hand + text


def _soft(labels: Tensor) -> Tensor:
    return labels.float() * (1 - 2 * _SMOOTH) + _SMOOTH


def _keep(into: Path, parts: dict[str, Any], step: int, minutes: float) -> None:
    state = {name: part.state_dict() for name, part in parts.items()}
    part = into.with_suffix(".part")
    torch.save({**state, "step": step, "minutes": minutes}, part)
    part.replace(into)


def _resumed(into: Path, parts: dict[str, Any]) -> tuple[int, float]:
    if not into.exists():
        return 0, 0.0
    state = torch.load(into, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(state[name])
    return int(state["step"]), float(state["minutes"])
