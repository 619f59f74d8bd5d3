"""Font families of the npm packages named @fontsource/…, which pages for measuring are drawn in.

They are development dependencies (package.json); the product runs without them. A family comes as
one WOFF file a script, often without digits or blanks in the file of its script: FreeType and
fontTools open WOFF as it lies, and who draws picks the file run by run.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

PREFIX: Final = "@fontsource/"
#: what brings the packages to a checkout
REMEDY: Final = "Run script/setup --dev, or npm ci --ignore-scripts, in the checkout."
_FOLDER: Final = Path(__file__).parents[2] / "node_modules"
#: the order in which files of a family are looked into
_SUBSETS: Final = ("khmer", "thai", "latin", "latin-ext")


def packages_lie_ready() -> bool:
    """Whether the packages are installed in this checkout."""
    return (_FOLDER / "@fontsource").is_dir()


@lru_cache(maxsize=256)
def packaged_files(name: str) -> tuple[Path, ...]:
    """The upright files of "@fontsource/family" or "@fontsource/family:WEIGHT", script first.

    WEIGHT is 100 to 900, 400 when left out. Empty when the package or the weight is not there.
    """
    package, _, weight = name.partition(":")
    stem = package.removeprefix(PREFIX)
    folder = _FOLDER / package / "files"
    files = (folder / f"{stem}-{part}-{weight or 400}-normal.woff" for part in _SUBSETS)
    return tuple(file for file in files if file.is_file())
