"""What a crop shows before anybody reads it: scripts, which way up, print or hand.

One small network of our own looks at line crops (`docs/models/looks.md` says how it was made
and how often it errs). It reads nothing.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from models.errors import EnvironmentProblem
from models.values import Grey, Ink, Looks
from ocr.windows import Windows, network_input, windows_of

if TYPE_CHECKING:
    import onnxruntime

MODEL: Final = Path(__file__).with_name("looks.onnx")
SCRIPTS: Final = ("khm", "tha", "latin")
TURNS: Final = (0, 90, 180, 270)  # degrees that a crop's writing lies turned clockwise

_SEEN: Final = 0.30  # probability from which a script counts as standing in a line
_PRINTED, _HANDWRITTEN = 0.30, 0.70  # between them nobody knows
_NO_TEXT: Final = 0.02  # below it what ink there is is no writing
_BATCH: Final = 32

_Logits = npt.NDArray[np.float64]  # (n, 9): 3 scripts, 4 turns, handwritten, text


@dataclass(frozen=True, slots=True)
class Look:
    """What a crop shows, in probabilities. `scripts` are in the order of `SCRIPTS` and may all
    be likely (mixed lines) or none (digits 0-9); `turns` in that of `TURNS`, adding up to 1."""

    scripts: tuple[float, float, float]
    turns: tuple[float, float, float, float]
    handwritten: float
    text: float

    @property
    def upright(self) -> float:
        """Upright against upside down, sideways left aside."""
        return self.turns[0] / max(1e-9, self.turns[0] + self.turns[2])


_NOTHING: Final = Look((0.0, 0.0, 0.0), (0.25, 0.25, 0.25, 0.25), 0.0, 0.0)


def look(crops: Sequence[Grey], *, most: int = 6) -> tuple[Look, ...]:
    """Look at (height, width) grey line crops, paper light; one `Look` each, in order.

    A long line is seen in up to `most` windows of eight times its height: a script in any of
    them counts, the rest is their common word. Raises EnvironmentProblem without onnxruntime.
    """
    seen = [windows_of(crop, most) for crop in crops]
    logits = iter(_run([window for found in seen for window in found]))
    return tuple(_summed(np.array([next(logits) for _ in found])) for found in seen)


def judged(windows: Windows) -> tuple[Look, ...]:
    """One `Look` for each window of `ocr.windows`: what `look` sums up, for judging it."""
    return tuple(_summed(logits[None]) for logits in _run(windows))


def languages_for(look: Look, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The wanted languages whose script stands in this crop, in their order.

    Where none of their scripts is seen (digits, dashes, another script) the first is enough.
    """
    seen = {script for script, share in zip(SCRIPTS, look.scripts, strict=True) if share >= _SEEN}
    return tuple(lang for lang in wanted if script_of(lang) in seen) or wanted[:1]


def script_of(language: str) -> str:
    """khm and tha have scripts of their own; every other language we read is in Latin."""
    return language if language in SCRIPTS else "latin"


def looks_of(ink: Ink, *, stamped: bool = False) -> Looks:
    """Whether a value is printed, written by hand, empty, under a stamp, or nobody can tell."""
    if not ink.present:
        return Looks.EMPTY
    if stamped:
        return Looks.STAMPED
    return kind_of(look(ink.crops))


def kind_of(seen: Sequence[Look]) -> Looks:
    """Print or hand by the looks of one value's lines, or of one line."""
    if not seen:
        return Looks.EMPTY
    written = [one for one in seen if one.text >= _NO_TEXT]
    if not written:
        return Looks.EMPTY
    weight = sum(one.text for one in written)
    hand = sum(one.handwritten * one.text for one in written) / weight
    if weight < 0.5 * len(written) or _PRINTED < hand < _HANDWRITTEN:
        return Looks.UNSURE
    return Looks.HANDWRITTEN if hand >= _HANDWRITTEN else Looks.PRINTED


def _summed(logits: _Logits) -> Look:
    if not len(logits):
        return _NOTHING
    chances = _sigmoid(logits)
    sure = chances[:, 8] + 1e-3  # what shows no text has nothing to say of its looks
    mean = (logits * sure[:, None]).sum(axis=0) / sure.sum()
    scripts = (chances[:, :3] * np.minimum(1.0, 2 * sure[:, None])).max(axis=0)
    turns = np.exp(mean[3:7] - mean[3:7].max())
    k, t, la = (float(v) for v in scripts)
    a, b, c, d = (float(v) for v in turns / turns.sum())
    return Look((k, t, la), (a, b, c, d), float(_sigmoid(mean[7])), float(chances[:, 8].max()))


def _sigmoid(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-values)), np.float64)


def _run(windows: Windows) -> _Logits:
    """The network's raw word on each window; like widths go together."""
    logits = np.zeros((len(windows), 9), np.float64)
    by_width: dict[int, list[int]] = {}
    for n, window in enumerate(windows):
        by_width.setdefault(window.shape[1], []).append(n)
    for chosen in by_width.values():
        for start in range(0, len(chosen), _BATCH):
            part = chosen[start : start + _BATCH]
            batch = network_input(np.stack([windows[n] for n in part]))
            logits[part] = _session(os.getpid()).run(None, {"windows": batch})[0]
    return logits


@lru_cache(maxsize=1)
def _session(process: int) -> onnxruntime.InferenceSession:
    """One a process: workers fork, and a session does not survive that."""
    try:
        import onnxruntime  # noqa: PLC0415  (slow to load, and not every command looks at crops)
    except ImportError as error:
        raise EnvironmentProblem(
            "onnxruntime is not installed, so no line's script can be told.",
            remedy="Run script/setup.",
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(MODEL), options, providers=["CPUExecutionProvider"])
