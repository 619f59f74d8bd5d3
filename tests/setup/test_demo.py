"""`script/demo --once`, whole: from blank forms to records, with nothing left running."""

from __future__ import annotations

import fcntl
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FORMS = ("kh_ncct_short", "th_mdt_screening", "id_uptd_ppa", "ph_dswd_intake_referral")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


def _demo(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ROOT / "script" / "demo"), "--once"],
        env={**os.environ, "LONTAR_DEMO": str(folder), "LONTAR_PORT": "0"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=1100,
    )


def test_the_demo_reads_forms_in_four_languages_and_leaves_nothing_running(tmp_path: Path) -> None:
    first = _demo(tmp_path)
    assert first.returncode == 0, f"{first.stdout}\n{first.stderr}"
    for form in FORMS:
        assert form in first.stdout
    assert "http://127.0.0.1:" in first.stdout
    assert "administrator" in first.stdout
    sign_in = tmp_path / "sign-in.txt"
    assert sign_in.stat().st_mode & 0o077 == 0
    with (tmp_path / "data" / "run" / "lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # nobody holds it: the stack is down

    passwords = sign_in.read_text(encoding="utf-8")
    again = _demo(tmp_path)  # everything is there: the same papers are the same documents
    assert again.returncode == 0, f"{again.stdout}\n{again.stderr}"
    assert sign_in.read_text(encoding="utf-8") == passwords
