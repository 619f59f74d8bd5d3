"""What may be asked of filled pages; apart, so that asking needs none of what fills them."""

from __future__ import annotations

from typing import Literal

Level = Literal["clean", "office", "rough"]
Format = Literal["pdf", "jpeg", "png", "tiff"]
#: `tune`: faces, words and damage that decisions and training may use; `judge`: for measuring only
Set = Literal["tune", "judge"]
