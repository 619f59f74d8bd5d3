"""What this machine has of what Lontar needs, what is missing, and how to get it.

Every examination is a plain function to `Check` values and never raises: a broken part is a
check that failed. `ingest.doctor_services` looks at database, store and queue.
"""

from __future__ import annotations

import ctypes
import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from extract.forms.against_blank import picture_faults
from extract.forms.load import load_forms
from ingest import shelf
from ingest.settings import Settings
from models.errors import BadFormDefinition
from models.languages import ENGINE_LANGUAGES
from ocr.engines import registry

GIB = 1024**3
#: Free space below which an upload may soon fail, and below which it is time to look.
DISK_LEAST, DISK_GOOD = 1 * GIB, 10 * GIB
#: What one worker may come to need: no process of Lontar grows past this.
WORKER_BYTES = 2 * GIB

TESSERACT_MODELS = (*ENGINE_LANGUAGES, "osd")
#: (fontconfig's language, the script's name, the Debian package)
FONTS = (("km", "Khmer", "fonts-khmeros"), ("th", "Thai", "fonts-thai-tlwg"))
LIBRARIES = (
    ("libpango-1.0.so.0", "libpango-1.0-0"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0-0"),
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `remedy` is a line to type or a sentence; empty when `ok`."""

    name: str
    ok: bool
    required: bool
    detail: str
    remedy: str = ""


def apt(*packages: str) -> str:
    """The line that installs Debian packages."""
    return f"sudo apt-get install -y --no-install-recommends {' '.join(packages)}"


def examine_machine(settings: Settings, *, dev: bool = False) -> tuple[Check, ...]:
    """Programs, languages, fonts, space. `dev` also looks for what only the tests need."""
    checks = (
        _python(),
        _packages(),
        *_tesseract(),
        *_engines(settings.engines_off),
        _poppler(),
        *_fonts(),
        _printing(),
        _forms(settings),
        _disk(settings.data),
        _memory(settings.workers),
    )
    return (*checks, _chromium(), _postgresql()) if dev else checks


def _output(*words: str) -> str | None:
    """What a command says, on either stream; None when it is not there or fails."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    return f"{done.stdout}\n{done.stderr}".strip()


def _first_line(text: str) -> str:
    return text.splitlines()[0].strip() if text else ""


def _python() -> Check:
    version = platform.python_version()
    ok = sys.version_info >= (3, 11)
    return Check("Python", ok, True, version, "" if ok else apt("python3", "python3-venv"))


def _packages() -> Check:
    """Whether every Python package that Lontar names is installed beside it."""
    remedy = "script/setup"
    try:
        wanted = importlib.metadata.requires("lontar") or []
    except importlib.metadata.PackageNotFoundError:
        return Check("Python packages", False, True, "the lontar command is not set up", remedy)
    names = [re.split(r"[^A-Za-z0-9._-]", word, maxsplit=1)[0] for word in wanted]
    missing = [name for name in names if not _installed(name)]
    if missing:
        return Check("Python packages", False, True, f"missing: {', '.join(missing)}", remedy)
    return Check("Python packages", True, True, f"{len(names)} of {len(names)}")


def _installed(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _tesseract() -> tuple[Check, ...]:
    version = _output("tesseract", "--version")
    if version is None:
        packages = ("tesseract-ocr", *(f"tesseract-ocr-{code}" for code in TESSERACT_MODELS))
        return (Check("Tesseract", False, True, "not found", apt(*packages)),)
    known = set((_output("tesseract", "--list-langs") or "").splitlines()[1:])
    checks = [Check("Tesseract", True, True, _first_line(version))]
    for code in TESSERACT_MODELS:
        found = code in known
        remedy = "" if found else apt(f"tesseract-ocr-{code}")
        detail = "model found" if found else "model not found"
        checks.append(Check(f"Tesseract {code}", found, True, detail, remedy))
    return tuple(checks)


def _engines(off: frozenset[str]) -> tuple[Check, ...]:
    """The reading networks; Tesseract has checks of its own. None is needed to run."""
    checks = []
    for engine in registry.available(off):
        if engine.name == registry.ALWAYS:
            continue
        knows = ", ".join(engine.languages)
        detail = f"{engine.version} ({knows}; {engine.licence}): {engine.detail}".lstrip()
        ok = engine.ready or engine.off
        checks.append(Check(f"Engine {engine.name}", ok, False, detail, engine.remedy))
    return tuple(checks)


def _poppler() -> Check:
    version = _output("pdftoppm", "-v")
    if version is None:
        return Check("Poppler", False, True, "pdftoppm not found", apt("poppler-utils"))
    return Check("Poppler", True, True, _first_line(version))


def _fonts() -> tuple[Check, ...]:
    checks = []
    for language, script, package in FONTS:
        families = _output("fc-list", f":lang={language}", "family")
        name = f"{script} fonts"
        if families is None:
            line = apt("fontconfig", package)
            checks.append(Check(name, False, True, "fc-list not found", line))
        elif not families:
            checks.append(Check(name, False, True, "none found", apt(package)))
        else:
            count = len(set(families.splitlines()))
            checks.append(Check(name, True, True, f"{count} families"))
    return tuple(checks)


def _printing() -> Check:
    missing = [package for library, package in LIBRARIES if not _loads(library)]
    if missing:
        detail = f"missing: {', '.join(missing)}"
        return Check("Pango (printing)", False, True, detail, apt(*missing))
    return Check("Pango (printing)", True, True, "libraries found")


def _forms(settings: Settings) -> Check:
    """Whether every definition and its blanks are sound; a wrong one is left out."""
    try:
        forms = load_forms(shelf.folders(settings))
        faults = [fault for form in forms for fault in picture_faults(form)]
    except BadFormDefinition as error:
        return Check("Forms", False, True, error.detail, error.remedy)
    if faults:
        return Check("Forms", False, True, f"{faults[0].where}: {faults[0].text}", faults[0].remedy)
    return Check("Forms", True, True, f"{len(forms)} definitions, sound")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def existing_parent(path: Path) -> Path:
    """The path itself, or the nearest folder above it that is there."""
    path = path.absolute()
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _disk(data: Path) -> Check:
    free = shutil.disk_usage(existing_parent(data)).free
    detail = f"{free / GIB:.1f} GiB free for {data}"
    if free >= DISK_GOOD:
        return Check("Disk", True, True, detail)
    remedy = "Free some space, or move LONTAR_DATA to a larger disk."
    return Check("Disk", False, free < DISK_LEAST, detail, remedy)


def _memory(workers: int) -> Check:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")  # a container's share, where it has one
    if limit.exists() and (word := limit.read_text().strip()).isdigit():
        total = min(total, int(word))
    detail = f"{total / GIB:.1f} GiB for {workers} workers"
    if total >= WORKER_BYTES * workers:
        return Check("Memory", True, False, detail)
    fewer = max(1, total // WORKER_BYTES)
    return Check("Memory", False, False, detail, f"Set LONTAR_WORKERS={fewer} or add memory.")


def _chromium() -> Check:
    chosen = os.environ.get("LONTAR_CHROMIUM", "")
    found = chosen or next((path for name in BROWSERS if (path := shutil.which(name))), "")
    version = _output(found, "--version") if found else None
    if version is None:
        remedy = f"{apt('chromium')}  (Ubuntu: snap install chromium; or set LONTAR_CHROMIUM)"
        return Check("Chromium (tests)", False, False, chosen or "not found", remedy)
    return Check("Chromium (tests)", True, False, _first_line(version))


def _postgresql() -> Check:
    # Debian keeps the server's programs off PATH, a folder for each version.
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        return Check("PostgreSQL (tests)", False, False, "not found", apt("postgresql"))
    return Check("PostgreSQL (tests)", True, False, str(found[-1].parent))
