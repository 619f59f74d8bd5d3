"""Engines whose readings are remembered in a file: what they say of a crop does not change.

Only for measuring. Our own reader is never remembered: it is what is being measured, and it must
hand out its scores.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from models.values import Box, Character, Grey, Reading, Word
from ocr.engines import Engine
from ocr.looks import Look, look


class Memory:
    """Answers by question, in one SQLite file."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._rows = sqlite3.connect(file, timeout=60)
        self._rows.execute("create table if not exists said (asked text primary key, answer text)")

    def get(self, asked: str) -> Any | None:
        row = self._rows.execute("select answer from said where asked = ?", (asked,)).fetchone()
        return json.loads(row[0]) if row else None

    def put(self, answers: Sequence[tuple[str, Any]]) -> None:
        rows = [(asked, json.dumps(answer, ensure_ascii=False)) for asked, answer in answers]
        with self._rows:
            self._rows.executemany("insert or replace into said values (?, ?)", rows)


class Remembered:
    """An `Engine` that asks another one only what it was never asked before."""

    def __init__(self, engine: Engine, memory: Memory) -> None:
        self.name, self.languages = engine.name, engine.languages
        self._engine, self._memory = engine, memory

    def version(self) -> str:
        return self._engine.version()

    def read(self, crops: Sequence[Grey], languages: tuple[str, ...]) -> tuple[Reading, ...]:
        """As `Engine.read`."""
        head = f"{self.name} {self.version()} {'+'.join(languages)}"
        asked = [f"{head} {fingerprint(crop)}" for crop in crops]
        found: dict[int, Any] = {n: self._memory.get(one) for n, one in enumerate(asked)}
        missing = [n for n, answer in found.items() if answer is None]
        if missing:
            new = self._engine.read([crops[n] for n in missing], languages)
            rows = [(n, _row(reading)) for n, reading in zip(missing, new, strict=True)]
            self._memory.put([(asked[n], row) for n, row in rows])
            found |= dict(rows)
        return tuple(_reading(found[n]) for n in range(len(crops)))


def looked(crops: Sequence[Grey], memory: Memory) -> list[Look]:
    """What the crops show, as `ocr.looks.look` says."""
    asked = [f"look {fingerprint(crop)}" for crop in crops]
    found: dict[int, Any] = {n: memory.get(one) for n, one in enumerate(asked)}
    missing = [n for n, answer in found.items() if answer is None]
    rows = [
        (n, asdict(one)) for n, one in zip(missing, look([crops[n] for n in missing]), strict=True)
    ]
    memory.put([(asked[n], row) for n, row in rows])
    found |= dict(rows)
    return [_look(found[n]) for n in range(len(crops))]


def fingerprint(crop: Grey) -> str:
    """Tells one picture from another."""
    data = np.ascontiguousarray(crop).tobytes()
    return hashlib.sha256(repr(crop.shape).encode() + data).hexdigest()[:24]


def _row(reading: Reading) -> dict[str, Any]:
    return asdict(reading) | {"candidates": [_row(one) for one in reading.candidates]}


def _reading(row: dict[str, Any]) -> Reading:
    words = tuple(
        Word(
            word["text"],
            Box(**word["box"]),
            word["confidence"],
            tuple(Character(**letter) for letter in word.get("characters", ())),
        )
        for word in row["words"]
    )
    return Reading(
        row["engine"], tuple(row["languages"]), row["text"], row["confidence"], words,
        agreement=row["agreement"],
    )  # fmt: skip


def _look(row: dict[str, Any]) -> Look:
    a, b, c = row["scripts"]
    up, right, down, left = row["turns"]
    return Look((a, b, c), (up, right, down, left), row["handwritten"], row["text"])
