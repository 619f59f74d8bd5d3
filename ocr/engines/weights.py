"""Weights that come inside Python packages, made into ONNX files once and kept.

The packages ask for PyTorch to run; their weights do not need it (`ocr.engines.convert`). The
files are kept under the hash of the weights and the version of the converter, so that neither a
new package nor a new converter ever meets an old file.
"""

from __future__ import annotations

import fcntl
import importlib.metadata
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models.errors import EnvironmentProblem

#: Part of every file's name: raise it when a converter comes to make other files.
CONVERTER: Final = 2
_SETUP: Final = "Run script/setup, which installs the reading networks."


@dataclass(frozen=True, slots=True)
class Weights:
    """A file inside a package: where, which, and under which licence it comes."""

    package: str
    file: str
    sha256: str
    licence: str

    @property
    def remedy(self) -> str:
        """What to do about a network that cannot be opened."""
        return f"Remove the file from {folder()} and run script/setup."

    def version(self) -> str:
        """Package and hash of its weights. Raises EnvironmentProblem when it is missing."""
        return f"{self.installed()}+{self.sha256[:12]}"

    def graph(self) -> Path:
        """As `converted`."""
        return converted(self)

    def is_ready(self) -> bool:
        """Whether its ONNX file is there."""
        return is_converted(self)

    def installed(self) -> str:
        """The package's version. Raises EnvironmentProblem when it is not there."""
        try:
            return importlib.metadata.version(self.package)
        except importlib.metadata.PackageNotFoundError as error:
            raise EnvironmentProblem(
                f"The package {self.package} is not installed.", remedy=_SETUP
            ) from error

    def path(self) -> Path:
        """Where the file lies; the package itself is not imported. Raises as `installed`."""
        self.installed()
        found = importlib.metadata.distribution(self.package).locate_file(self.file)
        return Path(str(found))


OCM: Final = Weights(
    "khmer-ocr-ocm",
    "khmer_ocr_ocm/assets/model.pth",
    "6e5a2d6adfb4f23b53aa2e6cb1eab9b1c81726e00f920ef0c9965771d7b024ca",
    "MIT",
)
SMART: Final = Weights(
    "smart-kh-ocr",
    "smart_kh_ocr/weights/khmer_ocr_v6.pt",
    "b885c35cb6c24aacfd0dcd9398e94412e52ec6207466e93cabfe0a95cc9ab642",
    "MIT (metadata), after kiri-ocr (Apache-2.0)",
)
RAPID: Final = Weights(
    "rapidocr",
    "rapidocr/models/PP-OCRv6_rec_small.onnx",
    "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
    "Apache-2.0",
)


def folder() -> Path:
    """Where converted networks lie: with the installation, as the packages do."""
    return Path(sys.prefix) / "share" / "lontar" / "engines"


def _place(weights: Weights, place: Path | None) -> Path:
    name = f"{weights.package}-{weights.sha256[:16]}-{CONVERTER}.onnx"
    return (place or folder()) / name


def is_converted(weights: Weights, place: Path | None = None) -> bool:
    """Whether its ONNX file is there."""
    return _place(weights, place).exists()


def converted(weights: Weights, place: Path | None = None) -> Path:
    """The ONNX file of a network, made now unless it is there already (about a second).

    Many processes may ask at once: one makes it, the others wait. Raises EnvironmentProblem
    when the package is missing or changed, or the folder cannot be written to.
    """
    path = _place(weights, place)
    if path.exists():
        return path
    place, source = path.parent, weights.path()
    try:
        place.mkdir(parents=True, exist_ok=True)
        with (place / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                _write(path, _convert(weights, source))
                for old in set(place.glob(f"{weights.package}-*.onnx")) - {path}:
                    old.unlink()
    except OSError as error:
        raise EnvironmentProblem(
            f"The network of {weights.package} cannot be kept in {place}: {error.strerror}.",
            remedy=f"{_SETUP} It must be run by who owns the installation.",
        ) from error
    return path


def _convert(weights: Weights, source: Path) -> bytes:
    try:
        # onnx takes a third of a second to import, and only this ever needs it
        from ocr.engines.convert import checkpoint, latin, ocm, smart  # noqa: PLC0415
    except ImportError as error:
        raise EnvironmentProblem(f"{error.name} is not installed.", remedy=_SETUP) from error
    if weights is RAPID:
        return latin.build(checkpoint.checked(source, weights.sha256))
    build = {OCM.package: ocm.build, SMART.package: smart.build}[weights.package]
    return build(checkpoint.read(source, weights.sha256))


def _write(path: Path, data: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
        part.write(data)
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).chmod(0o644)
    Path(part.name).replace(path)
