"""Blur, light, noise and compression of a scan, by level: the look of a machine or a phone."""

from __future__ import annotations

from random import Random
from typing import Any

from extract.forms.fill.photometry import (
    bilevel,
    blur,
    fade,
    jpeg,
    noise,
    salt_and_pepper,
    shade,
    shadow,
)
from models.values import Colour, Grey

Image = Grey | Colour


def _clean(
    image: Image, dpi: float, phone: bool, rng: Random
) -> tuple[Image, list[dict[str, Any]]]:
    done: list[dict[str, Any]] = []
    image = _do(done, blur(image, rng.uniform(0.2, 0.45) * dpi / 200))
    image = _do(done, noise(image, rng.uniform(1.0, 2.5), rng))
    return _do(done, jpeg(image, rng.randrange(82, 95))), done


def _office(
    image: Image, dpi: float, phone: bool, rng: Random
) -> tuple[Image, list[dict[str, Any]]]:
    done: list[dict[str, Any]] = []
    image = _do(done, blur(image, rng.uniform(0.35, 0.8) * dpi / 200))
    if rng.random() < 0.5:
        image = _do(done, shade(image, 0.82, rng))
    if rng.random() < 0.3:
        image = _do(done, fade(image, rng.uniform(0.6, 0.9)))
    image = _do(done, noise(image, rng.uniform(2.5, 7), rng))
    if rng.random() < 0.15:
        return _do(done, bilevel(image, rng.uniform(0.66, 0.78))), done
    return _do(done, jpeg(image, rng.randrange(50, 86))), done


def _rough(
    image: Image, dpi: float, phone: bool, rng: Random
) -> tuple[Image, list[dict[str, Any]]]:
    done: list[dict[str, Any]] = []
    image = _do(done, blur(image, rng.uniform(0.5, 1.1) * dpi / 200))
    if phone:
        image = _do(done, shade(image, 0.62, rng))
        if rng.random() < 0.7:
            image = _do(done, shadow(image, rng))
    if rng.random() < 0.35:
        image = _do(done, fade(image, rng.uniform(0.5, 0.85)))
    image = _do(done, noise(image, rng.uniform(4, 12), rng))
    if rng.random() < 0.45:
        image = _do(done, salt_and_pepper(image, rng.uniform(0.0005, 0.006), rng))
    if not phone and rng.random() < 0.25:
        return _do(done, bilevel(image, rng.uniform(0.6, 0.75))), done
    return _do(done, jpeg(image, rng.randrange(32, 72))), done


def _do(done: list[dict[str, Any]], step: tuple[Image, dict[str, Any]]) -> Image:
    done.append(step[1])
    return step[0]


#: what a level does to a scan of so many dpi, by a machine or by a phone
LOOKS = {"clean": _clean, "office": _office, "rough": _rough}
