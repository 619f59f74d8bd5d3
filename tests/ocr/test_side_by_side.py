"""`lontar ocr` with several processes: order, deaths of processes, Ctrl-C, progress."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from PIL import Image

from tests.ocr import drawing

ROOT = Path(__file__).resolve().parents[2]


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "api.cli", "ocr", "--lang", "eng", *(str(w) for w in words)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four pictures, a file that is none, and a document of three pages."""
    made = tmp_path_factory.mktemp("many")
    pages = []
    for n in range(4):
        image = Image.fromarray(drawing.prose(3, text=f"Page number {n} of the whole batch"))
        pages.append(image.copy())
        image.save(made / f"{n}.png", dpi=(200, 200))
    (made / "2a.pdf").write_text("no PDF at all")
    pages[0].save(made / "3a.tif", save_all=True, append_images=pages[1:3], dpi=(200, 200))
    return made


def reader_of(process: subprocess.Popen[str]) -> psutil.Process:
    """The first reading process, when it is there."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with contextlib.suppress(psutil.NoSuchProcess):
            for child in psutil.Process(process.pid).children():
                if "spawn_main" in " ".join(child.cmdline()):
                    return child
        time.sleep(0.01)
    raise AssertionError("no process was started")


def begin(*words: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(*words),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )


def test_results_come_in_the_order_of_the_files_and_one_bad_file_is_named(folder: Path) -> None:
    done = begin("--format", "json", "--jobs", "2", folder)
    out, told = done.communicate(timeout=120)
    assert done.returncode == 1
    files = [json.loads(line) for line in out.splitlines()]
    names = ["0.png", "1.png", "2.png", "3.png", "3a.tif"]
    assert [file["file"] for file in files] == names
    assert [page["page"] for page in files[-1]["pages"]] == [1, 2, 3]
    for n, page in enumerate([file["pages"][0] for file in files[:4]] + files[-1]["pages"]):
        assert f"number {n if n < 4 else n - 4} of" in page["lines"][0]["text"]
    assert "2a.pdf" in told and "1 of 6 files" in told


def test_one_process_and_several_read_the_same(folder: Path) -> None:
    results = [
        subprocess.run(
            command("--jobs", str(jobs), folder / "0.png", folder / "1.png"),
            capture_output=True,
            check=True,
            cwd=ROOT,
        ).stdout
        for jobs in (1, 2)
    ]
    assert results[0] == results[1] != b""


def test_a_page_whose_process_is_killed_is_read_by_another(folder: Path) -> None:
    running = begin("--format", "json", "--jobs", "2", folder / "0.png", folder / "1.png")
    reader_of(running).kill()
    out, told = running.communicate(timeout=120)
    assert running.returncode == 0, told
    assert [json.loads(line)["file"] for line in out.splitlines()] == ["0.png", "1.png"]


def test_ctrl_c_ends_everything_at_once_and_quietly(folder: Path) -> None:
    running = begin("--jobs", "2", folder)
    reader_of(running)
    started = [*psutil.Process(running.pid).children(recursive=True)]
    os.killpg(running.pid, signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130, told
    assert "Stopped" in told and "Traceback" not in told
    assert psutil.wait_procs(started, timeout=30)[1] == []


def test_a_terminal_sees_how_far_it_is(folder: Path, tmp_path: Path) -> None:
    parent, child = pty.openpty()
    done = subprocess.run(
        command("--jobs", "1", "-o", tmp_path / "out", folder / "0.png", folder / "1.png"),
        stdout=subprocess.PIPE,
        stderr=child,
        check=True,
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(child)
    seen = os.read(parent, 100_000).decode(errors="replace")
    os.close(parent)
    assert done.stdout == b""
    assert "2 files" in seen
    assert len(list((tmp_path / "out").iterdir())) == 2
