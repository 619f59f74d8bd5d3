"""The faces that lines are drawn in: families of Debian and of the @fontsource npm packages.

`faces.yaml` names them by script, print or hand, and keeps those apart that judge. A family of
@fontsource comes in subsets, often without spaces or digits: each run of letters is drawn from
the first file that has them, a partner family's last of all.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml
from fontTools.ttLib import TTFont
from PIL import ImageFont

from models.errors import EnvironmentProblem
from training.drawing.words import Split

_ROOT: Final = Path(__file__).parents[2]
#: Where npm put the packages; families that package.json does not name may lie in a second place
_PLACES: Final = (
    _ROOT / "node_modules" / "@fontsource",
    Path(os.environ.get("FONTSOURCE", _ROOT / "node_modules")) / "@fontsource",
)
_SUBSETS: Final = {"khm": "khmer", "tha": "thai", "latin": "latin"}


@dataclass(frozen=True, slots=True)
class Face:
    """A family in one weight and style. `files` are tried in order for each letter."""

    family: str
    style: str
    files: tuple[Path, ...]
    hand: bool

    def file_for(self, cluster: str) -> Path | None:
        """The first file with glyphs for a letter and all its marks."""
        letters = frozenset(map(ord, cluster))
        return next((file for file in self.files if letters <= covered(file)), None)


def face(script: str, split: Split, rng: Random, *, hand: bool = False) -> Face:
    """A face for a script at random; its partner draws what it has no glyphs for.

    Raises EnvironmentProblem when no family of this kind is installed.
    """
    own = _pick(script, split, hand, rng)
    partners = [_pick(other, split, hand, rng) for other in _SUBSETS if other != script]
    partners.sort(key=lambda partner: "latin" not in partner[2][0].name)
    files = (*own[2], *(file for partner in partners for file in partner[2]))
    return Face(own[0], own[1], files, hand)


def _pick(script: str, split: Split, hand: bool, rng: Random) -> tuple[str, str, tuple[Path, ...]]:
    choices = families(script, split, hand)
    if not choices:
        raise EnvironmentProblem(
            f"No {'handwriting' if hand else 'printed'} face for {script} is installed.",
            remedy="Install the Debian packages of script/apt-packages-dev.txt and run npm ci.",
        )
    family, styles = rng.choice(choices)
    style, files = rng.choice(styles)
    return family, style, files


@lru_cache(maxsize=16)
def families(
    script: str, split: Split, hand: bool
) -> tuple[tuple[str, tuple[tuple[str, tuple[Path, ...]], ...]], ...]:
    """(family, ((style, files), ...)) of every installed family of this kind, sorted."""
    named = listing()[script]["hand" if hand else "printed"][split]
    found = []
    for family in named:
        styles = _of_npm(family, script) or _of_system(family)
        if styles:
            found.append((family, tuple(sorted(styles.items()))))
    return tuple(found)


@lru_cache(maxsize=1)
def listing() -> dict[str, Any]:
    """`faces.yaml`, read strictly enough: a script without its four lists is a KeyError."""
    text = Path(__file__).with_name("faces.yaml").read_text("utf-8")
    return dict(yaml.safe_load(text)["faces"])


def _of_npm(family: str, script: str) -> dict[str, tuple[Path, ...]]:
    """Weight and style -> the files of the script's own subset and of the Latin one.

    A family of a foreign script has a style for each of its many numbered subsets.
    """
    place = next((place / family for place in _PLACES if (place / family).is_dir()), None)
    if place is None:
        return {}
    styles: dict[str, list[Path]] = {}
    subsets = (f"{_SUBSETS[script]}-", "latin-") if script in _SUBSETS else ("",)
    for subset in dict.fromkeys(subsets):
        for file in sorted(place.glob(f"files/{family}-{subset}[0-9]*.woff2")):
            style = file.stem.removeprefix(f"{family}-{subset}")
            styles.setdefault(style, []).append(file)
    return {style: tuple(files) for style, files in styles.items() if _has(files[0], script)}


def _of_system(family: str) -> dict[str, tuple[Path, ...]]:
    return {file.stem: (file,) for name, file in _installed() if name == family}


@lru_cache(maxsize=1)
def _installed() -> tuple[tuple[str, Path], ...]:
    try:
        rows = subprocess.run(
            ["fc-list", "--format", "%{family[0]}\t%{file}\n"],
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
    pairs = (row.split("\t") for row in sorted(rows.splitlines()) if "\t" in row)
    return tuple((name, Path(file)) for name, file in pairs)


def _has(file: Path, script: str) -> bool:
    letter = {"khm": "ក", "tha": "ก", "latin": "a"}.get(script)
    return letter is None or ord(letter) in covered(file)


@lru_cache(maxsize=1024)
def covered(file: Path) -> frozenset[int]:
    """The code points that a font has glyphs for."""
    with TTFont(file, lazy=True, fontNumber=0) as font:
        return frozenset(font.getBestCmap() or {})


@lru_cache(maxsize=4096)
def sized(file: Path, pixels: int) -> ImageFont.FreeTypeFont:
    """A font at `pixels` an em, shaped by raqm: Khmer and Thai need it."""
    return ImageFont.truetype(str(file), pixels, layout_engine=ImageFont.Layout.RAQM)
