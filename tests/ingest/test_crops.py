"""A field cut out of its page: all of its own place, and nothing of any other."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingest.crops import cut, is_part
from ingest.pictures import webp
from ingest.settings import Settings
from ingest.storage import DirectoryStore, open_store
from models.errors import NotFound
from models.repositories.crops import FieldPlace
from models.values import Box

WIDTH, HEIGHT = 800, 600
OWN = Box(300, 200, 500, 240)
ABOVE = Box(300, 150, 500, 196)  # four pixels away
BESIDE = Box(505, 200, 700, 240)
INSIDE = Box(420, 205, 490, 235)  # a field of its own within the place
INK, THEIRS = 20, 90


@pytest.fixture
def store(tmp_path: Path) -> DirectoryStore:
    opened = open_store(Settings(data=tmp_path))
    assert isinstance(opened, DirectoryStore)
    return opened


def _keep(store: DirectoryStore, tmp_path: Path, page: np.ndarray) -> str:
    path = tmp_path / "page"
    path.write_bytes(webp(page, quality=95))
    store.put("pages/1.webp", path, hashlib.sha256(path.read_bytes()).hexdigest())
    return "pages/1.webp"


def _page(*theirs: Box) -> np.ndarray:
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for box, tone in ((OWN, INK), *((box, THEIRS) for box in theirs)):
        page[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)] = tone
    return page


def _pixels(content: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(content)) as opened:
        assert not opened.getexif()
        return np.asarray(opened.convert("L")).astype(int)


def _much(pixels: np.ndarray, tone: int) -> float:
    return float((abs(pixels - tone) <= 8).mean())


@pytest.mark.parametrize("other", [ABOVE, BESIDE])
def test_a_neighbour_is_not_in_the_picture_however_near(
    store: DirectoryStore, tmp_path: Path, other: Box
) -> None:
    key = _keep(store, tmp_path, _page(other))
    pixels = _pixels(cut(store, FieldPlace(key, WIDTH, HEIGHT, 0, OWN, (other,))))
    assert _much(pixels, INK) > 0.5
    assert _much(pixels, THEIRS) < 0.003
    # Without being told of it, it would have been there.
    bare = _pixels(cut(store, FieldPlace(key, WIDTH, HEIGHT, 0, OWN, ())))
    assert _much(bare, THEIRS) > 0.01


def test_a_field_within_the_place_is_covered_too(store: DirectoryStore, tmp_path: Path) -> None:
    key = _keep(store, tmp_path, _page(INSIDE))
    pixels = _pixels(cut(store, FieldPlace(key, WIDTH, HEIGHT, 0, OWN, (INSIDE,))))
    assert _much(pixels, INK) > 0.4
    assert _much(pixels, THEIRS) < 0.01


def test_two_fields_at_one_place_do_not_cover_each_other() -> None:
    assert not is_part(OWN, OWN)
    assert is_part(INSIDE, OWN)
    assert not is_part(OWN, INSIDE)
    assert not is_part(BESIDE, OWN)


@pytest.mark.parametrize(("rotation", "upright"), [(90, False), (180, True), (270, False)])
def test_a_crop_is_upright(
    store: DirectoryStore, tmp_path: Path, rotation: int, upright: bool
) -> None:
    page = _page()
    page[200:240, 300:340] = 120  # the left end on the scan
    key = _keep(store, tmp_path, page)
    pixels = _pixels(cut(store, FieldPlace(key, WIDTH, HEIGHT, rotation, OWN, ())))
    high, wide = pixels.shape
    assert (wide > high) is upright
    end = {90: pixels[: high // 4], 180: pixels[:, -wide // 4 :], 270: pixels[-high // 4 :]}
    assert _much(end[rotation], 120) > 0.3


def test_boxes_speak_of_the_scan_though_a_smaller_picture_is_kept(
    store: DirectoryStore, tmp_path: Path
) -> None:
    small = np.asarray(Image.fromarray(_page(ABOVE)).resize((WIDTH // 2, HEIGHT // 2)))
    key = _keep(store, tmp_path, small)
    pixels = _pixels(cut(store, FieldPlace(key, WIDTH, HEIGHT, 0, OWN, (ABOVE,))))
    assert _much(pixels, INK) > 0.5
    assert _much(pixels, THEIRS) < 0.02


def test_a_place_outside_the_page_is_refused(store: DirectoryStore, tmp_path: Path) -> None:
    key = _keep(store, tmp_path, _page())
    with pytest.raises(NotFound):
        cut(store, FieldPlace(key, WIDTH, HEIGHT, 0, Box(900, 10, 950, 40), ()))
