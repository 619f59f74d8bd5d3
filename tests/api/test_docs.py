"""The examples of docs/api.md run as they stand."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from api.cli import main
from models.repositories import offices
from tests.api.conftest import Live
from tests.servers import wait_until

PAGE = Path(__file__).parents[2] / "docs" / "api.md"


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)


@pytest.fixture
def environment(live: Live, tmp_path: Path) -> dict[str, str]:
    scopes = ["documents:write", "documents:read", "records:read"]
    with live.world.state.database.write() as session:
        made = offices.add_token(session, live.world.here.id, "examples", scopes, days=1)
    (tmp_path / "scan-1.pdf").write_bytes(b"%PDF-1.4 one")
    (tmp_path / "scan-2.jpg").write_bytes(b"")
    return {
        **os.environ,
        "LONTAR_URL": live.url,
        "LONTAR_TOKEN": made.secret,
        "LONTAR_DOCS": str(PAGE.parent),
    }


def test_the_shell_examples_run(live: Live, environment: dict[str, str], tmp_path: Path) -> None:
    script = "set -euo pipefail\n" + "\n".join(blocks("sh"))
    ran = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert '"outcome":"accepted"' in ran.stdout
    assert '"code":"input.empty"' in ran.stdout
    assert "304" in ran.stdout.splitlines()
    assert f"[('{live.world.here.finished}',)]" in ran.stdout


def test_the_loop_takes_each_finished_record_once_however_often_it_is_begun(
    live: Live, environment: dict[str, str], tmp_path: Path
) -> None:
    kept = tmp_path / "cases.sqlite3"
    told = {**environment, "CASES": str(kept), "PAUSE": "0.05"}
    for _ in range(2):
        client = subprocess.Popen([sys.executable, str(PAGE.parent / "client.py")], env=told)
        try:
            wait_until(lambda: pulled(kept) != [], 60, "the record is pulled")
            time.sleep(0.3)
            assert client.poll() is None
        finally:
            client.kill()
            client.wait()
    assert pulled(kept) == [live.world.here.finished]


def pulled(kept: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(kept)) as cases:
        try:
            return [row[0] for row in cases.execute("select id from record")]
        except sqlite3.OperationalError:
            return []  # it has not made its tables yet


def test_the_loop_is_as_short_as_it_is_said_to_be() -> None:
    code = (PAGE.parent / "client.py").read_text("utf-8").partition("while True:")[2]
    assert len(code.splitlines()) <= 21


@pytest.mark.parametrize("command", re.findall(r"`lontar (\w+)[ `]", PAGE.read_text("utf-8")))
def test_every_command_it_names_is_there(command: str) -> None:
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
