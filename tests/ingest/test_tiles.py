"""Pages cut into tiles: whole, upright, covered, and not more of them than there is room for."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from ingest import pyramid
from ingest.pictures import webp
from ingest.storage import DirectoryStore
from ingest.tiles import pack_of
from models.errors import NotFound
from models.values import Box, Grey

WIDTH, HEIGHT = 1300, 900  # of the scan


def scan() -> Grey:
    """A scan that is darker to the right and, by steps, to the bottom."""
    across = np.linspace(255, 80, WIDTH)[None, :].repeat(HEIGHT, 0)
    across[HEIGHT // 2 :] -= 60
    return across.astype(np.uint8)


def store_with(folder: Path, key: str, picture: Grey) -> DirectoryStore:
    store, path = DirectoryStore(folder / "store"), folder / "page.webp"
    path.write_bytes(webp(picture, quality=90))
    store.put(key, path, hashlib.sha256(path.read_bytes()).hexdigest())
    return store


def whole(pack: Path, shape: pyramid.Shape, level: int) -> Grey:
    """A level put together from its tiles."""
    width, height = shape.size(level)
    page = np.zeros((height, width), np.uint8)
    for top in range(0, height, pyramid.TILE):
        for left in range(0, width, pyramid.TILE):
            kept = pyramid.tile(pack, level, left // pyramid.TILE, top // pyramid.TILE)
            piece = cv2.imdecode(np.frombuffer(kept, np.uint8), cv2.IMREAD_GRAYSCALE)
            assert piece is not None
            page[top : top + piece.shape[0], left : left + piece.shape[1]] = piece
    return page


def pack(folder: Path, store: DirectoryStore, rotation: int = 0, *covered: Box) -> Path:
    return pack_of(
        folder / "tiles",
        store,
        "pages/a/1.webp",
        rotation=rotation,
        width=WIDTH,
        height=HEIGHT,
        covered=covered,
        most_bytes=10**8,
    )


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_the_tiles_of_every_level_are_the_upright_page(tmp_path: Path, rotation: int) -> None:
    store = store_with(tmp_path, "pages/a/1.webp", scan())
    made = pack(tmp_path, store, rotation)
    shape = pyramid.upright_shape(WIDTH, HEIGHT, rotation)
    upright = np.rot90(scan(), -(rotation // 90))
    for level in range(shape.top + 1):
        wanted = cv2.resize(np.ascontiguousarray(upright), shape.size(level))
        difference = np.abs(whole(made, shape, level).astype(int) - wanted.astype(int))
        assert difference.mean() < 2, level


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_crop_is_the_place_on_the_upright_page(tmp_path: Path, rotation: int) -> None:
    store = store_with(tmp_path, "pages/a/1.webp", scan())
    box = Box(480, 420, 700, 560)  # over the corners of tiles
    made, shape = pack(tmp_path, store, rotation), pyramid.upright_shape(WIDTH, HEIGHT, rotation)
    place = pyramid.upright_box(box, WIDTH, HEIGHT, rotation)
    kept = pyramid.crop(made, shape, place, longest=1400)
    seen = cv2.imdecode(np.frombuffer(kept, np.uint8), cv2.IMREAD_GRAYSCALE)
    wanted = np.rot90(scan()[420:560, 480:700], -(rotation // 90))
    assert seen is not None
    assert seen.shape == wanted.shape
    assert np.abs(seen.astype(int) - wanted.astype(int)).mean() < 2


def test_what_is_covered_is_black_at_every_size_and_in_a_pack_of_its_own(tmp_path: Path) -> None:
    store = store_with(tmp_path, "pages/a/1.webp", scan())
    covered = Box(300, 200, 600, 400)
    open_, closed = pack(tmp_path, store), pack(tmp_path, store, 0, covered)
    assert open_ != closed
    shape = pyramid.Shape(WIDTH, HEIGHT)
    for level in range(shape.top + 1):
        scale = shape.size(level)[0] / WIDTH
        rows, columns = (
            slice(round(a * scale) + 4, round(b * scale) - 4) for a, b in ((200, 400), (300, 600))
        )
        assert whole(closed, shape, level)[rows, columns].max() < 40
        assert whole(open_, shape, level)[rows, columns].min() > 100
    assert pack(tmp_path, store) == open_  # and the open one is not made anew


def test_a_tile_that_the_page_does_not_have_is_not_found(tmp_path: Path) -> None:
    store = store_with(tmp_path, "pages/a/1.webp", scan())
    made = pack(tmp_path, store)
    for level, column, row in ((0, 1, 0), (9, 0, 0), (2, 0, 5)):
        with pytest.raises(NotFound):
            pyramid.tile(made, level, column, row)
    with pytest.raises(NotFound):
        pyramid.crop(made, pyramid.Shape(WIDTH, HEIGHT), Box(5000, 10, 5100, 50), longest=1400)


def test_what_was_looked_at_longest_ago_makes_room(tmp_path: Path) -> None:
    store = store_with(tmp_path, "pages/a/1.webp", scan())
    first, second = pack(tmp_path, store), pack(tmp_path, store, 90)
    os.utime(first, (1, 1))
    third = pack_of(
        tmp_path / "tiles",
        store,
        "pages/a/1.webp",
        rotation=180,
        width=WIDTH,
        height=HEIGHT,
        covered=(),
        most_bytes=int(2.6 * second.stat().st_size),
    )
    assert not first.exists()
    assert second.exists()
    assert third.exists()
    assert pack(tmp_path, store) == first  # losing it loses nothing
    assert first.exists()


def test_what_a_killed_process_left_half_made_is_removed_and_nothing_younger(
    tmp_path: Path,
) -> None:
    store = store_with(tmp_path, "pages/a/1.webp", scan())
    folder = pack(tmp_path, store).parent
    left, being_made = folder / "left.part", folder / "young.part"
    left.write_bytes(b"half")
    being_made.write_bytes(b"half")
    os.utime(left, (1, 1))
    pack(tmp_path, store, 90)
    assert [path.name for path in folder.glob("*.part")] == ["young.part"]
