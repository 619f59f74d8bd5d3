"""Every figure of the review: keys, queues, search, many reviewers at once.

    .venv/bin/python -m benchmarks.review --records 1000000

Prints tables in Markdown as they stand in docs/benchmarks.md. Databases are filled with made-up
records (benchmarks/figures/review_rows.py), SQLite and PostgreSQL one after the other, on a machine
that does nothing else. `--keep FOLDER` keeps what was filled for the next run.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks import machine

#: section -> title; each is the module `benchmarks.figures.review_<section>`
SECTIONS: Final = {
    "keys": "From key to next field",
    "claims": "Taking the next piece of work",
    "search": "Search",
    "crowd": "Twenty reviewers at once",
}


def main() -> None:
    options = _options()
    chosen = options.only.split(",") if options.only else list(SECTIONS)
    if unknown := set(chosen) - set(SECTIONS):
        raise SystemExit(f"no such section: {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    print(f"Machine: {machine.described()}.")
    print(f"Command: `python -m benchmarks.review {' '.join(sys.argv[1:])}`.")
    with tempfile.TemporaryDirectory(prefix="lontar-review-") as name:
        for section in chosen:
            folder = Path(name) / section
            folder.mkdir()
            module = importlib.import_module(f"benchmarks.figures.review_{section}")
            print(f"\n### {SECTIONS[section]}\n")
            print(module.figure(options, folder), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help=f"sections, by commas: {','.join(SECTIONS)}")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--fields", type=int, default=100, help="doubted fields of the key run")
    parser.add_argument("--seconds", type=int, default=300, help="of the twenty reviewers")
    parser.add_argument("--seed", type=int, default=9001)
    parser.add_argument(
        "--databases", default="sqlite,postgres", type=lambda words: words.split(",")
    )
    parser.add_argument("--keep", type=Path, help="where filled databases lie between runs")
    return parser.parse_args()


if __name__ == "__main__":
    main()
