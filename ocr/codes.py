"""Codes of two dimensions: read from pages, drawn for sheets of ours. Alone imports zxing-cpp."""

from __future__ import annotations

from typing import Final

import numpy as np
import zxingcpp

from models.values import Grey
from ocr.plane import reduced

_QR: Final = zxingcpp.barcode_formats_from_str("QRCode")
_DPI: Final = 100.0  # enough for codes as large as ours


def read(grey: Grey, dpi: float) -> tuple[str, ...]:
    """The texts of the QR codes on a picture, in any orientation."""
    small = np.ascontiguousarray(reduced(grey, _DPI / dpi))
    found = zxingcpp.read_barcodes(small, formats=_QR)
    return tuple(dict.fromkeys(code.text for code in found if code.valid))


def modules(text: str) -> Grey:
    """A QR code of `text` that survives losing a third of itself: 0 black, a pixel a module."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="H")
    return np.asarray(code.to_image(scale=1, add_quiet_zones=False), np.uint8)
