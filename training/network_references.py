"""Makes tests/ocr/engines/references.npz: what the Khmer networks say in PyTorch itself.

The product reads their weights without PyTorch (`ocr.engines.convert`); these few numbers are
what its tests compare with. Needs, beside what script/setup --dev installs: torch, kiri-ocr.

    python -m training.network_references

Each picture is a line drawn in Khmer OS at 48 pixels of height. Kept of each: the picture, the
best token of every frame, and the logits of every sixteenth frame.
"""

from __future__ import annotations

import importlib.metadata
from pathlib import Path
from typing import Any

import numpy as np
import torch
from khmer_ocr_ocm.assets import get_model_path
from khmer_ocr_ocm.model import CRNN
from kiri_ocr.model import CFG, CharTokenizer, KiriOCR
from PIL import Image, ImageDraw, ImageFont

OUT = Path(__file__).parents[1] / "tests" / "ocr" / "engines" / "references.npz"
FONT = Path("/usr/share/fonts/truetype/khmeros/KhmerOS.ttf")
TEXTS = ("ស្រុកកំពង់លែង", "ថ្ងៃទី១២ ខែមេសា ឆ្នាំ២០១៩", "មន្ទីរសង្គមកិច្ច")
EVERY = 16
CANVAS, GREY = 640, 128


def drawn(text: str) -> Image.Image:
    """A line of text, black on white, 48 pixels high."""
    font = ImageFont.truetype(str(FONT), 34)
    x0, y0, x1, y1 = font.getbbox(text)
    picture = Image.new("L", (round(x1 - x0) + 12, round(y1 - y0) + 12), 255)
    ImageDraw.Draw(picture).text((6 - x0, 6 - y0), text, font=font, fill=0)
    return picture.resize(
        (round(48 * picture.width / picture.height), 48), Image.Resampling.BILINEAR
    )


def tensor(picture: Image.Image) -> torch.Tensor:
    """(1, 1, 48, width), -1 black .. 1 white."""
    return torch.from_numpy(np.asarray(picture, np.float32) / 127.5 - 1)[None, None]


def ocm() -> Any:
    """The network of khmer-ocr-ocm as its package builds it."""
    found = torch.load(get_model_path(), map_location="cpu", weights_only=True)
    network = CRNN(48, 984)
    network.load_state_dict(found["model_state_dict"])
    return network.eval()


def smart() -> Any:
    """The network of smart-kh-ocr as kiri-ocr builds it."""
    folder = Path(str(importlib.metadata.distribution("smart-kh-ocr").locate_file("smart_kh_ocr")))
    file = folder / "weights" / "khmer_ocr_v6.pt"
    found = torch.load(file, map_location="cpu", weights_only=True)
    settings = CFG()
    for key, value in found["config"].items():
        setattr(settings, key, value)
    tokens = CharTokenizer(str(folder / "weights" / "vocab.json"), settings)
    later = any("dec_pos_enc" in key for key in found["model"])
    network = KiriOCR(settings, tokens, use_dec_pos_enc=later)
    network.load_state_dict(found["model"])
    return network.eval()


def main() -> None:
    """Write the file."""
    first, second = ocm(), smart()
    kept: dict[str, Any] = {"texts": np.array(TEXTS)}
    with torch.inference_mode():
        for number, text in enumerate(TEXTS):
            picture = drawn(text)
            canvas = Image.new("L", (CANVAS, 48), GREY)
            canvas.paste(picture, (0, 0))
            kept[f"picture{number}"] = np.asarray(picture)
            said = {
                "ocm": first(tensor(picture))[:, 0].numpy(),
                "smart": second.ctc_head(second.encode(tensor(canvas)))[0].numpy(),
            }
            for name, logits in said.items():
                kept[f"{name}{number}"] = logits[::EVERY].astype(np.float16)
                kept[f"{name}_best{number}"] = logits.argmax(axis=1).astype(np.int16)
    np.savez_compressed(OUT, **kept)


if __name__ == "__main__":
    main()
