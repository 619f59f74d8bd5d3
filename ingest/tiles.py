"""Tiles of pages that were looked at lately: made when first asked for, thrown away when crowded.

A pack's name is made of the page's picture and of what was covered on it, so nobody is ever given
the tiles that were made for somebody who may see more. Losing the folder loses nothing.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ingest import pyramid
from ingest.masking import blackened
from ingest.storage import Store
from models.values import Box

_MAKING: Final = threading.BoundedSemaphore(2)  # a large scan takes 100 MB while it is cut up
_GUARD: Final = threading.Lock()
_LOCKS: Final[dict[str, threading.Lock]] = {}
_LEFT: Final = 3600  # seconds: nobody makes a pack for that long
_ROOM: Final = 0.8  # how full the folder is left when it was too full


def pack_of(
    folder: Path,
    store: Store,
    image_key: str,
    *,
    rotation: int,
    width: int,
    height: int,
    covered: Sequence[Box],
    most_bytes: int,
) -> Path:
    """The file with the tiles of a page, made now unless it is there.

    `rotation` degrees clockwise set the scan of `width` x `height` pixels upright; `covered` are
    places of the scan that are made black. Raises NotFound and StorageFailed like the store.
    """
    path = folder / f"{_name(image_key, rotation, covered)}.zip"
    if _touched(path):
        return path
    with _alone(path.name):
        if _touched(path):  # somebody else made it meanwhile
            return path
        with _MAKING:
            image = pyramid.decode(b"".join(store.open(image_key)))
            shape = pyramid.upright_shape(width, height, rotation)
            covered_image = blackened(image, covered, image.shape[1] / width)
            pyramid.make(covered_image, rotation, shape, path)
    _thin_out(folder, most_bytes, keep=path)
    return path


def _name(image_key: str, rotation: int, covered: Sequence[Box]) -> str:
    boxes = ";".join(",".join(map(str, box.as_list())) for box in covered)
    return hashlib.sha256(f"{image_key}|{rotation}|{boxes}".encode()).hexdigest()


def _touched(path: Path) -> bool:
    """Whether it is there; what is used stays longest."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """One thread at a time makes one pack; the others wait for it."""
    with _GUARD:
        lock = _LOCKS.setdefault(name, threading.Lock())
    with lock:
        yield
    with _GUARD:
        _LOCKS.pop(name, None)


def _thin_out(folder: Path, most_bytes: int, *, keep: Path) -> None:
    """Remove what was looked at longest ago where the folder has grown too large."""
    packs = []
    for path in (*folder.glob("*.zip"), *folder.glob("*.part")):
        try:
            kept = path.stat()
        except FileNotFoundError:
            continue
        if path.suffix == ".part":
            if kept.st_mtime < time.time() - _LEFT:
                path.unlink(missing_ok=True)  # whoever was making it was killed
            continue
        packs.append((kept.st_mtime, kept.st_size, path))
    total = sum(size for _, size, _ in packs)
    if total <= most_bytes:
        return
    for _, size, path in sorted(packs):
        if total <= most_bytes * _ROOM:
            return
        if path != keep:
            path.unlink(missing_ok=True)
            total -= size
