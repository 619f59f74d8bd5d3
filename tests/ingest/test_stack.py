"""`lontar up`: one of it, children it owns, nothing left behind however it ends."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import wait_until
from tests.stack import Stack, alive, descendants, gone, lontar, running_stack


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with running_stack(tmp_path / "data", workers=1) as running:
        yield running


def test_up_starts_valkey_the_api_and_the_workers_and_ctrl_c_ends_them_all(
    tmp_path: Path,
) -> None:
    with running_stack(tmp_path / "data", workers=2) as stack:
        wait_until(lambda: len(stack.parts()["worker"]) == 2, 10, "two workers")
        parts = {name: len(pids) for name, pids in stack.parts().items()}
        assert parts == {"valkey": 1, "api": 1, "worker": 2}
        with urllib.request.urlopen(f"{stack.url}/api/v1/health", timeout=5) as answer:
            assert answer.status == 200
        everything = descendants(stack.process.pid)
        assert stack.stop() == 0
        assert gone(everything)


def test_a_second_start_refuses_and_names_the_first(stack: Stack) -> None:
    second = subprocess.run(
        lontar("up", "--data", str(stack.data), "--port", "0"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode == 3
    assert stack.url in second.stderr
    assert str(stack.process.pid) in second.stderr
    assert len(stack.parts()["valkey"]) == 1


def test_nothing_survives_a_killed_supervisor_and_a_new_start_works(tmp_path: Path) -> None:
    with running_stack(tmp_path / "data") as first:
        wait_until(lambda: len(first.parts()["worker"]) == 2, 10, "two workers")
        everything = descendants(first.process.pid)
        assert len(everything) >= 4
        first.process.kill()
        first.process.wait()
        assert gone(everything)
    with running_stack(tmp_path / "data", workers=1) as second:
        assert alive(second.process.pid)
        assert second.stop() == 0


@pytest.mark.parametrize("part", ["valkey", "api", "worker"])
def test_a_killed_part_is_started_again_once(stack: Stack, part: str) -> None:
    wait_until(lambda: len(stack.parts()["worker"]) == 1, 10, "a worker")
    wanted = len(stack.parts()[part])
    killed = stack.kill(part)

    def replaced() -> bool:
        now = stack.parts()[part]
        return killed not in now and len(now) == wanted

    wait_until(replaced, 20, f"{part} is back")
    assert stack.stop() == 0


def test_secrets_stand_in_no_command_line_and_in_no_open_file(stack: Stack) -> None:
    config = stack.data / "run" / "valkey.conf"
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert stat.S_IMODE(stack.data.stat().st_mode) == 0o700
    password = next(
        line.split()[1] for line in config.read_text().splitlines() if "requirepass" in line
    )
    for pid in descendants(stack.process.pid):
        assert password not in Path(f"/proc/{pid}/cmdline").read_text()


def test_down_stops_it_and_says_so(stack: Stack) -> None:
    answer = subprocess.run(
        lontar("down", "--data", str(stack.data)),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert answer.returncode == 0
    assert "stopped" in answer.stderr
    assert stack.process.wait(10) == 0


def test_a_port_in_use_is_a_clear_word(stack: Stack, tmp_path: Path) -> None:
    port = stack.url.rsplit(":", 1)[1]
    answer = subprocess.run(
        lontar("up", "--data", str(tmp_path / "other"), "--port", port),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 3
    assert f"Port {port}" in answer.stderr
    assert "--port" in answer.stderr


def test_sigterm_is_as_good_as_ctrl_c(stack: Stack) -> None:
    everything = descendants(stack.process.pid)
    os.kill(stack.process.pid, signal.SIGTERM)
    assert stack.process.wait(60) == 0
    assert gone(everything)
