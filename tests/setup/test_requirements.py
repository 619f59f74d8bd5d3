"""Pinned, hashed, without addresses; what users get is what the tests run on."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = ("runtime.txt", "dev.txt", "engines.txt", "uv.txt")
#: A pin and its hashes; comments may follow.
PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>[^ ]+)(?: ; .+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
COMMENT = re.compile(r"^    #( |$)")


def _lines(name: str) -> list[str]:
    return (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()


def _pins(name: str) -> dict[str, set[str]]:
    pins: dict[str, set[str]] = {}
    for line in _lines(name):
        if found := PIN.match(line):
            pins.setdefault(found["name"], set()).add(found["version"])
    return pins


@pytest.mark.parametrize("name", FILES)
def test_every_line_is_a_pin_a_hash_or_a_comment(name: str) -> None:
    lines = _lines(name)
    odd = [x for x in lines if not (PIN.match(x) or HASH.match(x) or COMMENT.match(x))]
    assert not odd
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if PIN.match(line):
            assert HASH.match(following), line


@pytest.mark.parametrize("name", FILES)
def test_no_address_is_recorded(name: str) -> None:
    text = "\n".join(_lines(name))
    assert not re.search(r"://|@ |index-url|find-links|trusted-host|file:", text)


def test_torch_is_not_needed_to_run() -> None:
    heavy = {"torch", "torchvision", "tensorflow", "onnxruntime-gpu"}
    assert not heavy & _pins("runtime.txt").keys()
    assert not [name for name in _pins("runtime.txt") if name.startswith("nvidia")]


def test_tests_run_on_the_versions_that_users_get() -> None:
    runtime, dev = _pins("runtime.txt"), _pins("dev.txt")
    assert {name: dev.get(name) for name in runtime} == runtime


def test_what_the_project_asks_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    def names(words: list[str]) -> set[str]:
        found = {re.split(r"[^A-Za-z0-9._-]", word, maxsplit=1)[0] for word in words}
        return {re.sub(r"[._-]+", "-", name).lower() for name in found}

    assert names(project["project"]["dependencies"]) <= _pins("runtime.txt").keys()
    assert names(project["dependency-groups"]["dev"]) <= _pins("dev.txt").keys()
    # The lontar command is installed without building in isolation: its builder is needed too.
    assert names(project["build-system"]["requires"]) <= _pins("runtime.txt").keys()


def test_the_notice_is_the_one_its_script_makes() -> None:
    made = subprocess.run(
        [sys.executable, str(ROOT / "script" / "notice.py")],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert (ROOT / "NOTICE").read_text(encoding="utf-8") == made, "run script/lock"


def test_the_licence_is_the_apache_licence() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text and "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
