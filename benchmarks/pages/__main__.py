"""Writes pages and their truth to a folder.

python -m benchmarks.pages --kind form --language khm --set judge --level office --pages 10 OUT
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from PIL import Image

from benchmarks.pages import Page, foreign_form, prose_lines, prose_page, turned_page, value_crops
from extract.forms.levels import Level, Set
from extract.forms.packaged import REMEDY, packages_lie_ready
from models.errors import EnvironmentProblem
from models.languages import LABEL_LANGUAGE

_KINDS = ("form", "prose", "line", "crop", "turned")


def main() -> None:
    """Write what was asked for; prints the name of every picture."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--kind", choices=_KINDS, default="form")
    parser.add_argument("--language", choices=sorted(LABEL_LANGUAGE), default="eng")
    parser.add_argument("--set", dest="which", choices=get_args(Set), default="tune")
    parser.add_argument("--level", choices=get_args(Level), default="office")
    parser.add_argument("--pages", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--handwritten", type=float, default=0.0, help="share of forms by hand")
    parser.add_argument("--format", choices=("png", "jpg"), default="png")
    asked = parser.parse_args()
    if not packages_lie_ready():
        raise EnvironmentProblem("The font packages are not installed.", remedy=REMEDY)
    asked.out.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(_pages(asked), 1):
        stem = f"{asked.kind}-{asked.language}-{asked.which}-{asked.level}-{asked.seed}-{number:04}"
        file = asked.out / f"{stem}.{asked.format}"
        Image.fromarray(page.image).save(file, dpi=(page.dpi, page.dpi), quality=92)
        text = json.dumps({"file": file.name, **page.truth}, ensure_ascii=False, indent=1)
        file.with_suffix(".json").write_text(text + "\n", "utf-8")
        print(file)


def _pages(asked: argparse.Namespace) -> Iterator[Page]:
    place = (asked.level, asked.which)
    if asked.kind == "line":
        yield from prose_lines(asked.language, asked.pages, asked.seed, *place)
    elif asked.kind == "crop":
        for crop in value_crops(asked.language, asked.pages, asked.seed, *place):
            truth = {"label": crop.label, "text": crop.text, "language": crop.language}
            yield Page(crop.image, crop.dpi, truth)
    else:
        for seed in range(asked.seed, asked.seed + asked.pages):
            if asked.kind == "form":
                yield foreign_form(asked.language, seed, *place, handwritten=asked.handwritten)
            else:
                make = prose_page if asked.kind == "prose" else turned_page
                yield make(asked.language, seed, *place)


if __name__ == "__main__":
    main()
