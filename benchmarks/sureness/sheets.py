"""Sheets full of values, each in a face of its own, scanned and cut as a form's fields are.

To fit with, values must be as strange to the readers as those of tomorrow: beside the faces and
words of the set `tune`, which our own reader has learnt from, stand faces that it has never seen
(`fonts`, families of @fontsource that belong to no set), faces bent out of shape, and words put
together from the halves of two. Nothing of the set `judge` is used to fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

import cv2
import numpy as np

from benchmarks.pages.page import Sheet, blank_sheet, scanned
from benchmarks.pages.setting import LEADERS, Type, frame, leader, room
from benchmarks.pages.words import sentence, some_teller, value
from extract.forms.fill.ink import Face, Ink, faces, ink
from extract.forms.fill.wobble import by_hand
from extract.forms.levels import Level, Set
from models.values import Box, CleanPage, Grey, PageImage
from ocr.clean import clean
from ocr.clusters import canonical, clusters
from ocr.crops import cut
from ocr.plane import box_through, grey_of, warp
from ocr.sheet import ready

LANGUAGES: Final = ("khm", "tha", "ind", "eng")
#: families of @fontsource in neither set, with their size (see font_sets.yaml)
STRANGERS: Final = {
    "khm": {"kdam-thmor-pro": 1.0, "khmer": 1.0},
    "tha": {"anuphan": 1.12, "athiti": 1.14, "ibm-plex-sans-thai-looped": 1.14, "chonburi": 1.0},
    "latin": {
        "crimson-pro": 1.12,
        "fira-sans": 1.0,
        "libre-baskerville": 0.95,
        "zilla-slab": 1.05,
        "ibm-plex-mono": 0.98,
    },
}
FAMILIES: Final = frozenset(name for faces_ in STRANGERS.values() for name in faces_)
DIGIT_KINDS: Final = (
    "id", "digits", "phone", "age", "number", "date", "short_date", "date", "money", "code",
    "passport",
)  # fmt: skip
WORD_KINDS: Final = (
    "name", "name", "alias", "latin", "place", "town", "town", "occupation", "relation",
    "dest_country", "agency", "text",
)  # fmt: skip
_GRAFTED: Final = ("name", "town", "occupation", "agency", "alias")
_ROWS: Final = 27
_PITCH, _TOP, _MARGIN = 10.0, 13.0, 11.0  # mm
_WIDE: Final = 188.0  # mm, of all columns
_COLUMNS: Final = (1, 2, 2, 3, 3, 3, 3)  # where there is but one, lines of prose stand in it
_PROSE: Final = 120.0  # mm; wider zones hold prose
_KNOWN: Final = 0.6  # of the sheets are cut as those of a known form, with its blank


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One value as it is cut for reading, and what it is. `face` and `damage` name what it
    shares with others, so that folds can keep it apart; `word` is "new" for grafted words."""

    crop: Grey
    text: str
    language: str
    kind: str
    level: str
    face: str
    word: str
    damage: tuple[str, ...]
    hand: bool


@dataclass(frozen=True, slots=True)
class Mix:
    """`digits`: share of values that are numbers; `hand`: share written by hand."""

    digits: float = 0.5
    hand: float = 0.06
    graft: float = 0.3
    bend: float = 0.25
    strangers: float = 0.3


