"""What may happen to a drawn page on its way to us. Every function returns a new picture."""

from __future__ import annotations

import cv2
import numpy as np

from models.values import Colour, Grey, Matrix

RED, BLUE, VIOLET, PEN = (178, 34, 52), (40, 50, 150), (90, 40, 130), (24, 32, 120)


def shone_through(front: Grey, back: Grey, strength: float = 0.35) -> Grey:
    """The reverse side, mirrored, soft and pale, under the print of the front."""
    behind = cv2.GaussianBlur(back[:, ::-1], (0, 0), 1.8).astype(np.float32)
    under = 255 - (255 - behind) * strength
    return np.asarray(front.astype(np.float32) * under / 255, np.uint8)


def peppered(page: Grey, share: float, size: int = 1) -> Grey:
    """Black and white dots, half and half, on `share` of the places."""
    height, width = page.shape
    rolled = np.random.default_rng(3).random((height // size + 1, width // size + 1))
    dice = rolled.repeat(size, axis=0).repeat(size, axis=1)[:height, :width]
    dirty = page.copy()
    dirty[dice < share / 2] = 0
    dirty[dice > 1 - share / 2] = 255
    return dirty


def screened(page: Grey, grey: int = 200, period: int = 6, box: tuple[int, ...] = ()) -> Grey:
    """A background of `grey` printed as a screen of dots, as newspapers and faxes have it."""
    x0, y0, x1, y1 = box or (0, 0, page.shape[1], page.shape[0])
    y, x = np.mgrid[y0:y1, x0:x1]
    wave = np.cos((x + y) * 2 * np.pi / period) + np.cos((x - y) * 2 * np.pi / period)
    dots = np.where(wave > np.quantile(wave, grey / 255), 0, 255).astype(np.uint8)
    made = page.copy()
    made[y0:y1, x0:x1] = np.minimum(page[y0:y1, x0:x1], dots)
    return made


def noisy(page: Grey | Colour, sigma: float = 4.0) -> Grey | Colour:
    grains = np.random.default_rng(5).normal(0, sigma, page.shape[:2])
    if page.ndim == 3:
        grains = grains[..., None]
    return np.asarray(np.clip(page + grains, 0, 255), np.uint8)


def faded(page: Grey, keep: float) -> Grey:
    """Ink of which only `keep` is left."""
    return np.asarray(255 - (255 - page.astype(np.float32)) * keep, np.uint8)


def on_desk(
    page: Grey, corners: tuple[tuple[float, float], ...], desk: int = 70
) -> tuple[Grey, Matrix]:
    """A photograph of the page on a desk, its corners (shares of the picture, clockwise from the
    top left) there; and the homography from page to photograph. `desk` is its grey, -1: wood."""
    height, width = page.shape
    grain = np.random.default_rng(8).random(page.shape).astype(np.float32)
    fibres = np.asarray(cv2.GaussianBlur(grain, (0, 0), 40, sigmaY=3))
    wood = np.interp(fibres, (fibres.min(), fibres.max()), (60, 130)).astype(np.uint8)
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    there = np.array([[x * width, y * height] for x, y in corners], np.float32)
    place = np.asarray(cv2.getPerspectiveTransform(flat, there), np.float64)
    centres = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]])
    way = centres @ place @ np.linalg.inv(centres)
    seen = cv2.warpPerspective(page, way, (width, height), borderValue=(max(0, desk),))
    if desk < 0:
        sheet = cv2.warpPerspective(np.ones_like(page), way, (width, height))
        seen = np.where(sheet > 0, seen, wood)
    return np.asarray(noisy(np.asarray(cv2.GaussianBlur(seen, (0, 0), 0.6), np.uint8)), np.uint8), (
        place
    )


def coloured(page: Grey) -> Colour:
    return np.repeat(page[..., None], 3, axis=2).copy()


def stamped(
    page: Colour,
    at: tuple[int, int],
    radius: int,
    ink: tuple[int, int, int] = RED,
    cover: float = 0.75,
) -> Colour:
    """A round stamp of two rings and a word, printed over what is there."""
    x, y = at
    mask = np.zeros(page.shape[:2], np.uint8)
    cv2.circle(mask, (x, y), radius, 255, max(3, radius // 22), cv2.LINE_AA)
    cv2.circle(mask, (x, y), int(radius * 0.6), 255, max(2, radius // 40), cv2.LINE_AA)
    size = radius / 90
    cv2.putText(
        mask, "OFFICE", (x - int(52 * size), y + 10), cv2.FONT_HERSHEY_SIMPLEX, size, 255, 3
    )
    return _laid(page, mask, ink, cover)


def signed(page: Colour, x: int, y: int, size: int, ink: tuple[int, int, int] = PEN) -> Colour:
    """A signature about `size` pixels wide."""
    mask = np.zeros(page.shape[:2], np.uint8)
    t = np.linspace(0, 1, 200)
    across = x + t * size
    down = y + 0.25 * size * np.sin(t * 21) * (1 - t * 0.7)
    cv2.polylines(mask, [np.stack([across, down], 1).astype(np.int32)], False, 255, 4, cv2.LINE_AA)
    return _laid(page, mask, ink, 0.95)


def _laid(page: Colour, mask: Grey, ink: tuple[int, int, int], cover: float) -> Colour:
    share = (mask.astype(np.float32) * (cover / 255))[..., None]
    under = page.astype(np.float32)
    return np.asarray(under * (1 - share * (1 - np.array(ink, np.float32) / 255)), np.uint8)


def squashed(page: Grey, width: int = 1728) -> Grey:
    """A fax of standard resolution whose file does not say so: every second line is missing."""
    height = round(page.shape[0] * width / page.shape[1] * 3.85 / 8.03)
    small = cv2.resize(page, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(np.where(small > 150, 255, 0), np.uint8)


def shaded(page: Grey, light: float = 0.5) -> Grey:
    """A hard shadow over the left of the page, its edge aslant."""
    height, width = page.shape
    y, x = np.mgrid[0:height, 0:width]
    dark = x < width * 0.6 - 0.2 * y
    return np.asarray(np.where(dark, page * light, page), np.uint8)
