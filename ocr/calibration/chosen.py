"""Which table this process asks, and what it says of a reading."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from models.reliability import Sureness
from models.values import Grey, Reading
from ocr.calibration.facts import facts_of, key
from ocr.calibration.table import SHIPPED, Table, load

_in_use: list[Path] = [SHIPPED]
_NOTHING: Final = 0.0


def choose(file: Path = SHIPPED) -> Table:
    """Ask that table from now on, in this process. Raises EnvironmentProblem if it is wrong."""
    table = load(file)
    _in_use[0] = file
    return table


def table() -> Table:
    """The table that is asked. Raises EnvironmentProblem if it is wrong."""
    return load(_in_use[0])


def calibrated(reading: Reading, crop: Grey) -> Reading:
    """The reading with the probability that all of its text is right, and why (`sureness`).

    `reading` with all that is known of it: its candidates as the engines gave them, its looks,
    what was expected of it; `crop` the (height, width) picture it was read from. A reading without
    text comes back as it is: nothing was read, and of that nothing was measured.
    """
    if not reading.text.strip():
        return replace(reading, confidence=_NOTHING)
    asked = table()
    facts = facts_of(reading, crop)
    score = asked.score(facts.group, facts.values)
    p = round(asked.p(facts.group, score, agreeing(reading)), 4)
    sure = Sureness(p, asked.version, facts.group, round(score, 3), facts.named())
    return replace(reading, confidence=p, sureness=sure)


def agreeing(reading: Reading) -> frozenset[str]:
    """The engines that read this very text."""
    mine = key(reading.text)
    return frozenset(
        voice.engine for voice in reading.candidates or (reading,) if key(voice.text) == mine
    )
