"""Weights are read without PyTorch, and nothing but weights is."""

from __future__ import annotations

import hashlib
import os
import pickle
import zipfile
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest

from models.errors import EnvironmentProblem
from ocr.engines import weights
from ocr.engines.convert import checkpoint


def _archive(path: Path, pickled: bytes, **storages: bytes) -> str:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("net/data.pkl", pickled)
        for key, data in storages.items():
            archive.writestr(f"net/data/{key.removeprefix('n')}", data)
    return hashlib.sha256(path.read_bytes()).hexdigest()


class _Global:
    """Pickles as a call of a named function."""

    def __init__(self, function: object, *arguments: object) -> None:
        self.call = (function, arguments)

    def __reduce__(self) -> object:
        return self.call


def test_the_tensors_of_a_real_checkpoint_have_their_shapes() -> None:
    found = checkpoint.read(weights.OCM.path(), weights.OCM.sha256)
    state = found["model_state_dict"]
    assert isinstance(state, OrderedDict)
    assert state["cnn.0.weight"].shape == (64, 1, 3, 3)
    assert state["rnn.weight_ih_l1_reverse"].shape == (1024, 512)
    assert all(np.isfinite(value).all() for value in state.values())


@pytest.mark.parametrize("function", [os.system, eval, bytearray, getattr])
def test_a_pickle_that_calls_anything_else_is_refused(tmp_path: Path, function: object) -> None:
    path = tmp_path / "net.pth"
    ran = tmp_path / "ran"
    digest = _archive(path, pickle.dumps({"model": _Global(function, f"touch {ran}")}))
    with pytest.raises(EnvironmentProblem, match="no place among weights"):
        checkpoint.read(path, digest)
    assert not ran.exists()


def test_a_changed_file_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "net.pth"
    digest = _archive(path, pickle.dumps({}))
    assert checkpoint.read(path, digest) == {}
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(EnvironmentProblem, match="not the pinned ones"):
        checkpoint.read(path, digest)


def test_a_file_that_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "net.pth"
    path.write_bytes(b"no zip at all")
    with pytest.raises(EnvironmentProblem, match="cannot be read"):
        checkpoint.read(path, hashlib.sha256(b"no zip at all").hexdigest())


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem) as caught:
        checkpoint.read(tmp_path / "none.pth", "0" * 64)
    assert "script/setup" in caught.value.remedy