def samples(
    language: str,
    seed: int,
    level: Level,
    which: Set,
    mix: Mix,
    *,
    fonts: Path | None = None,
) -> Iterator[Sample]:
    """The values of one sheet. Crops in which nothing was found are left out."""
    rng = Random(f"sureness {language} {seed} {which} {level}")
    sheet = blank_sheet(language, which, rng, level, (210.0, 297.0))
    known = rng.random() < _KNOWN
    told = [_planned(sheet, zone, which, mix, fonts) for zone in _zones(rng)]
    values = [one for one in told if one is not None]
    blank = grey_of(sheet.canvas.pixels).copy()
    for one in values:
        sheet.canvas.lay(one.drawn.mask, one.at[0], one.at[1], one.colour)
        sheet.lines.append({"box": one.zone})
    page = scanned(sheet, "sureness", seed, level)
    damage = tuple(sorted({str(item["kind"]) for item in page.truth["damage"]}))
    cleaned = clean(PageImage(1, page.image, float(page.dpi))).page
    if cleaned.rotation:
        return
    places = [Box(*line["box"]) for line in page.truth["lines"]]
    laid = _laid(blank, [one.zone for one in values], places, cleaned) if known else None
    flat = ready(cleaned, laid)
    back = np.asarray(np.linalg.inv(cleaned.to_scan), np.float64)
    for one, place in zip(values, places, strict=True):
        found = cut(flat, box_through(place, back))
        if len(found.crops) == 1:
            yield Sample(found.crops[0], level=level, damage=damage, **one.said)


def _zones(rng: Random) -> Iterator[Box]:
    """Where values stand on a sheet, in mm."""
    columns = rng.choice(_COLUMNS)
    for number in range(_ROWS * columns):
        row, column = divmod(number, columns)
        x, y = _MARGIN + column * _WIDE / columns, _TOP + row * _PITCH
        yield Box(x, y, x + _WIDE / columns - 6.0, y + _PITCH)


