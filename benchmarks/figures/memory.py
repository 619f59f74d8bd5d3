"""Whether a worker's memory stays flat: many pages read in one process, its size after each.

    .venv/bin/python -m benchmarks.figures.memory 200 FILE...

reads the files round and round, 200 pages in all, and prints its resident size in bytes after
each page as JSON; `measured` starts that in a process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from benchmarks.figures.tables import table

_PAGE = os.sysconf("SC_PAGE_SIZE")
_MB = 1024**2


def measured(paths: Sequence[Path], count: int) -> str:
    """Resident size over `count` pages: peak, and the middles of the first and last quarter."""
    words = (sys.executable, "-m", "benchmarks.figures.memory", str(count), *map(str, paths))
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    said = json.loads(done.stdout)
    sizes = said["sizes"]
    quarter = max(1, len(sizes) // 4)
    warm = sizes[quarter : 2 * quarter] or sizes
    first, last = median(warm), median(sizes[-quarter:])
    row = (
        str(len(sizes)),
        f"{said['peak'] / _MB:.0f}",
        f"{first / _MB:.0f}",
        f"{last / _MB:.0f}",
        f"{(last - first) / _MB:+.0f}",
    )
    return table(("pages", "peak MB", "second quarter", "last quarter", "growth"), [row])


def _sizes(paths: Sequence[Path], count: int) -> Iterator[int]:
    from api.cli.read import one  # noqa: PLC0415 - only the child reads
    from ingest.settings import load  # noqa: PLC0415

    settings = load()
    for path in islice(cycle(paths), count):
        _, problem = one(path, settings, "")
        if problem:
            print(f"{path.name}: {problem}", file=sys.stderr)
        yield int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE


def _peak() -> int:
    """The largest resident size this process ever had (VmHWM)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


if __name__ == "__main__":
    sizes = list(_sizes([Path(name) for name in sys.argv[2:]], int(sys.argv[1])))
    print(json.dumps({"sizes": sizes, "peak": _peak()}))
