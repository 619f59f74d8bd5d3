"""Filling a pool: crops drawn, and what is to be said of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from models.values import Grey
from ocr.looks import SCRIPTS, TURNS
from ocr.windows import HEIGHT, WIDTH, strip_of
from training.drawing.sample import Drawn, draw
from training.looks.pool import Pool, Split

_LONGEST: Final = 44  # letters: more never fit into a window
_SEEN_EM: Final = 0.4  # of a script must lie within a window to count
_SHARD: Final = 4096


def write(folder: Path, split: Split, count: int, seed: int) -> None:
    """Draw `count` crops into `folder`, a file for each few thousand; a file once there stays."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, start in enumerate(range(0, count, _SHARD)):
        file = folder / f"{split}-{seed}-{number:03d}.npz"
        if file.exists():
            continue
        rng = Random(f"{split} {seed} {number}")  # noqa: S311  (drawing, no secret)
        pool = _drawn(split, min(_SHARD, count - start), rng)
        part = file.with_suffix(".part")
        with part.open("wb") as out:
            np.savez(out, **{name: getattr(pool, name) for name in Pool.__slots__})
        part.rename(file)


def _drawn(split: Split, count: int, rng: Random) -> Pool:
    windows = np.zeros((count, HEIGHT, WIDTH), np.uint8)
    widths = np.zeros(count, np.int16)
    labels = np.zeros((count, 6), np.int8)
    names: list[str] = []
    for n, drawn in enumerate(_some(split, count, rng)):
        window, label = seen(drawn, rng)
        start = (WIDTH - window.shape[1]) // 2
        windows[n, :, start : start + window.shape[1]] = window
        widths[n], labels[n] = window.shape[1], label
        how = "hand" if drawn.handwritten else "print"
        names.append("|".join((drawn.language, drawn.kind, drawn.family, how)))
    return Pool(windows, widths, labels, np.array(names))


def _some(split: Split, count: int, rng: Random) -> Iterator[Drawn]:
    for _ in range(count):
        yield draw(split, rng, _LONGEST)


def seen(drawn: Drawn, rng: Random) -> tuple[Grey, Sequence[int]]:
    """One window of a drawn crop, and what is to be said of it."""
    strip = strip_of(drawn.image)
    start = rng.randrange(max(1, strip.shape[1] - WIDTH + 1))
    window = strip[:, start : start + WIDTH]
    if not drawn.language:
        return window, (0, 0, 0, -1, -1, 0)
    scale = HEIGHT / drawn.image.shape[0]
    least = min(_SEEN_EM * drawn.em * scale, WIDTH / 8)
    inside = {
        run.script
        for run in drawn.runs
        if min(run.x1 * scale, start + WIDTH) - max(run.x0 * scale, start)
        > min(least, 0.6 * (run.x1 - run.x0) * scale)
    }
    scripts = [int(script in inside) for script in SCRIPTS]
    return window, (*scripts, TURNS.index(drawn.turn), int(drawn.handwritten), 1)
