"""The scripts: clean, safe to run again, silent when there is nothing to do."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = ("script/setup", "script/demo", "script/test", "script/lock", ".ci/run")


def _run(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        cwd=cwd,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=250,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What script/setup looks at, copied, with a .venv that is up to date by its stamp."""
    for name in ("script", "requirements"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("pyproject.toml", "package.json", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path)
    binaries = tmp_path / ".venv" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").symlink_to(ROOT / ".venv" / "bin" / "python")
    (binaries / "lontar").write_text(f"#!{tmp_path}/.venv/bin/python\n")
    (binaries / "lontar").chmod(0o755)
    return tmp_path


def _stamp(checkout: Path, kind: str) -> None:
    words = f"cat requirements/{kind}.txt requirements/engines.txt pyproject.toml | sha256sum"
    digest = subprocess.check_output(["bash", "-c", words], cwd=checkout, text=True).strip()
    (checkout / ".venv" / "lontar-stamp").write_text(f"{kind} {digest}\n")
    lock = subprocess.check_output(["bash", "-c", "sha256sum <package-lock.json"], cwd=checkout)
    (checkout / "node_modules").mkdir()
    (checkout / "node_modules" / "lontar-stamp").write_text(f"{kind} {lock.decode()}")


def _idle_tools(folder: Path) -> str:
    """A PATH on which whatever would change the machine does nothing."""
    folder.mkdir()
    for name in ("apt-get", "sudo", "uv"):
        tool = folder / name
        tool.write_text("#!/bin/sh\n")
        tool.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_can_be_run_and_stops_at_the_first_error(name: str) -> None:
    path = ROOT / name
    assert os.access(path, os.X_OK)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/env bash\n") and "\nset -euo pipefail\n" in text


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
@pytest.mark.parametrize("name", SCRIPTS)
def test_shellcheck_finds_nothing(name: str) -> None:
    done = _run("shellcheck", str(ROOT / name), cwd=ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("made_for", ["runtime", "dev"])
def test_setup_is_silent_and_changes_nothing_when_all_is_there(
    checkout: Path, made_for: str
) -> None:
    """Offline too, from any folder; a .venv made for the tests also serves to run."""
    _stamp(checkout, made_for)
    path = _idle_tools(checkout / "tools")
    done = _run(str(checkout / "script" / "setup"), cwd=Path("/"), PATH=path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_setup_notices_changed_pins(checkout: Path) -> None:
    _stamp(checkout, "runtime")
    with (checkout / "requirements" / "runtime.txt").open("a") as pins:
        pins.write("# changed\n")
    path = _idle_tools(checkout / "tools")
    done = _run(str(checkout / "script" / "setup"), "--no-apt", cwd=checkout, PATH=path)
    assert "installing the Python packages of requirements/runtime.txt" in done.stdout


def test_setup_notices_a_moved_checkout(checkout: Path) -> None:
    _stamp(checkout, "runtime")
    (checkout / ".venv" / "bin" / "lontar").write_text("#!/somewhere/else/.venv/bin/python\n")
    path = _idle_tools(checkout / "tools")
    done = _run(str(checkout / "script" / "setup"), "--no-apt", cwd=checkout, PATH=path)
    assert "making .venv" in done.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user")
def test_setup_without_rights_says_what_to_have_installed(checkout: Path) -> None:
    """A package that no machine has stands for one that is missing."""
    _stamp(checkout, "runtime")
    (checkout / "script" / "apt-packages.txt").write_text("lontar-no-such-package  # none\n")
    tools = checkout / "tools"
    tools.mkdir()
    for name in ("sudo", "apt-get"):
        (tools / name).write_text("#!/bin/sh\nexit 1\n")
        (tools / name).chmod(0o755)
    for folder in (checkout, *checkout.parents[:2]):
        folder.chmod(0o755)
    done = _run(
        "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
        str(checkout / "script" / "setup"),
        cwd=Path("/"),
        PATH=f"{tools}:/usr/bin:/bin",
    )  # fmt: skip
    assert done.returncode == 3
    line = "apt-get install -y --no-install-recommends lontar-no-such-package"
    assert f"  sudo apt-get update && sudo {line}" in done.stderr


def test_setup_refuses_words_it_does_not_know(checkout: Path) -> None:
    done = _run(str(checkout / "script" / "setup"), "--fast", cwd=checkout)
    assert done.returncode == 2 and "--fast" in done.stderr


def test_setup_explains_itself(checkout: Path) -> None:
    done = _run(str(checkout / "script" / "setup"), "--help", cwd=checkout)
    assert done.returncode == 0
    assert "script/setup --dev" in done.stdout and not re.search(r"^#", done.stdout, re.MULTILINE)


def test_no_script_names_an_address_to_fetch_from() -> None:
    for name in (*SCRIPTS, "Dockerfile", "docker-compose.yml"):
        text = (ROOT / name).read_text(encoding="utf-8")
        found = [a for a in re.findall(r"https?://[^\s'\"]+", text) if "127.0.0.1" not in a]
        assert found == [], name
