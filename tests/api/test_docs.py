"""The examples of docs/api.md run as they stand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from api.cli import main
from models.repositories import offices
from tests.api.conftest import Live

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
    return {**os.environ, "LONTAR_URL": live.url, "LONTAR_TOKEN": made.secret}


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
    assert ran.stdout.rstrip().endswith("304")


def test_the_loop_takes_each_finished_record_once(
    live: Live, environment: dict[str, str], tmp_path: Path
) -> None:
    (loop,) = blocks("python")
    for expected in ([live.world.here.finished], []):
        ran = subprocess.run(
            [sys.executable, "-c", loop],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        assert [line.split()[0] for line in ran.stdout.splitlines()] == expected


@pytest.mark.parametrize("command", re.findall(r"`lontar (\w+)[ `]", PAGE.read_text("utf-8")))
def test_every_command_it_names_is_there(command: str) -> None:
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
