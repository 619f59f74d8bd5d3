"""Tesseract through pytesseract: the only module that knows either.

Starting Tesseract and loading its models costs more than reading a line, so many crops go into
one call by way of a list file. `OMP_THREAD_LIMIT=1` always: on small images its threads spin.
What it was unsure of is looked at again at another size, which costs a tenth of the crops a
second reading and finds a sixth of the lost values.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import astuple, replace
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

import cv2
import pytesseract
from pytesseract import pytesseract as engine

from models.errors import EngineFailed, EnvironmentProblem
from models.values import Box, Grey, Line, Reading
from ocr.denoise import denoise, framed, inky, prepared, smaller
from ocr.engines import tsv
from ocr.engines.repairs import lone, mended

NAME: Final = "tesseract"
_LINE: Final = 7  # page segmentation mode: one line of text
_START_SECONDS: Final = 20.0
_CROP_SECONDS: Final = 2.0
_PAGE_SECONDS: Final = 120.0
_BORDER: Final = 10  # pixels of paper around a crop: letters at the very edge are lost
_UNSURE: Final = 0.75  # confidence below which a crop is looked at again
_AGAIN: Final = 0.3  # of what the first look cost
_AGAIN_AT_LEAST: Final = 40.0  # line heights: about one long line
_NO_SECOND_LOOK: Final = frozenset({"khm"})  # others read Khmer better, and are asked anyway
#: both tables; and dark paper is no line of ours: trying each line inverted costs a tenth
_SETTINGS: Final = "-c tessedit_create_tsv=1 -c tessedit_create_txt=1 -c tessedit_do_invert=0"
_PACKAGES: Final = {"osd": "tesseract-ocr-osd"}  # others are tesseract-ocr-<language>


def read_lines(crops: Sequence[Grey], languages: tuple[str, ...]) -> tuple[Reading, ...]:
    """Read crops of one text line each; one `Reading` a crop, in order, in one engine call.

    Word boxes are in pixels of their crop. `confidence` is that of the weakest word, 0 when
    nothing was read. Raises EngineFailed, and EnvironmentProblem for a missing language.
    """
    if not crops:
        return ()
    first = _read(crops, [prepared(crop, languages) for crop in crops], languages)
    if _NO_SECOND_LOOK.intersection(languages):
        return first
    again = _doubtful(crops, first)
    if not again:
        return first
    chosen = [crops[n] for n in again]
    second = _read(chosen, [smaller(crop) for crop in chosen], languages)
    found = dict(zip(again, second, strict=True))
    return tuple(
        _surer(reading, found[n]) if n in found else reading for n, reading in enumerate(first)
    )


def _doubtful(crops: Sequence[Grey], first: Sequence[Reading]) -> list[int]:
    """The crops that deserve a second look, the likeliest to be text first, within the budget.

    Reading costs by how long a line is for its height, whatever its size in pixels.
    """
    lengths = [crop.shape[1] / max(1, crop.shape[0]) for crop in crops]
    left = max(_AGAIN_AT_LEAST, _AGAIN * sum(lengths))
    chosen = []
    for n in sorted(range(len(crops)), key=lambda n: -first[n].confidence):
        reading = first[n]
        if reading.confidence >= _UNSURE or not (reading.text or inky(crops[n])):
            continue
        left -= lengths[n]
        if left < 0:
            break
        chosen.append(n)
    return sorted(chosen)


def _read(
    crops: Sequence[Grey], shown: Sequence[Grey], languages: tuple[str, ...]
) -> tuple[Reading, ...]:
    """What stands in crops of which Tesseract is `shown` these pictures; boxes in the crops."""
    limit = _START_SECONDS + _CROP_SECONDS * len(crops)
    pages = _run([framed(picture, _BORDER) for picture in shown], languages, _LINE, limit)
    return tuple(
        _scaled(
            _reading(tsv.moved(lines, -_BORDER, -_BORDER), languages),
            crop.shape[1] / max(1, picture.shape[1]),
        )
        for lines, crop, picture in zip(pages, crops, shown, strict=True)
    )


def _reading(lines: Sequence[Line], languages: tuple[str, ...]) -> Reading:
    words = tuple(
        replace(word, text=mended(word.text, languages)) for line in lines for word in line.words
    )
    if len(words) == 1:
        words = (replace(words[0], text=lone(words[0].text)),)
    confidence = min((word.confidence for word in words), default=0.0)
    return Reading(NAME, languages, " ".join(word.text for word in words), confidence, words)


def _surer(first: Reading, second: Reading) -> Reading:
    """The surer of two readings of a crop; where they differ it stays as doubtful as it was."""
    if second.confidence <= first.confidence:
        return first
    if second.text == first.text:
        return replace(first, confidence=second.confidence, words=second.words)
    words = tuple(replace(w, confidence=min(w.confidence, _UNSURE)) for w in second.words)
    return replace(second, confidence=min(second.confidence, _UNSURE), words=words)


def _scaled(reading: Reading, scale: float) -> Reading:
    """A reading of a resized crop, its boxes in pixels of the crop."""
    if scale == 1:
        return reading
    return replace(
        reading,
        words=tuple(
            replace(word, box=Box(*(side * scale for side in astuple(word.box))))
            for word in reading.words
        ),
    )


def read_whole(grey: Grey, languages: tuple[str, ...], mode: int = 3) -> tuple[Line, ...]:
    """Read a page by Tesseract's own line finding (`mode` is its page segmentation mode).

    Boxes in pixels of `grey`. Raises as `read_lines`.
    """
    return _run([denoise(grey, languages)], languages, mode, _PAGE_SECONDS)[0]


def _run(
    pictures: Sequence[Grey], languages: tuple[str, ...], mode: int, seconds: float
) -> list[tuple[Line, ...]]:
    with tempfile.TemporaryDirectory(prefix="lontar-tesseract-") as name:
        folder = Path(name)
        paths = [folder / f"{n}.pgm" for n in range(len(pictures))]
        for path, picture in zip(paths, pictures, strict=True):
            cv2.imwrite(str(path), picture)
        listing = folder / "crops.txt"
        listing.write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
        out = folder / "out"

        def call() -> None:
            engine.run_tesseract(
                str(listing),
                str(out),
                extension="",
                lang=_joined(languages),
                config=f"--psm {mode} {_SETTINGS}",
                timeout=seconds,
            )

        _guarded(call, languages)
        table = out.with_suffix(".tsv").read_text(encoding="utf-8")
        text = out.with_suffix(".txt").read_text(encoding="utf-8")
    return tsv.pages(table, text, len(pictures))


_T = TypeVar("_T")


def _guarded(call: Callable[[], _T], languages: tuple[str, ...]) -> _T:
    """Run an engine call; every failure becomes one of ours, with what to do."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    try:
        return call()
    except pytesseract.TesseractNotFoundError as error:
        raise EnvironmentProblem(
            "Tesseract is not installed.", remedy=f"apt-get install {_packages(languages)}"
        ) from error
    except pytesseract.TesseractError as error:
        require(languages)
        raise EngineFailed(f"Tesseract ended with status {error.status}.") from error
    except (RuntimeError, OSError) as error:  # a timeout is pytesseract's RuntimeError
        raise EngineFailed(f"Tesseract did not finish ({type(error).__name__}).") from error


