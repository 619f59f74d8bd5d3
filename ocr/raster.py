"""Raster files (TIFF, JPEG, PNG, WebP) to page images, through Pillow, in the decoding child.

The header's size is held against the limits before a single pixel is decoded.
"""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from models.errors import DamagedFile, InputProblem, TooManyPages, TooManyPixels
from models.limits import Limits
from models.values import Colour, Grey, PageImage, PageProblem
from ocr import inspect
from ocr.bounded import Total

_FORMATS: Final = {
    inspect.TIFF: "TIFF",
    inspect.JPEG: "JPEG",
    inspect.PNG: "PNG",
    inspect.WEBP: "WEBP",
}
_LEAST_DPI, _MOST_DPI = 50.0, 2400.0  # a resolution outside is a default or a mistake
_SCREEN_DPI: Final = (72.0, 96.0)  # what programs write that do not know
_A4_INCHES: Final = 11.69
# Everything Pillow's decoders raise for bytes that are not what the header promised.
_DECODE_ERRORS: Final = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    struct.error,
)


def pages(
    path: Path, media_type: str, limits: Limits, first: int
) -> Iterator[Total | PageImage | PageProblem]:
    """The pages of a raster file from number `first` on. Raises the `InputProblem` family."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # a cut-off page must not pass as a grey one
    Image.MAX_IMAGE_PIXELS = limits.page_pixels
    warnings.simplefilter("ignore")  # size is checked below, odd tags are no matter
    with _opened(path, media_type) as image:
        if media_type != inspect.TIFF:
            yield Total(1)
            yield _page(image, 1, limits)
            return
        total = _count(image, limits)
        yield Total(total)
        for number in range(first, total + 1):
            yield _frame(image, number, limits)


def _opened(path: Path, media_type: str) -> Image.Image:
    try:
        return Image.open(path, formats=[_FORMATS[media_type]])
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    except UnidentifiedImageError as error:
        raise DamagedFile from error
    except _DECODE_ERRORS as error:
        raise DamagedFile from error


def _count(image: Image.Image, limits: Limits) -> int:
    """Pages of a TIFF. A directory that cannot be read still counts: it becomes a problem."""
    number = 1
    while number <= limits.pages:
        try:
            image.seek(number)
        except EOFError:
            return number
        except Image.DecompressionBombError:
            pass
        except _DECODE_ERRORS:
            return number + 1
        number += 1
    raise TooManyPages(f"The file has more than {limits.pages} pages.")


def _frame(image: Image.Image, number: int, limits: Limits) -> PageImage | PageProblem:
    try:
        try:
            image.seek(number - 1)
        except Image.DecompressionBombError as error:
            raise TooManyPixels from error
        except _DECODE_ERRORS as error:
            raise DamagedFile(f"Page {number} of the file is damaged.") from error
        return _page(image, number, limits)
    except InputProblem as error:
        return PageProblem(number, error.code, error.detail, error.remedy)


def _page(image: Image.Image, number: int, limits: Limits) -> PageImage:
    check_size(image.width, image.height, limits)
    dpi_x, dpi_y = _resolution(image)
    try:
        image.load()
        upright = ImageOps.exif_transpose(image)
        pixels = to_pixels(upright)
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    except MemoryError:
        raise
    except _DECODE_ERRORS as error:
        said = f"Page {number} of the file is damaged or cut off." if number > 1 else ""
        raise DamagedFile(said) from error
    if upright.size != image.size:
        dpi_x, dpi_y = dpi_y, dpi_x
    return PageImage(number, *_square(pixels, dpi_x, dpi_y, limits))


def check_size(width: int, height: int, limits: Limits) -> None:
    """Raise when an image of that many pixels is over the limits."""
    if max(width, height) > limits.page_side_pixels or width * height > limits.page_pixels:
        raise TooManyPixels(
            f"A page has {width} x {height} pixels; the limit is {limits.page_pixels:,} pixels, "
            f"and {limits.page_side_pixels:,} along one side."
        )
    if min(width, height) < 1:
        raise DamagedFile


def _resolution(image: Image.Image) -> tuple[float, float]:
    """Dots per inch across and down; 0 when the file does not say or says what cannot be."""
    value = image.info.get("dpi")
    try:
        x, y = (float(v) for v in value)  # type: ignore[union-attr]
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0, 0.0
    if not (_LEAST_DPI <= x <= _MOST_DPI and _LEAST_DPI <= y <= _MOST_DPI):
        return 0.0, 0.0
    screen = round(x) in _SCREEN_DPI and x == y
    if screen and max(image.size) > 1.25 * _A4_INCHES * x:
        return 0.0, 0.0  # a page of more than 37 cm at screen resolution: nobody scanned that
    return x, y


def _square(
    pixels: Grey | Colour, dpi_x: float, dpi_y: float, limits: Limits
) -> tuple[Grey | Colour, float]:
    """Square pixels: a standard fax has 204 x 98 dots an inch."""
    if dpi_x == 0 or abs(dpi_x / dpi_y - 1) < 0.02:
        return pixels, dpi_x
    dpi = max(dpi_x, dpi_y)
    height, width = pixels.shape[:2]
    size = round(width * dpi / dpi_x), round(height * dpi / dpi_y)
    check_size(*size, limits)
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC)), dpi


def to_pixels(image: Image.Image) -> Grey | Colour:
    """Grey (h, w) when the image is grey, else RGB (h, w, 3), eight bits, on white."""
    if image.mode in {"I;16", "I;16B", "I;16L", "I;16N", "I", "F"}:
        return _deep(np.asarray(image))
    if image.mode in {"LA", "La", "PA", "RGBA", "RGBa"} or "transparency" in image.info:
        image = _on_white(image)
    if image.mode in {"1", "L"}:
        return np.asarray(image.convert("L"))
    return single(np.asarray(image.convert("RGB")))


def single(pixels: Colour) -> Grey | Colour:
    """The one channel of an RGB image whose three are equal."""
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    if np.array_equal(red, green) and np.array_equal(green, blue):
        return np.ascontiguousarray(red)
    return pixels


def _on_white(image: Image.Image) -> Image.Image:
    clear = image.convert("RGBA")
    white = Image.new("RGBA", clear.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, clear).convert("RGB")


def _deep(values: np.ndarray[Any, np.dtype[Any]]) -> Grey:
    """Sixteen and more bits to eight: by the full range where it is used, else by what is there."""
    top = float(np.nanmax(values, initial=0))
    if top <= 0:
        return np.zeros(values.shape, np.uint8)
    for full in (1.0, 255.0, 65535.0):
        if top <= full:
            # Scanners of 10 or 12 bits leave the top of 16 bits unused: stretch those.
            scale = full if top > full / 16 else top
            break
    else:
        scale = top
    grey: Grey = np.clip(values.astype(np.float32) * (255.0 / scale), 0, 255).astype(np.uint8)
    return grey
