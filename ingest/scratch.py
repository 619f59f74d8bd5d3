"""Where a document lies while it is read: a folder of its own, gone whatever becomes of the child.

People's papers are written there in the clear. The worker makes the folder before it forks and
removes it when the child has ended, killed or not; what a killed worker left is removed by the
next one that starts on the same machine.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import tempfile
from contextlib import suppress
from pathlib import Path


def new(root: Path) -> Path:
    """A fresh folder that only we can open, named for this machine and process."""
    root.mkdir(parents=True, exist_ok=True)
    folder = root / f"{socket.gethostname()}~{os.getpid()}~{secrets.token_hex(8)}"
    folder.mkdir(mode=0o700)
    return folder


def use(folder: Path) -> None:
    """Called in the child: every temporary file of it and of its children goes there."""
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)


def remove(folder: Path) -> None:
    """Remove it with all that is in it; no error when it is gone."""
    shutil.rmtree(folder, ignore_errors=True)


def sweep(root: Path) -> int:
    """Remove folders of processes of this machine that have ended; how many."""
    removed = 0
    for folder in root.glob(f"{socket.gethostname()}~*~*"):
        with suppress(ValueError):
            if not Path(f"/proc/{int(folder.name.split('~')[1])}").exists():
                remove(folder)
                removed += 1
    return removed
