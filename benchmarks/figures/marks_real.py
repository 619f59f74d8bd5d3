"""Marks on real scans: boxes with their states in label files, or as a person wrote them down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import yaml
from pdf2image import convert_from_path
from PIL import Image

from models.errors import EnvironmentProblem
from models.values import Box, Grey, MarkState, PageImage
from ocr.clean import clean
from ocr.marks import read_marks
from ocr.marks.find import find
from ocr.plane import box_through
from ocr.register import Blank, Matcher
from ocr.sheet import ready

_YOLO: Final = (MarkState.EMPTY, MarkState.FILLED)  # by the class of a label row
_SAME: Final = 0.5  # of the union of two boxes is common to them


@dataclass(frozen=True, slots=True)
class Box2:
    """A box of a scan (its pixels) and the state that a person saw."""

    box: Box
    state: MarkState


@dataclass(frozen=True, slots=True)
class Judged:
    """A real mark: how it was read where its box was given, with the form's blank (None where
    there is none), and where the box was looked for ("" where it was not found)."""

    folder: str
    where: str
    want: str
    given: str
    known: str | None
    found: str


@dataclass(frozen=True, slots=True, eq=False)
class RealPage:
    """A page with its boxes; `blank` is a scan of the same page before anybody filled it in."""

    folder: str
    name: str
    image: Grey
    dpi: float
    boxes: tuple[Box2, ...]
    blank: Grey | None = None


def labelled(folder: Path) -> Iterator[RealPage]:
    """The images of a folder with YOLO rows: class 0 is an empty box, 1 a filled one."""
    for label in sorted((folder / "labels").glob("*.txt")):
        file = next((folder / "images").glob(f"{label.stem}.*"))
        with Image.open(file) as picture:
            image = np.asarray(picture.convert("L"))
        boxes = []
        for line in label.read_text("utf-8").splitlines():
            kind, x, y, w, h = line.split()
            wide, tall = float(w) * image.shape[1], float(h) * image.shape[0]
            left, top = float(x) * image.shape[1] - wide / 2, float(y) * image.shape[0] - tall / 2
            boxes.append(Box2(Box(left, top, left + wide, top + tall), _YOLO[int(kind)]))
        yield RealPage(folder.name, file.name, image, 0.0, tuple(boxes))


def written_down(folders: Sequence[Path], truth: Path) -> Iterator[RealPage]:
    """The pages that a truth file (docs/marks.md) lists, wherever in `folders` they lie."""
    said = yaml.safe_load(truth.read_text("utf-8"))
    dpi = int(said["dpi"])
    for page in said["pages"]:
        file = next((f / page["file"] for f in folders if (f / page["file"]).is_file()), None)
        if file is None:
            raise EnvironmentProblem(f"{page['file']} lies in none of the folders named.")
        boxes = tuple(Box2(Box(*row["box"]), MarkState(row["state"])) for row in page["boxes"])
        blank = said.get("blanks", {}).get(file.name)
        empty = _page(file.with_name(blank), page["page"], dpi) if blank else None
        image = _page(file, page["page"], dpi)
        name = f"{file.name} {page['page']}"
        yield RealPage(file.parent.name, name, image, float(dpi), boxes, empty)


def _page(file: Path, number: int, dpi: int) -> Grey:
    if file.suffix == ".pdf":
        (page,) = convert_from_path(file, dpi=dpi, first_page=number, last_page=number)
        return np.asarray(page.convert("L"))
    with Image.open(file) as picture:
        picture.seek(number - 1)
        return np.asarray(picture.convert("L"))


def judged(page: RealPage) -> tuple[list[Judged], int]:
    """Every mark of a page, and how many boxes were found that the truth does not have."""
    cleaned = clean(PageImage(1, page.image, page.dpi))
    sheet = ready(cleaned.page)
    back = np.asarray(np.linalg.inv(cleaned.page.to_scan), np.float64)
    wanted = [box_through(b.box, back) for b in page.boxes]
    given = read_marks(sheet, wanted)
    seen = find(sheet)
    states = read_marks(sheet, seen)
    pairs = [_nearest(box, seen) for box in wanted]
    known = _with_blank(page)
    rows = [
        Judged(
            page.folder,
            f"{page.name} {n}",
            b.state.value,
            given[n].state.value,
            known[n] if known else None,
            "" if (at := pairs[n]) is None else states[at].state.value,
        )
        for n, b in enumerate(page.boxes)
    ]
    return rows, len(seen) - len({at for at in pairs if at is not None})


def _with_blank(page: RealPage) -> list[str] | None:
    """The states as they are read where the form's blank is known."""
    if page.blank is None:
        return None
    height, width = page.blank.shape
    mm = 25.4 / page.dpi
    blank = Blank("real", "1", 1, page.blank, page.dpi, width * mm, height * mm)
    cleaned = clean(PageImage(1, page.image, page.dpi), Matcher([blank]))
    if cleaned.match is None:
        return ["unknown form"] * len(page.boxes)
    back = np.asarray(np.linalg.inv(cleaned.page.to_scan), np.float64)
    boxes = [box_through(b.box, back) for b in page.boxes]
    marks = read_marks(ready(cleaned.page, cleaned.blank), boxes, cleaned.stamps)
    return [mark.state.value for mark in marks]


def _nearest(box: Box, found: Sequence[Box]) -> int | None:
    shares = [_common(box, other) for other in found]
    best = int(np.argmax(shares)) if shares else -1
    return best if shares and shares[best] >= _SAME else None


def _common(a: Box, b: Box) -> float:
    across = max(0.0, min(a.x1, b.x1) - max(a.x0, b.x0))
    down = max(0.0, min(a.y1, b.y1) - max(a.y0, b.y0))
    both = across * down
    return both / (a.width * a.height + b.width * b.height - both)
