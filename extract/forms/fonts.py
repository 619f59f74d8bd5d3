"""Where the fonts lie, and what they can draw. The only place that asks fontconfig."""

from __future__ import annotations

import subprocess
from functools import lru_cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont
from PIL import ImageFont

from models.errors import EnvironmentProblem

#: Debian packages that hold the families named in this room
PACKAGES: Final = "fonts-khmeros fonts-thai-tlwg fonts-noto-core fonts-dejavu fonts-liberation"


@lru_cache(maxsize=1)
def _installed() -> dict[tuple[str, bool], Path]:
    """(family, bold) -> upright font file, for every family fontconfig knows."""
    try:
        listing = subprocess.run(
            ["fc-list", "--format", "%{file}\t%{family}\t%{style}\n"],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise EnvironmentProblem(
            "fc-list does not answer, so no font can be found.",
            remedy="Install the Debian package fontconfig.",
        ) from error
    found: dict[tuple[str, bool], Path] = {}
    for row in sorted(listing.splitlines()):
        file, families, styles = (*row.split("\t"), "", "")[:3]
        style = styles.split(",")[0].strip().lower()
        if style not in {"regular", "book", "roman", "medium", "bold", ""}:
            continue
        for family in families.split(","):
            found.setdefault((family.strip(), style == "bold"), Path(file))
    return found


def font_file(family: str, *, bold: bool = False) -> Path | None:
    """The file of a family, or None when it is not installed."""
    return _installed().get((family, bold)) or _installed().get((family, False))


def first_font(families: tuple[str, ...], *, bold: bool = False) -> Path:
    """The first installed family of several. Raises EnvironmentProblem when there is none."""
    for family in families:
        file = font_file(family, bold=bold)
        if file is not None:
            return file
    raise EnvironmentProblem(
        f"None of these fonts is installed: {', '.join(families)}.",
        remedy=f"Install the Debian packages {PACKAGES}.",
    )


@lru_cache(maxsize=1024)
def sized(file: Path, pixels: int) -> ImageFont.FreeTypeFont:
    """A font at `pixels` an em, shaped by raqm: Khmer and Thai need it."""
    return ImageFont.truetype(str(file), pixels, layout_engine=ImageFont.Layout.RAQM)


@lru_cache(maxsize=512)
def covered(file: Path) -> frozenset[int]:
    """The code points that a font has glyphs for."""
    with TTFont(file, lazy=True, fontNumber=0) as font:
        return frozenset(font.getBestCmap() or {})
