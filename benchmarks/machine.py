"""What a measurement ran on, and what a tree of processes has used."""

from __future__ import annotations

import contextlib
import os
import platform
import threading
import time
from pathlib import Path

from ingest.processes import children

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def described() -> str:
    """Processor, cores, memory, system."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    memory = os.sysconf("SC_PHYS_PAGES") * _PAGE / 1024**3
    cores = len(os.sched_getaffinity(0))
    return f"{model}, {cores} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}"


def tree(pid: int) -> list[int]:
    """A process and all its descendants."""
    found = [pid]
    with contextlib.suppress(OSError):
        for child in children(pid):
            found += tree(child)
    return found


def cpu_seconds(pids: list[int]) -> float:
    """CPU used by these processes and by children of theirs that have ended."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            stat = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            total += sum(int(stat[i]) for i in (11, 12, 13, 14))
    return total / _TICKS


class Peak(threading.Thread):
    """The largest resident size of any single process below `root`, bytes, while it runs."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.root = root
        self.bytes = 0
        self.done = False

    def run(self) -> None:
        while not self.done:
            for pid in tree(self.root):
                with contextlib.suppress(OSError, IndexError):
                    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
                    self.bytes = max(self.bytes, pages * _PAGE)
            time.sleep(0.2)

    def stop(self) -> int:
        self.done = True
        self.join()
        return self.bytes
