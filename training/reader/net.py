"""The network: residual convolutions down to one row of columns, two LSTM layers, CTC scores."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from training.reader.alphabet import TOKENS

_CHANNELS = (24, 48, 96, 160)
_COLUMN = 256  # features of a column before the LSTM
_HIDDEN = 192  # each way


class ReaderNet(nn.Module):
    """(n, 1, 48, width), ink 1, width a multiple of 8 -> (n, width / 4, tokens) log probabilities.

    Convolutions halve the height four times and the width twice; 3 million parameters.
    """

    def __init__(self) -> None:
        super().__init__()
        a, b, c, d = _CHANNELS
        self.columns = nn.Sequential(
            _step(1, a, 2),  # 24 x width/2
            _Residual(a),
            _step(a, b, 2),  # 12 x width/4
            _Residual(b),
            _step(b, c, (2, 1)),  # 6 x width/4
            _Residual(c),
            _step(c, d, (2, 1)),  # 3 x width/4
            _Residual(d),
            _step(d, _COLUMN, 1, padding=(0, 1)),  # 1 x width/4
        )
        self.drop = nn.Dropout(0.1)
        self.before_after = nn.LSTM(_COLUMN, _HIDDEN, 2, bidirectional=True, batch_first=True)
        self.out = nn.Linear(2 * _HIDDEN, len(TOKENS))

    def forward(self, strips: Tensor) -> Tensor:
        columns = self.columns(strips)[:, :, 0].transpose(1, 2)
        context, _ = self.before_after(self.drop(columns))
        scores: Tensor = torch.log_softmax(self.out(context).float(), dim=2)
        return scores


class _Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = _step(channels, channels, 1)
        self.second = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels)
        )

    def forward(self, seen: Tensor) -> Tensor:
        return torch.relu(seen + self.second(self.first(seen)))


def _step(
    channels: int,
    to: int,
    stride: int | tuple[int, int],
    padding: int | tuple[int, int] = 1,
) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(channels, to, 3, stride, padding=padding, bias=False),
        nn.BatchNorm2d(to),
        nn.ReLU(),
    )
