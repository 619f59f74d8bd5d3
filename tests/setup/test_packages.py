"""The five rooms are the ones in this checkout, not something of the same name elsewhere."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("models", "ocr", "extract", "ingest", "api")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_lies_in_the_checkout(room: str) -> None:
    module = importlib.import_module(room)
    assert module.__file__ is not None
    assert Path(module.__file__).resolve() == (ROOT / room / "__init__.py").resolve()


def test_the_lontar_command_uses_the_checkout_from_any_folder(tmp_path: Path) -> None:
    # As the command does: without the working folder on the path.
    code = f"import {', '.join(ROOMS)}; print(*(m.__file__ for m in ({', '.join(ROOMS)})))"
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [str(ROOT / room / "__init__.py") for room in ROOMS]


def test_every_folder_with_code_is_a_room_or_no_package() -> None:
    """Only these five names are taken at the top level of anybody's imports."""
    tops = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert tops - {"tests", "benchmarks", "training"} == set(ROOMS)
