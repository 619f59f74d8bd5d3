from __future__ import annotations

import subprocess
import sys

import pytest

from ocr import inspect


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"%PDF-1.7\n", inspect.PDF),
        (b"junk before it\n%PDF-1.4", inspect.PDF),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", inspect.JPEG),
        (b"\x89PNG\r\n\x1a\n\x00", inspect.PNG),
        (b"II*\x00\x08\x00", inspect.TIFF),
        (b"MM\x00*\x00\x00", inspect.TIFF),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", inspect.WEBP),
    ],
)
def test_content_tells_the_type(head: bytes, media_type: str) -> None:
    assert inspect.sniff(head) == media_type


@pytest.mark.parametrize(
    "head", [b"", b"hello", b"PK\x03\x04", b"RIFF\x00\x00\x00\x00WAVE", b" " * 1024 + b"%PDF-1.4"]
)
def test_anything_else_is_unknown(head: bytes) -> None:
    assert inspect.sniff(head) is None


def test_looking_at_bytes_loads_no_decoder() -> None:
    code = "import sys, ocr.inspect; print({'cv2', 'PIL', 'numpy', 'pikepdf'} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"
