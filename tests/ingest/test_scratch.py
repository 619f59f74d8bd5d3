"""A document's folder while it is read: private, and gone whatever becomes of its reader."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

from ingest import scratch


def test_a_folder_is_private_and_takes_every_temporary_file(tmp_path: Path) -> None:
    folder = scratch.new(tmp_path / "scratch")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    child = os.fork()
    if child == 0:
        import tempfile  # noqa: PLC0415

        scratch.use(folder)
        Path(tempfile.mkstemp()[1]).write_text("a paper")
        subprocess.run([sys.executable, "-c", "import tempfile; tempfile.mkdtemp()"], check=True)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(list(folder.iterdir())) == 2
    scratch.remove(folder)
    assert not folder.exists()


def test_what_a_killed_worker_left_is_swept_and_a_living_ones_is_not(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        (scratch.new(tmp_path) / "original").write_text("a paper")
        os._exit(0)
    os.waitpid(child, 0)
    mine = scratch.new(tmp_path)
    foreign = tmp_path / "another-machine~1~00"
    foreign.mkdir()
    assert scratch.sweep(tmp_path) == 1
    assert set(tmp_path.iterdir()) == {mine, foreign}
