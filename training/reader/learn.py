"""Learning: Muon and AdamW at a steady rate, an average of the weights, a fall at the end.

A run may be broken off at any time and goes on from its checkpoint. The steady rate lets later
runs go on from there too; `fall` minutes of falling rates make the weights that are exported.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.reader.batches import Batch, endless
from training.reader.judge import judged_by
from training.reader.muon import Muon, split
from training.reader.net import ReaderNet

_RATES = (0.02, 1.5e-3)  # of Muon and of AdamW
_WARM = 300  # steps
_KEEP, _TOLD, _JUDGED = 400, 100, 1200  # steps between checkpoints, lines of the log, judgements
_SLOW = 0.999  # of the average


@dataclass(frozen=True, slots=True)
class Plan:
    """`minutes` by the clock for this run, the last `fall` of them at a falling rate."""

    minutes: float
    until: int = 10**9
    rate: float = 1.0
    fall: float = 0.0
    threads: int = 2

    def share(self, step: int, spent: float) -> float:
        """Of the full rates."""
        warm = min(1.0, (step + 1) / _WARM)
        left = self.minutes - spent
        fall = max(0.01, min(1.0, left / self.fall)) if self.fall else 1.0
        return self.rate * warm * fall


class Learner:
    """The network, its average and the optimizers: all that a checkpoint holds."""

    def __init__(self, start: Path | None = None) -> None:
        self.net = ReaderNet()
        if start is not None:
            self.net.load_state_dict(averaged(start))
        self.net = self.net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = {name: v.detach().clone().float() for name, v in _floats(self.net)}
        groups, rest = split(self.net)
        self.muon = Muon(groups, _RATES[0])
        self.adam = torch.optim.AdamW(rest, lr=_RATES[1], betas=(0.9, 0.98), weight_decay=0.01)
        self.step = self.samples = 0
        self.minutes = 0.0

    def learn(self, batch: Batch, share: float) -> float:
        strips = torch.from_numpy(batch.strips).to(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            scores = self.net(strips)
        loss = _loss(scores, batch)
        self.net.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
        for optimizer, rate in ((self.muon, _RATES[0]), (self.adam, _RATES[1])):
            for group in optimizer.param_groups:
                group["lr"] = rate * share
            optimizer.step()
        self.step += 1
        self.samples += len(batch.lengths)
        self._follow()
        return float(loss.detach())

    def _follow(self) -> None:
        slow = min(_SLOW, (1 + self.step) / (10 + self.step))
        now = dict(_floats(self.net))
        torch._foreach_lerp_(
            list(self.average.values()), [now[name] for name in self.average], 1 - slow
        )

    def state(self) -> dict[str, Any]:
        return {
            "net": self.net.state_dict(),
            "average": self.average,
            "muon": self.muon.state_dict(),
            "adam": self.adam.state_dict(),
            "step": self.step,
            "samples": self.samples,
            "minutes": self.minutes,
        }

    def restore(self, state: dict[str, Any]) -> None:
        self.net.load_state_dict(state["net"])
        self.average = dict(state["average"])
        self.muon.load_state_dict(state["muon"])
        self.adam.load_state_dict(state["adam"])
        self.step, self.samples = int(state["step"]), int(state["samples"])
        self.minutes = float(state["minutes"])

    def steady(self) -> ReaderNet:
        """The averaged network, ready to answer."""
        net = ReaderNet()
        net.load_state_dict({**self.net.state_dict(), **self.average})
        return net.eval()


def learn(folder: Path, into: Path, plan: Plan, start: Path | None = None) -> None:
    """Learn from the lines in `folder` until the plan ends; `into` and its log go on."""
    torch.manual_seed(7)
    torch.set_num_threads(plan.threads)
    learner = Learner(None if into.exists() else start)
    if into.exists():
        learner.restore(torch.load(into, weights_only=True))
    before, began = learner.minutes, time.monotonic()
    losses: list[float] = []
    for batch in _ahead(endless(folder, learner.step)):
        spent = (time.monotonic() - began) / 60
        if spent >= plan.minutes or learner.step >= plan.until:
            break
        losses.append(learner.learn(batch, plan.share(learner.step, spent)))
        learner.minutes = before + spent
        if learner.step % _TOLD == 0:
            _note(into, learner, loss=sum(losses) / len(losses))
            losses.clear()
        if learner.step % _JUDGED == 0:
            _note(into, learner, exact=judged_by(learner.steady(), folder))
        if learner.step % _KEEP == 0:
            _keep(into, learner)
    _keep(into, learner)
    _note(into, learner, exact=judged_by(learner.steady(), folder))


def averaged(checkpoint: Path) -> dict[str, Tensor]:
    """The averaged weights of a checkpoint, whole or slim."""
    state = torch.load(checkpoint, weights_only=True)
    return {name: v.float() if v.is_floating_point() else v for name, v in _merged(state).items()}


def slim(checkpoint: Path, into: Path) -> None:
    """The averaged weights alone, in half precision: enough to begin a later run with."""
    weights = averaged(checkpoint)
    short = {name: v.half() if v.is_floating_point() else v for name, v in weights.items()}
    torch.save({"net": {}, "average": short}, into)


def _merged(state: dict[str, Any]) -> dict[str, Tensor]:
    return {**state["net"], **state["average"]}


def _floats(net: nn.Module) -> Iterator[tuple[str, Tensor]]:
    return ((name, v) for name, v in net.state_dict().items() if v.is_floating_point())


def _loss(scores: Tensor, batch: Batch) -> Tensor:
    """A letter's, over the batch. Lines without a letter count as one."""
    count, frames, _ = scores.shape
    lengths = torch.from_numpy(batch.lengths)
    lost = functional.ctc_loss(
        scores.transpose(0, 1),
        torch.from_numpy(batch.labels),
        torch.full((count,), frames, dtype=torch.long),
        lengths,
        reduction="none",
        zero_infinity=True,
    )
    return lost.sum() / lengths.clamp(min=1).sum()


def _ahead(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Batches made by a thread while the network learns."""
    ready: Queue[Batch] = Queue(4)

    def fill() -> None:
        for batch in batches:
            ready.put(batch)

    Thread(target=fill, daemon=True).start()
    while True:
        yield ready.get()


def _keep(into: Path, learner: Learner) -> None:
    part = into.with_suffix(".part")
    torch.save(learner.state(), part)
    part.replace(into)


def _note(into: Path, learner: Learner, **said: Any) -> None:
    at = {"step": learner.step, "samples": learner.samples, "minutes": round(learner.minutes, 2)}
    with into.with_suffix(".jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps({**at, **said}) + "\n")
