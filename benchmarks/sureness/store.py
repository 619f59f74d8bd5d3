"""Drawn values kept in files, a line of JSON each, so that they are drawn once and read often."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.sureness.sheets import Sample


def keep(samples: Iterable[Sample], file: Path) -> int:
    """Write them; how many there were. The file is there in whole or not at all."""
    rows = [json.dumps(_row(sample), ensure_ascii=False) for sample in samples]
    part = file.with_suffix(".part")
    part.write_text("\n".join(rows), "utf-8")
    part.rename(file)
    return len(rows)


def kept(file: Path) -> Iterator[Sample]:
    """What `keep` has written, in its order."""
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        data = np.frombuffer(base64.b64decode(row.pop("png")), np.uint8)
        crop = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
        if crop is not None:
            row["damage"] = tuple(row["damage"])
            yield Sample(np.asarray(crop, np.uint8), **row)


def _row(sample: Sample) -> dict[str, Any]:
    row = {k: v for k, v in asdict(sample).items() if k != "crop"}
    _, data = cv2.imencode(".png", sample.crop)
    return row | {"png": base64.b64encode(data.tobytes()).decode()}
