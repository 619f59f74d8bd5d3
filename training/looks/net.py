"""The network: seven convolutions, then the most striking and the weightiest column of each."""

from __future__ import annotations

import torch
from torch import Tensor, nn

OUTPUTS = 9  # 3 scripts, 4 turns, handwritten, text (as `ocr.looks` takes them)


class LooksNet(nn.Module):
    """(n, 1, 32, width) with ink 1 and paper 0 -> (n, 9) raw; width is a multiple of 8."""

    def __init__(self) -> None:
        super().__init__()
        self.early = nn.Sequential(
            _step(1, 16, 5, 2),  # 16 x width/2
            _step(16, 32, 3, 2),  # 8 x width/4
            _step(32, 40, 3, 1),
            _step(40, 64, 3, 2),  # 4 x width/8
        )
        self.middle = _step(64, 64, 3, 1)
        self.late = nn.Sequential(
            _step(64, 96, 3, (2, 1)),  # 2 x width/8
            nn.Conv2d(96, 112, (2, 3), padding=(0, 1), bias=False),  # 1 x width/8
            nn.BatchNorm2d(112),
            nn.ReLU(),
        )
        self.weight = nn.Conv2d(112, 1, 1)
        self.drop = nn.Dropout(0.1)
        self.out = nn.Linear(224, OUTPUTS)

    def forward(self, windows: Tensor) -> Tensor:
        seen = self.early(windows)
        seen = self.late(seen + self.middle(seen))
        shares = torch.softmax(self.weight(seen).float(), dim=3)
        mean = (seen * shares).sum(dim=(2, 3))
        most = seen.amax(dim=(2, 3))
        logits: Tensor = self.out(self.drop(torch.cat([mean, most], dim=1)).float())
        return logits


def _step(channels: int, to: int, size: int, stride: int | tuple[int, int]) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(channels, to, size, stride, padding=size // 2, bias=False),
        nn.BatchNorm2d(to),
        nn.ReLU(),
    )
