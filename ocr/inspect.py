"""What a file is, by its first bytes: names and declared types are never believed.

Needs nothing but those bytes and imports no decoder, so it is safe in the API process.
"""

from __future__ import annotations

from typing import Final

HEAD_BYTES: Final = 1024  # how much of a file `sniff` wants to see
PDF: Final = "application/pdf"
TIFF: Final = "image/tiff"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
WEBP: Final = "image/webp"

# Signatures: ISO 32000-2 7.5.2 (a PDF may carry junk before its header, readers look through the
# first 1024 bytes), TIFF 6.0 section 2 and BigTIFF, ITU T.81 B.1.1.3, PNG 5.2, RFC 9649.
_SIGNATURES: Final = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"II+\x00", TIFF),
    (b"MM\x00+", TIFF),
)


def sniff(head: bytes) -> str | None:
    """The media type of a file from its first bytes (`HEAD_BYTES` are enough), or None."""
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if b"%PDF-" in head[:HEAD_BYTES]:
        return PDF
    return None
