"""An engine that breaks on one crop still reads the others.

Tesseract has been seen to end with a floating point error on a crop of pure noise: one such crop
must cost neither its page nor its document.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from models.errors import EngineFailed
from models.values import Grey, Reading
from ocr.engines import Engine

_CALLS: Final = 40  # no more crops are tried after so many
_PAPER: Final = (40, 120)  # pixels


def read(engine: Engine, crops: Sequence[Grey], languages: tuple[str, ...]) -> tuple[Reading, ...]:
    """As `Engine.read`, with an empty reading for a crop that breaks the engine.

    Raises EngineFailed when it breaks on other pictures too, and EnvironmentProblem.
    """
    found: list[Reading | None] = [None] * len(crops)
    parts = [range(len(crops))]
    for _ in range(_CALLS):
        if not parts:
            break
        part = parts.pop()
        try:
            readings = engine.read([crops[n] for n in part], languages)
        except EngineFailed as error:
            last = error
            middle = len(part) // 2
            parts += [half for half in (part[:middle], part[middle:]) if middle]
        else:
            for n, reading in zip(part, readings, strict=True):
                found[n] = reading
    if parts or (crops and not any(found)):
        _try_out(engine, languages, last)
    empty = Reading(engine.name, languages, "", 0.0)
    return tuple(reading or empty for reading in found)


def _try_out(engine: Engine, languages: tuple[str, ...], last: EngineFailed) -> None:
    """Raise what it broke with unless it can read bare paper: then the crops are to blame."""
    try:
        engine.read([np.full(_PAPER, 255, np.uint8)], languages)
    except EngineFailed:
        raise last from None
