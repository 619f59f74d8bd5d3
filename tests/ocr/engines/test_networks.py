"""The converted networks say what the originals say.

`references.npz` holds what PyTorch said of three drawn lines; training/network_references.py
made it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
import pytest

from models.errors import EnvironmentProblem
from ocr.engines import weights
from ocr.engines.convert import checkpoint, ocm, smart
from ocr.engines.smart_kh import _emptiness

REFERENCES = Path(__file__).with_name("references.npz")
EVERY = 16
LINES = 3
#: float16 keeps about three digits of logits up to 30
NEAR = 0.03


@pytest.fixture(scope="module")
def references() -> Mapping[str, npt.NDArray[Any]]:
    with np.load(REFERENCES) as kept:
        return dict(kept)


def _session(model: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _told(model: onnxruntime.InferenceSession) -> tuple[list[str], list[int]]:
    """The tokens of a converted network, and their numbers in the original."""
    notes = model.get_modelmeta().custom_metadata_map
    return json.loads(notes["tokens"]), json.loads(notes["numbers"])


def _spelt(best: npt.NDArray[np.int16], tokens: Mapping[int, str]) -> str:
    runs = best[np.flatnonzero(np.diff(best, prepend=-1))]
    return "".join(tokens[token] for token in runs.tolist())


@pytest.mark.parametrize("int8", [False, True])
def test_khmer_ocm_says_what_it_says_in_pytorch(
    references: Mapping[str, npt.NDArray[Any]], int8: bool
) -> None:
    model = _session(ocm.build(checkpoint.read(weights.OCM.path(), weights.OCM.sha256), int8=int8))
    tokens, numbers = _told(model)
    originally = dict(zip(numbers, tokens, strict=True))
    for number in range(LINES):
        picture = references[f"picture{number}"].astype(np.float32) / 127.5 - 1
        logits = model.run(None, {"image": picture[None, None]})[0][:, 0]
        if not int8:
            assert np.abs(logits[::EVERY] - references[f"ocm{number}"][:, numbers]).max() < NEAR
        said = _spelt(logits.argmax(axis=1), dict(enumerate(tokens)))
        assert said == _spelt(references[f"ocm_best{number}"], originally)


@pytest.mark.parametrize(("int8", "every"), [(False, 1), (False, 8), (True, 8)])
def test_smart_kh_says_what_it_says_in_pytorch(
    references: Mapping[str, npt.NDArray[Any]],
    int8: bool,
    every: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ocr.engines.smart_kh._EVERY", every)
    model = _session(
        smart.build(checkpoint.read(weights.SMART.path(), weights.SMART.sha256), int8=int8)
    )
    tokens, numbers = _told(model)
    originally = dict(zip(numbers, tokens, strict=True))
    for number in range(LINES):
        picture = references[f"picture{number}"]
        width = -(-(picture.shape[1] + 20) // 32) * 32
        canvas = np.full((1, 1, 48, width), smart.GREY, np.float32)
        canvas[0, 0, :, : picture.shape[1]] = picture.astype(np.float32) / 127.5 - 1
        seen = width // 4 - 3
        rest, weight = _emptiness(seen)
        logits = model.run(None, {"image": canvas, "rest": rest, "weight": weight})[0][0]
        if every == 1:
            kept = references[f"smart{number}"][: -(-seen // EVERY), numbers]
            assert np.abs(logits[::EVERY] - kept).max() < NEAR
        said = _spelt(logits.argmax(axis=1), dict(enumerate(tokens)))
        assert said == _spelt(references[f"smart_best{number}"], originally)


def test_the_files_are_made_once_and_whole(tmp_path: Path) -> None:
    (tmp_path / "rapidocr-ofanolderconvert-0.onnx").write_bytes(b"")
    path = weights.converted(weights.RAPID, tmp_path)
    assert list(tmp_path.glob("*.onnx")) == [path]
    before = path.stat()
    assert weights.converted(weights.RAPID, tmp_path) == path
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".part"] == []


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(EnvironmentProblem, match="cannot be kept"):
        weights.converted(weights.RAPID, tmp_path / "file" / "below")


def test_onnxruntime_holds_nothing_that_reports_to_its_maker() -> None:
    """From 1.29 on it does, docs/decisions/005-networks.md."""
    libraries = list(Path(onnxruntime.__file__).parent.glob("capi/*.so*"))
    assert libraries
    for library in libraries:
        assert b"events.data.microsoft.com" not in library.read_bytes()
