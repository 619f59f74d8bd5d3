"""The readers that are compared, each as a user runs it: files in, text and CPU-seconds out.

CPU is that of every process that a reader started, its start included.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: one thread each, or Tesseract's threads spin and every figure of cost is noise
_ENVIRONMENT = {**os.environ, "OMP_THREAD_LIMIT": "1"}


@dataclass(frozen=True, slots=True)
class Read:
    """What came of some pages: their text by file, and the CPU-seconds all of them took."""

    texts: Mapping[Path, str]
    cpu: float


#: Reads pages that are asked for in the same languages, such as khm+eng.
Reader = Callable[[Sequence[Path], str], Read]


def tesseract(paths: Sequence[Path], languages: str) -> Read:
    """Tesseract by itself: one call a page, automatic page segmentation (psm 3)."""
    before = _children()
    texts = {}
    for path in paths:
        words = ("tesseract", str(path), "-", "-l", languages, "--psm", "3")
        texts[path] = _output(words)
    return Read(texts, _children() - before)


def lontar(paths: Sequence[Path], languages: str, jobs: int = 0) -> Read:
    """`lontar ocr`, all pages in one call. A page that failed has no text. `jobs` 0: its choice."""
    before = _children()
    asked = ("--lang", languages, "--format", "json", *(("--jobs", str(jobs)) if jobs else ()))
    rows = _rows("ocr", *map(str, paths), *asked)
    said = {
        row["file"]: "\n".join(line["text"] for page in row["pages"] for line in page["lines"])
        for row in rows
    }
    return Read({path: said.get(path.name, "") for path in paths}, _children() - before)


def lontar_fields(paths: Sequence[Path]) -> tuple[Mapping[Path, Mapping[str, str]], float]:
    """`lontar read`: what each field of the page's form says, and the CPU-seconds."""
    before = _children()
    fields: dict[Path, dict[str, str]] = {path: {} for path in paths}
    for row in _rows("read", *map(str, paths)):
        said = fields[Path(row["file"])]
        for key, field in row["fields"].items():
            said[key] = f"{field['raw']}\n{_strings(field['value'])}"
    return fields, _children() - before


def ocrmypdf(program: str) -> Reader:
    """OCRmyPDF as its users run it: deskewed, rotated, cleaned."""

    def read(paths: Sequence[Path], languages: str) -> Read:
        before = _children()
        texts = {}
        with tempfile.TemporaryDirectory(prefix="lontar-ocrmypdf-") as name:
            aside = Path(name) / "text.txt"
            for path in paths:
                words = (program, "--quiet", "--jobs", "1", "-l", languages)
                steps = ("--deskew", "--rotate-pages", "--clean", "--image-dpi", "200")
                end = ("--output-type", "pdf", "--sidecar", str(aside), str(path))
                aside.unlink(missing_ok=True)
                _output((*words, *steps, *end, str(Path(name) / "out.pdf")))
                texts[path] = aside.read_text("utf-8") if aside.exists() else ""
        return Read(texts, _children() - before)

    return read


def missing_for_ocrmypdf(program: str) -> tuple[str, ...]:
    """Of OCRmyPDF and what its cleaning needs, the programs that are not installed."""
    return tuple(name for name in (program, "gs", "unpaper") if shutil.which(name) is None)


def ocrmypdf_version(program: str) -> str:
    """Such as 17.13.0."""
    return _output((program, "--version")).strip()


def _rows(*words: str) -> list[dict[str, Any]]:
    text = _output((sys.executable, "-m", "api.cli", *words))
    return [json.loads(line) for line in text.splitlines()]


def _output(words: Sequence[str]) -> str:
    """What a program wrote; a page it could not read is its own loss, so no status is checked."""
    done = subprocess.run(words, check=False, capture_output=True, text=True, env=_ENVIRONMENT)
    if done.returncode:
        said = done.stderr.strip()[-300:]
        print(f"{words[0]}: status {done.returncode}: {said}", file=sys.stderr)
    return done.stdout


def _strings(value: Any) -> str:
    """Every string within a JSON value, one a line."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return "\n".join(map(_strings, value.values()))
    return "\n".join(map(_strings, value)) if isinstance(value, list) else ""


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def tesseract_version() -> str:
    """Such as 5.3.0."""
    return _output(("tesseract", "--version")).split()[1]


def tesseract_turn(path: Path) -> int | None:
    """Degrees clockwise by which Tesseract would turn a page upright; None where it cannot say."""
    for line in _output(("tesseract", str(path), "-", "--psm", "0", "-l", "osd")).splitlines():
        if line.startswith("Rotate:"):
            return int(line.split(":")[1])
    return None
