"""Pages drawn for tests: a made-up form, its filled copies, and scans of them gone wrong."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from models.values import Box, Grey, Matrix
from ocr.plane import scaling
from ocr.register import Blank

LATIN = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
KHMER = Path("/usr/share/fonts/truetype/khmeros/KhmerOS.ttf")
THAI = Path("/usr/share/fonts/truetype/tlwg/Garuda.ttf")
WIDTH_MM, HEIGHT_MM = 148.0, 210.0
DPI = 200.0
NAME_ZONE = Box(50, 28, 130, 36)
PLACE_ZONE = Box(50, 43, 130, 51)
EMPTY_ZONE = Box(50, 58, 130, 66)
BOXED_ZONE = Box(50, 74, 106, 82)
TICK_BOXES = tuple(Box(20 + 30 * n, 95, 24 + 30 * n, 99) for n in range(4))


def mm(value: float) -> int:
    return round(value * DPI / 25.4)


def blank_form(title: str = "Intake of a person: form A") -> Grey:
    """A page with labels, a dotted line, a rule, a frame, boxed letters and tick boxes."""
    image = Image.new("L", (mm(WIDTH_MM), mm(HEIGHT_MM)), 255)
    draw = ImageDraw.Draw(image)
    write(image, title, 20, 10, 5.0)
    labels = ("Name of person", "Place of birth", "Other remarks", "Number on card")
    for row, label in enumerate(labels):
        write(image, label, 12, 30 + 15 * row, 3.0)
    for x in np.arange(50, 130, 1.0):  # a leader of dots
        draw.ellipse([mm(x), mm(35.6), mm(x) + 2, mm(35.6) + 2], fill=0)
    draw.line([mm(50), mm(50.6), mm(130), mm(50.6)], fill=0, width=2)
    draw.rectangle([mm(50), mm(58), mm(130), mm(66)], outline=0, width=2)
    for n in range(8):
        draw.rectangle([mm(50 + 7 * n), mm(74), mm(57 + 7 * n), mm(82)], outline=0, width=2)
    for n, box in enumerate(TICK_BOXES):
        draw.rectangle([mm(box.x0), mm(box.y0), mm(box.x1), mm(box.y1)], outline=0, width=2)
        write(image, ("male", "female", "adult", "child")[n], box.x1 + 2, 95.3, 2.8)
    notes = "What is written here is kept in confidence and read by nobody but the office"
    for row in range(6):
        write(image, f"{row + 1}. {notes[row * 7 :]}", 12, 110 + 12 * row, 2.6)
    return np.asarray(image)


def write(  # noqa: PLR0917
    image: Image.Image, text: str, x: float, y: float, size: float, font: Path = LATIN
) -> None:
    """Text with its top left at (x, y) mm and letters of `size` mm."""
    face = ImageFont.truetype(str(font), mm(size * 1.3))
    ImageDraw.Draw(image).text((mm(x), mm(y)), text, font=face, fill=0)


def filled_form(name: str = "Budi Santoso", place: str = "Jepara agung") -> Grey:
    """The form with a name on the dots, a place on the rule, digits in boxes and two ticks."""
    image = Image.fromarray(blank_form().copy())
    write(image, name, 52, 30.6, 3.6)
    write(image, place, 52, 46.0, 3.6)
    for n, digit in enumerate("40719365"):
        write(image, digit, 52.2 + 7 * n, 75.6, 3.6)
    draw = ImageDraw.Draw(image)
    first, second = TICK_BOXES[0], TICK_BOXES[2]
    draw.line([mm(first.x0), mm(first.y0), mm(first.x1), mm(first.y1)], fill=0, width=4)
    draw.line([mm(first.x1), mm(first.y0), mm(first.x0), mm(first.y1)], fill=0, width=4)
    draw.line([mm(second.x0 + 0.5), mm(97), mm(25.6 + 60), mm(94)], fill=0, width=4)
    struck = TICK_BOXES[3]
    draw.line([mm(struck.x0 - 2), mm(97.2), mm(struck.x1 + 9), mm(97)], fill=0, width=4)
    return np.asarray(image)


def blank_of(picture: Grey, form: str = "form_a", page: int = 1) -> Blank:
    return Blank(form, "1", page, picture, DPI, WIDTH_MM, HEIGHT_MM)


def scanned(
    picture: Grey, angle: float, *, scale: float = 1.0, noise: float = 6.0
) -> tuple[Grey, Matrix]:
    """A grey, noisy scan turned clockwise by `angle` degrees, and paper mm to its pixels."""
    height, width = picture.shape
    turn = np.deg2rad(angle)
    cos, sin = np.cos(turn) * scale, np.sin(turn) * scale
    new_w = round(abs(cos) * width + abs(sin) * height) + 40
    new_h = round(abs(sin) * width + abs(cos) * height) + 40
    way = (
        np.array([[1, 0, new_w / 2], [0, 1, new_h / 2], [0, 0, 1]])
        @ np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
        @ np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1]])
    )
    centres = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]])
    seen = cv2.warpPerspective(
        picture, centres @ way @ np.linalg.inv(centres), (new_w, new_h), borderValue=(255,)
    )
    grains = np.random.default_rng(5).normal(0, noise, seen.shape)
    grey = np.clip(seen * 0.8 + 40 + grains, 0, 255).astype(np.uint8)
    return grey, way @ scaling(DPI / 25.4)


def prose(lines: int = 12, font: Path = LATIN, text: str = "") -> Grey:
    """A page of plain text without any form."""
    image = Image.new("L", (mm(148), mm(210)), 255)
    words = text or "The harbour was quiet when the ship came in before dawn"
    for row in range(lines):
        turned = words if text else " ".join(_rolled(words.split(), row))
        write(image, turned, 15, 20 + 12 * row, 3.2, font)
    return np.asarray(image)


def _rolled(words: list[str], by: int) -> list[str]:
    """Other words first in every line: columns of one letter are no prose."""
    return words[by % len(words) :] + words[: by % len(words)]
