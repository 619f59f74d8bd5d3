"""Errors on drawn crops of faces and words that were never learnt from, as the product asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.values import Looks
from ocr.looks import SCRIPTS, TURNS, Look, judged, kind_of
from ocr.windows import WIDTH
from training.looks.pool import Pool, load


@dataclass(frozen=True, slots=True)
class Seen:
    """One crop, what the network says of it, upright and upside down, and what is true."""

    language: str
    kind: str
    family: str
    how: str
    labels: tuple[int, ...]
    look: Look
    turned: Look


def judge(folder: Path) -> str:
    """A Markdown table of errors by language and print or hand, then the worst families."""
    seen = list(_seen(load(folder, "judge")))
    rows = [
        "| crops | n | scripts wrong | way up wrong | hand or print wrong | unsure | text missed |"
    ]
    rows.append("| --- | --- | --- | --- | --- | --- | --- |")
    groups: dict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        groups[f"{one.language or one.kind}, {one.how}" if one.language else one.kind].append(one)
    rows += [_row(name, group) for name, group in sorted(groups.items())]
    rows.append("")
    rows.append("Families with most errors (scripts or hand): " + _worst(seen))
    return "\n".join(rows)


def _seen(pool: Pool) -> Iterator[Seen]:
    windows = [_window(pool, n) for n in range(len(pool.widths))]
    looks = judged(windows)
    turned = judged([np.ascontiguousarray(window[::-1, ::-1]) for window in windows])
    for n, (look, back) in enumerate(zip(looks, turned, strict=True)):
        language, kind, family, how = str(pool.names[n]).split("|")
        labels = tuple(int(v) for v in pool.labels[n])
        kind = "sideways" if labels[3] in {1, 3} else kind
        yield Seen(language if kind != "sideways" else "", kind, family, how, labels, look, back)


def _window(pool: Pool, n: int) -> npt.NDArray[np.uint8]:
    width = next(w for w in (64, 128, WIDTH) if w >= pool.widths[n])
    start = (WIDTH - width) // 2
    return np.ascontiguousarray(pool.windows[n][:, start : start + width])


def scripts_wrong(one: Seen) -> bool:
    said = tuple(int(share >= 0.5) for share in one.look.scripts)
    return said != one.labels[: len(SCRIPTS)]


def way_wrong(one: Seen) -> bool:
    """Whether the crop, put both ways, would be stood on its head (or its side kept)."""
    if one.labels[3] in {1, 3}:
        return TURNS[int(np.argmax(one.look.turns))] != TURNS[one.labels[3]]
    return one.look.upright < one.turned.upright


def hand_wrong(one: Seen) -> bool:
    said = kind_of([one.look])
    return said == (Looks.PRINTED if one.labels[4] == 1 else Looks.HANDWRITTEN)


def _row(name: str, group: Sequence[Seen]) -> str:
    text = [one for one in group if one.labels[5]]

    def share(among: Sequence[Seen], wrong: Callable[[Seen], bool]) -> str:
        return f"{100 * sum(map(wrong, among)) / len(among):.1f} %" if among else "-"

    cells = (
        share(group, scripts_wrong),
        share(text, way_wrong),
        share(text, hand_wrong),
        share(text, lambda one: kind_of([one.look]) == Looks.UNSURE),
        share(text, lambda one: one.look.text < 0.5)
        if text
        else f"{share(group, lambda one: one.look.text >= 0.5)} seen as text",
    )
    return f"| {name} | {len(group)} | " + " | ".join(cells) + " |"


def _worst(seen: Sequence[Seen]) -> str:
    groups: dict[str, list[bool]] = defaultdict(list)
    for one in seen:
        if one.labels[5] and one.language:
            groups[one.family].append(scripts_wrong(one) or hand_wrong(one))
    rates = sorted(((sum(v) / len(v), len(v), k) for k, v in groups.items()), reverse=True)
    return "; ".join(f"{k} {100 * rate:.0f} % of {n}" for rate, n, k in rates[:12] if n >= 10)
