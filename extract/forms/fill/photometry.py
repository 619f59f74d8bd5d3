"""What happens to the greys: blur, noise, light, copies, compression. Shapes stay as they are.

Every function returns the new image and a word for the truth file.
"""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Colour, Grey

Image = Grey | Colour  # uint8
Step = tuple[Image, dict[str, Any]]
_TILE: Final = 1024


@lru_cache(maxsize=1)
def _grain() -> npt.NDArray[np.int16]:
    """A tile of noise of deviation 64, reused at random offsets: drawing it anew is slow."""
    tile = np.random.default_rng(11).standard_normal((_TILE, _TILE), np.float32) * 64
    return tile.astype(np.int16)


def _bytes(pixels: Any) -> Image:
    """OpenCV's results are loosely typed; this says what they are."""
    return np.asarray(pixels, np.uint8)


def blur(image: Image, sigma: float) -> Step:
    """Gaussian blur of `sigma` pixels."""
    return _bytes(cv2.GaussianBlur(image, (0, 0), sigma)), {
        "kind": "blur",
        "sigma": round(sigma, 3),
    }


def noise(image: Image, sigma: float, rng: Random) -> Step:
    """Sensor noise of deviation `sigma` greys, the same in all channels."""
    height, width = image.shape[:2]
    tile = np.roll(_grain(), (rng.randrange(_TILE), rng.randrange(_TILE)), (0, 1))
    times = (-(-height // _TILE), -(-width // _TILE))
    grain = np.tile(tile, times)[:height, :width]
    if image.ndim == 3:
        grain = np.repeat(grain[..., None], 3, axis=2)
    noisy = cv2.addWeighted(image.astype(np.int16), 1.0, grain, sigma / 64, 0)
    return np.clip(noisy, 0, 255).astype(np.uint8), {"kind": "noise", "sigma": round(sigma, 2)}


def shade(image: Image, darkest: float, rng: Random) -> Step:
    """Uneven light: a smooth field that falls from full light to about `darkest`."""
    corners = np.array(
        [[rng.uniform(darkest, 1.0) for _ in range(2)] for _ in range(2)], np.float32
    )
    corners[rng.randrange(2), rng.randrange(2)] = 1.0
    size = (image.shape[1], image.shape[0])
    # a few pixels, enlarged smoothly: linear, then blurred where the slope would change
    light = np.asarray(cv2.resize(corners, (8, 8), interpolation=cv2.INTER_LINEAR), np.float32)
    light = np.asarray(cv2.resize(light, size, interpolation=cv2.INTER_CUBIC), np.float32)
    if image.ndim == 3:
        light = np.repeat(light[..., None], 3, axis=2)
    shaded = _bytes(cv2.multiply(image, light, dtype=cv2.CV_8U))
    return shaded, {"kind": "uneven_light", "darkest": round(float(light.min()), 3)}


def shadow(image: Image, rng: Random) -> Step:
    """The soft shadow of a hand or a phone over one side of the paper."""
    width, height = 40, 56
    mask = np.ones((height, width), np.float32)
    edge = rng.uniform(0.25, 0.7)
    lean = rng.uniform(-0.5, 0.5)
    rows, columns = np.mgrid[0:height, 0:width]
    side = columns / width + lean * (rows / height - 0.5) < edge
    mask[side if rng.random() < 0.5 else ~side] = rng.uniform(0.55, 0.8)
    soft = cv2.GaussianBlur(mask, (0, 0), rng.uniform(1.2, 4))
    size = (image.shape[1], image.shape[0])
    light = np.asarray(cv2.resize(soft, size, interpolation=cv2.INTER_CUBIC), np.float32)
    if image.ndim == 3:
        light = np.repeat(light[..., None], 3, axis=2)
    return _bytes(cv2.multiply(image, light, dtype=cv2.CV_8U)), {"kind": "shadow"}


def fade(image: Image, keep: float) -> Step:
    """Weak toner: only `keep` of the contrast is left, towards light grey."""
    faded = cv2.convertScaleAbs(image, alpha=keep, beta=(1 - keep) * 235)
    return _bytes(faded), {"kind": "fade", "contrast": round(keep, 3)}


def jpeg(image: Image, quality: int) -> Step:
    """Compress and expand."""
    raw = image[..., ::-1] if image.ndim == 3 else image
    _, data = cv2.imencode(".jpg", raw, [cv2.IMWRITE_JPEG_QUALITY, quality])
    flag = cv2.IMREAD_COLOR if image.ndim == 3 else cv2.IMREAD_GRAYSCALE
    back = _bytes(cv2.imdecode(data, flag))
    return (back[..., ::-1] if image.ndim == 3 else back), {"kind": "jpeg", "quality": quality}


def _grey(image: Image) -> Grey:
    return _bytes(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)) if image.ndim == 3 else image


def bilevel(image: Image, threshold: float) -> Step:
    """Black and white as a fax has it; `threshold` is a share of the paper's white."""
    grey = _grey(image)
    paper = float(np.percentile(grey[::16, ::16], 80))
    _, black = cv2.threshold(grey, threshold * paper, 255, cv2.THRESH_BINARY)
    return _bytes(black), {"kind": "bilevel", "threshold": round(threshold, 3)}


def photocopy(image: Image, dpi: float, rng: Random) -> Step:
    """One generation: soft, high in contrast, strokes thickened or broken, specks of dirt."""
    grey, _ = blur(_grey(image), rng.uniform(0.6, 1.0) * dpi / 200)
    grey, _ = noise(grey, rng.uniform(8, 18), rng)
    middle = rng.uniform(150, 200)  # low: strokes break; high: they thicken
    steep = rng.uniform(3.0, 6.0)
    greys = np.arange(256, dtype=np.float32)
    curve = 255 / (1 + np.exp(-(greys - middle) * steep / 64))
    copied = _bytes(cv2.LUT(grey, np.clip(curve * 1.02, 0, 250).astype(np.uint8)))
    height, width = copied.shape[:2]
    for _ in range(rng.randrange(10, 90)):
        spot = rng.randrange(width), rng.randrange(height)
        cv2.circle(copied, spot, rng.choice((1, 1, 1, 2)), rng.randrange(0, 120), -1)
    if rng.random() < 0.3:  # the shadow of a lid that was not closed
        edge = round(rng.uniform(0.01, 0.025) * width)
        copied[:, -edge:] = rng.randrange(10, 70)
    return copied, {"kind": "photocopy", "middle": round(middle), "steep": round(steep, 2)}


def salt_and_pepper(image: Image, share: float, rng: Random) -> Step:
    """White and black dots on `share` of the pixels."""
    peppered = image.copy()
    height, width = image.shape[:2]
    count = int(share * height * width)
    dice = np.random.default_rng(rng.getrandbits(64))
    rows, columns = dice.integers(0, height, count), dice.integers(0, width, count)
    peppered[rows[::2], columns[::2]] = 255
    peppered[rows[1::2], columns[1::2]] = 0
    return peppered, {"kind": "salt_and_pepper", "share": round(share, 5)}
