"""How many drawn lines of held-out faces, words and damage are read exactly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from ocr.clusters import canonical
from ocr.engines.ctc import decode
from ocr.engines.strips import STEP, network_input
from training.reader.alphabet import TOKENS
from training.reader.pool import Shard, files, load

if TYPE_CHECKING:
    from torch import nn

_BATCH: Final = 64
_SMALL: Final = 768  # lines of a judgement while learning
_NUMBERS: Final = ("digits", "repeated", "identity", "phone", "date", "age", "number")
Run = Callable[[npt.NDArray[np.float32]], npt.NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Read:
    """What a line says and was read as, in canonical form; `sure`: a letter's probability."""

    language: str
    kind: str
    family: str
    true: str
    said: str
    sure: float

    @property
    def right(self) -> bool:
        return self.true == self.said


def read_all(shard: Shard, run: Run, most: int) -> list[Read]:
    """The first `most` lines of a shard."""
    count = min(most, len(shard.ends))
    order = np.argsort(np.diff(shard.ends, prepend=0)[:count])
    found = []
    for start in range(0, count, _BATCH):
        numbers = order[start : start + _BATCH]
        strips = [shard.strip(int(n)) for n in numbers]
        width = -(-max(strip.shape[1] for strip in strips) // STEP) * STEP
        for n, scores in zip(numbers, run(network_input(strips, width)), strict=True):
            said = decode(scores, TOKENS)
            language, kind, family = str(shard.names[n]).split("|")
            true, text = canonical(str(shard.texts[n])), canonical(said.text)
            found.append(Read(language, kind, family, true, text, said.probability))
    return found


def judged_by(net: nn.Module, folder: Path) -> dict[str, float]:
    """The share read exactly, by language, of numbers and of crops without writing."""
    import torch  # noqa: PLC0415  (who judges an exported network has none)

    def run(strips: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            scores: Any = net(torch.from_numpy(strips)).float().numpy()
        return np.asarray(scores, np.float32)

    there = files(folder, "judge")
    if not there:
        return {}
    read = read_all(load(there[0]), run, _SMALL)
    return {name: round(rate, 4) for name, (rate, _) in sorted(_shares(read).items())}


def judge(folder: Path, model: Path, most: int) -> str:
    """A Markdown table of exact lines by language and kind, then the families read worst."""
    import onnxruntime  # noqa: PLC0415

    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])

    def run(strips: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        return np.asarray(session.run(None, {"strips": strips})[0], np.float32)

    read = [one for file in files(folder, "judge") for one in read_all(load(file), run, most)]
    rows = ["| lines | n | read exactly |", "| --- | --- | --- |"]
    for name, (rate, count) in sorted(_shares(read, kinds=True).items()):
        rows.append(f"| {name} | {count} | {100 * rate:.1f} % |")
    return "\n".join([*rows, "", "Worst families: " + _worst(read)])


def _shares(read: Sequence[Read], *, kinds: bool = False) -> dict[str, tuple[float, int]]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for one in read:
        for name in _groups(one, kinds):
            groups[name].append(one.right)
    return {name: (sum(right) / len(right), len(right)) for name, right in groups.items()}


def _groups(one: Read, kinds: bool) -> Iterator[str]:
    if not one.language:
        yield one.kind
        return
    if one.kind.endswith("by hand"):
        yield "by hand"
        return
    yield one.language
    if one.kind in _NUMBERS:
        yield "numbers"
    if kinds:
        yield f"{one.language}, {one.kind}"


def _worst(read: Sequence[Read]) -> str:
    groups: dict[str, list[bool]] = defaultdict(list)
    for one in read:
        if one.language and not one.kind.endswith("by hand"):
            groups[one.family].append(not one.right)
    rates = sorted(((sum(v) / len(v), len(v), k) for k, v in groups.items()), reverse=True)
    return "; ".join(f"{k} {100 * rate:.0f} % of {n}" for rate, n, k in rates[:12] if n >= 20)