def _laid(blank: Grey, drawn: Sequence[Box], seen: Sequence[Box], page: CleanPage) -> Grey:
    """The empty sheet as it lies under the clean page: as with a form that is known.

    A sheet that lies as after straightening is moved, turned a little and scaled, no more.
    """
    here = np.array([((b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2, 1.0) for b in drawn])
    there = np.array([((b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2) for b in seen])
    found, *_ = np.linalg.lstsq(here, there, rcond=None)
    to_scan = np.vstack([found.T, (0.0, 0.0, 1.0)])
    height, width = page.grey.shape
    return warp(blank, np.asarray(np.linalg.inv(to_scan) @ page.to_scan, np.float64), width, height)


@dataclass(frozen=True, slots=True, eq=False)
class _Planned:
    """A value that will be laid on the sheet; `zone` in pixels of the paper."""

    said: dict[str, Any]
    drawn: Ink
    at: tuple[int, int]
    colour: tuple[int, int, int]
    zone: Box


def _planned(sheet: Sheet, zone: Box, which: Set, mix: Mix, fonts: Path | None) -> _Planned | None:
    """Draws what a zone (mm) offers to write on; the value to write there, if it fits."""
    language, rng = sheet.language, sheet.rng
    kind = rng.choice(DIGIT_KINDS if rng.random() < mix.digits else WORD_KINDS)
    kind = kind if zone.width < _PROSE else "line"
    text, written = _text(sheet, kind, which)
    word = ""
    if which == "tune" and kind in _GRAFTED and rng.random() < mix.graft:
        text, word = _grafted(text, value(kind, some_teller(language, which, rng))[0], rng), "new"
    hand = rng.random() < mix.hand
    face, name = _face(written, which, rng, mix, fonts, hand=hand)
    grey = rng.randrange(0, 60)
    colour = rng.choice(((24, 32, 110), (20, 20, 24))) if hand else (grey, grey, grey)
    points = rng.uniform(9.0, 14.0) * (1.06 if written == "tha" else 1.0)
    type_ = Type(face, written, points, colour, hand)
    wide = room(sheet, text, type_)
    if wide > zone.width - 6:
        if wide > (zone.width - 6) / 0.75:
            return None
        type_ = Type(face, written, points * (zone.width - 6) / wide, colour, hand)
    base = zone.y0 + 0.66 * _PITCH
    way = rng.choice(LEADERS)
    leader(sheet, way, (zone.x0, zone.x1), base, type_)
    if way == "box":
        frame(sheet, Box(zone.x0, zone.y0 + 0.6, zone.x1, zone.y1 - 0.6), rng.choice((0.15, 0.3)))
    drawn = ink(text, written, face, sheet.pixels(type_.points))
    bent = which == "tune" and not hand and rng.random() < mix.bend
    if bent:
        drawn = _bent(drawn, rng)
    if hand:
        drawn = by_hand(drawn, sheet.pixels(type_.points), rng)
    px = sheet.canvas.px
    x = round(px(zone.x0 + rng.uniform(1.0, 4.0))) + drawn.left
    y = round(px(base + rng.uniform(-0.25, 0.25))) + drawn.top
    said = {
        "text": canonical(text),
        "language": written,
        "kind": kind,
        "face": f"{name} bent" if bent else name,
        "word": word,
        "hand": hand,
    }
    around = Box(px(zone.x0 - 1), px(zone.y0), px(zone.x1 + 2), px(zone.y1))
    return _Planned(said, drawn, (x, y), colour, around)


def _text(sheet: Sheet, kind: str, which: Set) -> tuple[str, str]:
    """A value of that kind, or some words of prose, and its language."""
    teller = some_teller(sheet.language, which, sheet.rng)
    if kind != "line":
        return value(kind, teller)
    said = sentence(teller)
    letters = clusters(said)
    longest = sheet.rng.randrange(30, 80)
    start = said.find(" ", sheet.rng.randrange(max(1, len(letters) - longest + 1))) + 1
    return "".join(clusters(said[start:])[:longest]).strip() or said[:30], sheet.language


def _grafted(one: str, other: str, rng: Random) -> str:
    """The beginning of one word with the end of another: a word that nobody has seen."""
    a, b = clusters(one), clusters(other)
    return "".join(a[: rng.randrange(1, len(a) + 1)] + b[rng.randrange(0, len(b)) :])[:40]


def _face(
    language: str, which: Set, rng: Random, mix: Mix, fonts: Path | None, *, hand: bool
) -> tuple[Face, str]:
    strange = _strangers(language, fonts) if which == "tune" and fonts and not hand else ()
    if strange and rng.random() < mix.strangers:
        return rng.choice(strange)
    way = "handwritten" if hand else "head" if rng.random() < 0.06 else "printed"
    face = rng.choice(faces(language, way, which))
    return face, face.file.stem


def _strangers(language: str, fonts: Path | None) -> Sequence[tuple[Face, str]]:
    """Faces that no reader has learnt from; none where they are not installed."""
    script = language if language in ("khm", "tha") else "latin"
    subset = {"khm": "khmer", "tha": "thai", "latin": "latin"}[script]
    found = []
    for family, scale in STRANGERS[script].items():
        folder = (fonts or Path()) / "@fontsource" / family / "files"
        files = [folder / f"{family}-{part}-400-normal.woff" for part in (subset, "latin")]
        there = tuple(dict.fromkeys(file for file in files if file.is_file()))
        if there:
            found.append((Face(there[0], scale, there[1:]), family))
    return found


def _bent(drawn: Ink, rng: Random) -> Ink:
    """Narrower or wider, leaning, thinner or bolder: another cut of the same letters."""
    height, width = drawn.mask.shape
    wide, lean = rng.uniform(0.8, 1.25), rng.uniform(-0.12, 0.22)
    room_ = round(abs(lean) * height) + 2
    matrix = np.array([[wide, -lean, max(0.0, lean) * height + 1], [0, 1.0, 0]], np.float64)
    size = (round(width * wide) + room_, height)
    mask = np.asarray(cv2.warpAffine(drawn.mask, matrix, size), np.uint8)
    swell = rng.random()
    if swell < 0.25 and height > 24:
        mask = np.asarray(cv2.dilate(mask, np.ones((1, 2), np.uint8)), np.uint8)
    elif swell < 0.5:
        soft = cv2.GaussianBlur(mask, (3, 3), 0).astype(np.float32)
        mask = np.asarray(np.clip(soft * 1.6 - 110, 0, 255), np.uint8)
    return Ink(mask, drawn.left, drawn.top)
