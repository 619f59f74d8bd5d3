"""What scanners, copiers and phones do to a page: choices by level, in the order it happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as Names
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from extract.forms.fill.exposure import LOOKS
from extract.forms.fill.geometry import perspective, quarter_turns, straight, stretched, warp
from extract.forms.fill.photometry import photocopy
from extract.forms.fill.scanner import AFTER, BEFORE, Pass
from extract.forms.fill.stock import stock
from extract.forms.fill.truth import moved
from extract.forms.fill.wear import PAPER
from extract.forms.levels import Level, Set
from models.values import Colour, Grey, Matrix

Image = Grey | Colour
_COPIER = 0x636F70696572


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """A damaged page; `matrix` maps page pixels to scan pixels (pixel edges, not centres).

    `rotation`: degrees clockwise that make the scan stand upright; `skew`: degrees that the
    content then leans clockwise; `dpi`: dots an inch of the scan.
    """

    image: Image
    matrix: Matrix
    rotation: int
    skew: float
    damage: tuple[dict[str, Any], ...]
    dpi: float


def damage(
    page: Image,
    level: Level,
    dpi: float,
    rng: Random,
    *,
    which: Set | None = None,
    posed: bool = False,
    rotation: int | None = None,
) -> Scan:
    """Scan `page` as `level` does it. The page itself is not changed.

    `which`: the set whose ranges are used (`tune` when None). `posed`: it lies as after
    straightening (0.3 degrees of skew at most, no turn, no phone, no border). `rotation`: how it is
    laid down; None leaves that to the level.
    """
    dice = _twin(rng)
    more: dict[str, Any] = stock("damage")[which or "tune"].get(level, {})
    page, done = _worn(page, more, dpi, dice)
    phone = level == "rough" and rng.random() < 0.4 and not posed
    if level == "rough" and not phone:
        for _ in range(rng.choice((1, 1, 2))):
            page, what = photocopy(page, dpi, rng)
            done.append(what)
    skew = rng.uniform(-1, 1) * {"clean": 0.25, "office": 2.0, "rough": 4.0}[level]
    skew = max(-0.3, min(0.3, skew)) if posed else skew
    scale = rng.uniform(0.98, 1.02) if level != "clean" else 1.0
    shape = (page.shape[1], page.shape[0])
    matrix = straight(
        shape, skew, scale, rng.uniform(-1, 1) * dpi / 40, rng.uniform(-1, 1) * dpi / 40
    )
    if not posed:
        copied, said = _copier(more.get("copier", {}), shape, _twin(rng, _COPIER))
        matrix = matrix @ copied
        done += said
    border = rng.randrange(240, 256)
    if phone:
        matrix = perspective(shape, rng) @ matrix
        border = rng.randrange(40, 120)
        done.append({"kind": "phone"})
    image = warp(page, matrix, border)
    barred = {"black_border"} if phone or posed else set()
    lain = _passed(_Lain(image, matrix, dpi), BEFORE, more, dice, barred)
    done += lain.done
    image, looks = LOOKS[level](lain.image, lain.dpi, phone, rng)
    bilevel = looks[-1]["kind"] == "bilevel"
    barred = {"fax", "coarse_fax"} if phone or bilevel else set()
    lain = _passed(_Lain(image, lain.matrix, lain.dpi), AFTER, more, dice, barred)
    image = np.where(lain.image < 128, 0, 255).astype(np.uint8) if bilevel else lain.image
    turn = 0 if posed else rng.choices((0, 180, 90, 270), _TURNS[level])[0]
    turn = turn if rotation is None else rotation
    image, turned = quarter_turns(image, turn)
    matrix = turned @ lain.matrix
    done = [_placed(what, matrix) for what in (*done, *looks, *lain.done)]
    return Scan(np.ascontiguousarray(image), matrix, turn, round(skew, 4), tuple(done), lain.dpi)


def _copier(
    kinds: Mapping[str, Any], shape: tuple[int, int], dice: Random
) -> tuple[Matrix, list[dict[str, Any]]]:
    """How copies grow, shrink and lean; `amount` is in per cent, and for shear in degrees."""
    amounts = dict(_happens(kinds, dice))
    if not amounts:
        return np.eye(3), []
    grown = 1 + dice.choice((-1, 1)) * amounts.get("scaled", 0.0) / 100
    longer = 1 + dice.choice((-1, 1)) * amounts.get("stretched", 0.0) / 100
    lean = dice.choice((-1, 1)) * amounts.get("sheared", 0.0)
    done = [{"kind": kind, "amount": round(amount, 3)} for kind, amount in amounts.items()]
    return stretched(shape, grown, grown * longer, lean), done


def _twin(rng: Random, salt: int = 0x6C6F6E746172) -> Random:
    """Dice of their own, which leave `rng` as it is: the rest of a case stays what it was."""
    copy = Random()  # noqa: S311 - no secret
    copy.setstate(rng.getstate())
    return Random(copy.getrandbits(64) ^ salt)  # noqa: S311


def _happens(kinds: Mapping[str, Any], dice: Random) -> list[tuple[str, float]]:
    """The kinds of damage that befall this page, and how much of each."""
    rolled = [
        (kind, dice.random() < how["chance"], dice.uniform(*how["amount"]))
        for kind, how in kinds.items()
    ]
    return [(kind, amount) for kind, does, amount in rolled if does]


def _worn(
    page: Image, more: Mapping[str, Any], dpi: float, dice: Random
) -> tuple[Image, list[dict[str, Any]]]:
    done: list[dict[str, Any]] = []
    for kind, amount in _happens(more.get("paper", {}), dice):
        page, what = PAPER[kind](page, amount, dpi, dice)
        done.append(what)
    return page, done


def _placed(what: dict[str, Any], matrix: Matrix) -> dict[str, Any]:
    """Where a pen went, in pixels of the scan."""
    if what["kind"] != "pen":
        return what
    marks = [{**mark, "box": moved(mark["box"], matrix).as_list()} for mark in what["marks"]]
    return {**what, "marks": marks}


@dataclass(frozen=True, slots=True, eq=False)
class _Lain:
    """A scan as it lies on the glass, and what was done to it."""

    image: Image
    matrix: Matrix
    dpi: float
    done: tuple[dict[str, Any], ...] = ()


def _passed(
    lain: _Lain,
    passes: Mapping[str, Callable[[Image, float, float, Random], Pass]],
    more: Mapping[str, Any],
    dice: Random,
    barred: Names[str],
) -> _Lain:
    """The scan after those `passes` of the machine that befall it."""
    kinds = {k: how for k, how in more.get("scanner", {}).items() if k in passes}
    for kind, amount in _happens(kinds, dice):
        if kind not in barred:
            image, shift, dpi, what = passes[kind](lain.image, amount, lain.dpi, dice)
            lain = _Lain(image, shift @ lain.matrix, dpi, (*lain.done, what))
    return lain


_TURNS = {"clean": (1, 0, 0, 0), "office": (94, 4, 1, 1), "rough": (76, 12, 6, 6)}
