"""`python -m training.reader draw|cut|learn|slim|export|judge`: see docs/models/reader.md."""

from __future__ import annotations

import argparse
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.reader", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    drawing = commands.add_parser("draw", help="draw lines into a folder")
    drawing.add_argument("folder", type=Path)
    drawing.add_argument("--split", choices=("learn", "judge"), default="learn")
    drawing.add_argument("--count", type=int, default=409_600)
    drawing.add_argument("--seed", type=int, default=1)
    cutting = commands.add_parser("cut", help="cut values out of drawn sheets into a folder")
    cutting.add_argument("folder", type=Path)
    cutting.add_argument("--count", type=int, default=20_480)
    cutting.add_argument("--seed", type=int, default=1)
    learning = commands.add_parser("learn", help="learn from a folder of drawn lines")
    learning.add_argument("folder", type=Path)
    learning.add_argument("checkpoint", type=Path)
    learning.add_argument("--minutes", type=float, default=170, help="of the clock, at most")
    learning.add_argument("--until", type=int, default=10**9, help="the last step")
    learning.add_argument("--rate", type=float, default=1.0, help="of the plan's learning rates")
    learning.add_argument("--fall", type=float, default=0, help="of them at a falling rate")
    learning.add_argument("--start", type=Path, help="weights to begin with")
    learning.add_argument("--threads", type=int, default=2)
    writing = commands.add_parser("export", help="write a checkpoint as ONNX, in float and in int8")
    writing.add_argument("checkpoint", type=Path)
    writing.add_argument("model", type=Path)
    slimming = commands.add_parser("slim", help="keep of a checkpoint what a later run needs")
    slimming.add_argument("checkpoint", type=Path)
    slimming.add_argument("into", type=Path)
    judging = commands.add_parser("judge", help="errors on drawn lines of held-out faces")
    judging.add_argument("folder", type=Path)
    judging.add_argument("model", type=Path)
    judging.add_argument("--most", type=int, default=4096)
    _run(parser.parse_args())


def _run(chosen: argparse.Namespace) -> None:
    """Each step has its own environment: drawing needs fonts, learning torch, judging neither."""
    if chosen.command == "draw":
        from training.reader import fill  # noqa: PLC0415

        fill.write(chosen.folder, chosen.split, chosen.count, chosen.seed)
    elif chosen.command == "cut":
        from training.reader import sheets  # noqa: PLC0415

        sheets.write(chosen.folder, chosen.count, chosen.seed)
    elif chosen.command == "learn":
        from training.reader.learn import Plan, learn  # noqa: PLC0415

        plan = Plan(chosen.minutes, chosen.until, chosen.rate, chosen.fall, chosen.threads)
        learn(chosen.folder, chosen.checkpoint, plan, chosen.start)
    elif chosen.command == "slim":
        from training.reader.learn import slim  # noqa: PLC0415

        slim(chosen.checkpoint, chosen.into)
    elif chosen.command == "export":
        from training.reader.export import export, small  # noqa: PLC0415

        whole = chosen.model.with_suffix(".float.onnx")
        print(f"largest difference {export(chosen.checkpoint, whole):.2g}")
        small(whole, chosen.model)
    else:
        from training.reader.judge import judge  # noqa: PLC0415

        print(judge(chosen.folder, chosen.model, chosen.most))


if __name__ == "__main__":
    main()
