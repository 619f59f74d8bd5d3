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
    chosen = parser.parse_args()
    if chosen.command == "draw":
        from training.looks import pool  # noqa: PLC0415  (each step has its own environment)

        pool.write(chosen.folder, chosen.split, chosen.count, chosen.seed)


if __name__ == "__main__":
    main()
