"""`python -m training.looks draw|train|export|judge`: see docs/models/looks.md."""

from __future__ import annotations

import argparse
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.looks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    drawing = commands.add_parser("draw", help="draw crops into a folder")
    drawing.add_argument("folder", type=Path)
    drawing.add_argument("--split", choices=("learn", "judge"), default="learn")
    drawing.add_argument("--count", type=int, default=49_152)
    drawing.add_argument("--seed", type=int, default=1)
    learning = commands.add_parser("train", help="learn from a folder of drawn crops")
    learning.add_argument("folder", type=Path)
    learning.add_argument("checkpoint", type=Path)
    learning.add_argument("--steps", type=int, default=3600)
    learning.add_argument("--rate", type=float, default=2e-3)
    learning.add_argument("--start", type=Path, help="a checkpoint to begin with")
    writing = commands.add_parser("export", help="write a checkpoint as ONNX")
    writing.add_argument("checkpoint", type=Path)
    writing.add_argument("model", type=Path)
    judging = commands.add_parser("judge", help="errors on drawn crops of held-out faces")
    judging.add_argument("folder", type=Path)
    _run(parser.parse_args())


def _run(chosen: argparse.Namespace) -> None:
    """Each step has its own environment: drawing needs fonts, learning torch, judging neither."""
    if chosen.command == "draw":
        from training.looks import fill  # noqa: PLC0415

        fill.write(chosen.folder, chosen.split, chosen.count, chosen.seed)
    elif chosen.command == "train":
        from training.looks.train import train  # noqa: PLC0415

        where = chosen.folder, chosen.checkpoint
        train(*where, steps=chosen.steps, start=chosen.start, rate=chosen.rate)
    elif chosen.command == "export":
        from training.looks.export import export  # noqa: PLC0415

        print(f"largest difference {export(chosen.checkpoint, chosen.model):.2g}")
    else:
        from training.looks.judge import judge  # noqa: PLC0415

        print(judge(chosen.folder))


if __name__ == "__main__":
    main()