def _joined(languages: tuple[str, ...]) -> str:
    return "+".join(languages)


def _packages(languages: tuple[str, ...]) -> str:
    names = [_PACKAGES.get(n, f"tesseract-ocr-{n.replace('_', '-')}") for n in languages]
    return " ".join(["tesseract-ocr", *names])


@lru_cache(maxsize=1)
def _installed() -> tuple[str, ...]:
    return tuple(pytesseract.get_languages())


def languages() -> tuple[str, ...]:
    """Languages whose models are installed. Raises EnvironmentProblem without Tesseract."""
    try:
        return _installed()
    except pytesseract.TesseractNotFoundError as error:
        raise EnvironmentProblem(
            "Tesseract is not installed.", remedy="apt-get install tesseract-ocr"
        ) from error


def require(wanted: tuple[str, ...]) -> None:
    """Raise EnvironmentProblem, naming the Debian packages, unless these models are there."""
    missing = tuple(name for name in wanted if name not in languages())
    if missing:
        raise EnvironmentProblem(
            f"Tesseract has no model for {', '.join(missing)}.",
            remedy=f"apt-get install {_packages(missing)}",
        )


def version() -> str:
    """Tesseract's version, such as 5.3.0. Raises EnvironmentProblem without Tesseract."""
    try:
        return str(pytesseract.get_tesseract_version())
    except (pytesseract.TesseractNotFoundError, SystemExit) as error:
        raise EnvironmentProblem(
            "Tesseract is not installed.", remedy="apt-get install tesseract-ocr"
        ) from error
