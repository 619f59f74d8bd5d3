"""Our own reader: from crops to scores to readings, whatever network stands in its file.

The networks here are made on the spot: one that names each column's darkness, and broken ones.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from models.errors import EngineFailed, EnvironmentProblem
from models.values import Grey
from ocr.engines import ctc, own, registry
from ocr.engines.own import Own
from ocr.engines.scores import Scores
from ocr.engines.tokens import UNKNOWN
from tests.ocr.drawing import LATIN
from tests.ocr.test_tesseract import line

TOKENS = ("", "a", " ", UNKNOWN)


def _network(path: Path, tokens: tuple[str, ...] = TOKENS, *, broken: bool = False) -> Path:
    """Says `a` (or nothing, on paper) of every four columns; `broken`: what is no number."""
    weight = np.zeros((len(tokens), 1, 48, 4), np.float32)
    weight[1] = 1.0
    bias = np.array([4.0, *[-4.0] * (len(tokens) - 1)], np.float32)
    if broken:
        bias[0] = np.nan
    nodes = [
        helper.make_node("Conv", ["strips", "w", "b"], ["c"], strides=[48, 4]),
        helper.make_node("Squeeze", ["c", "two"], ["s"]),
        helper.make_node("Transpose", ["s"], ["t"], perm=[0, 2, 1]),
        helper.make_node("LogSoftmax", ["t"], ["scores"], axis=-1),
    ]
    kept: list[Any] = [
        numpy_helper.from_array(weight, "w"),
        numpy_helper.from_array(bias, "b"),
        numpy_helper.from_array(np.array([2], np.int64), "two"),
    ]
    graph = helper.make_graph(
        nodes,
        "reader",
        [helper.make_tensor_value_info("strips", TensorProto.FLOAT, ["n", 1, 48, "w"])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", "f", len(tokens)])],
        kept,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(model, {"tokens": json.dumps(tokens), "height": "48"})
    onnx.save(model, path)
    return path


@pytest.fixture
def engine(tmp_path: Path) -> Own:
    return Own(_network(tmp_path / "reader.onnx"))


def _bars(*places: int, width: int = 240) -> Grey:
    crop = np.full((48, width), 250, np.uint8)
    for x in places:
        crop[6:42, x : x + 16] = 10
    return crop


def test_letters_words_and_their_places_are_those_of_the_scores(engine: Own) -> None:
    crop = np.repeat(np.repeat(_bars(20, 100, 180), 2, axis=0), 2, axis=1)
    (found,) = engine.read([crop], ("eng",))
    assert (found.engine, found.text, found.languages) == ("lontar", "aaa", ("eng",))
    (word,) = found.words
    middles = [word.box.x0 + c.at * word.box.width for c in word.characters]
    assert middles == [pytest.approx(x, abs=10) for x in (56, 216, 376)]
    assert all(0.9 < c.confidence <= 1 for c in word.characters)
    assert word.confidence == min(c.confidence for c in word.characters)


def test_confidence_is_the_probability_of_the_whole_text_over_all_its_paths() -> None:
    log = np.log(np.array([[0.1, 0.9], [0.2, 0.8]], np.float32))
    scores = Scores(log, ("", "a"), 4.0)
    found = own.reading(_bars(2, width=40), scores, ctc.decode(log, scores.tokens), ("eng",))
    assert found.text == "a"
    assert found.confidence == pytest.approx(0.9 * 0.8 + 0.9 * 0.2 + 0.1 * 0.8)


def test_writing_that_it_does_not_know_is_no_text() -> None:
    log = np.log(np.array([[0.01, 0.97, 0.01, 0.01], [0.01, 0.01, 0.01, 0.97]], np.float32))
    scores = Scores(log, TOKENS, 4.0)
    found = own.reading(_bars(2, width=40), scores, ctc.decode(log, TOKENS), ("eng",))
    assert (found.text, found.confidence, found.words) == ("", 0.0, ())


def test_what_is_read_does_not_depend_on_what_else_is_read(engine: Own) -> None:
    crops = [_bars(*range(8, width - 20, 40), width=width) for width in (60, 100, 333, 90, 700)]
    together = engine.scores(crops)
    for crop, scores in zip(crops, together, strict=True):
        (alone,) = engine.scores([crop])
        assert np.allclose(alone.log, scores.log, atol=1e-5)
        end = scores.start + scores.columns * len(scores.log)
        assert end == pytest.approx(crop.shape[1] - scores.start, abs=scores.columns)


def test_a_line_of_5000_pixels_is_read_in_pieces_and_spaced_where_it_was_cut(engine: Own) -> None:
    crop = line("llll " * 60, LATIN, 60)
    assert crop.shape[1] > 4000 and crop.shape[1] > 20 * crop.shape[0]
    (scores,) = engine.scores([crop])
    (found,) = engine.read([crop], ("eng",))
    end = scores.start + scores.columns * len(scores.log)
    assert end == pytest.approx(crop.shape[1] - scores.start)
    assert len(found.words) > 1, "only a cut at a gap can have made a blank here"
    lefts = [word.box.x0 for word in found.words]
    assert lefts == sorted(lefts) and lefts[-1] > crop.shape[1] / 2


def test_where_nothing_can_be_read_nothing_is(engine: Own) -> None:
    paper = np.full((40, 300), 240, np.uint8)
    flat = np.full((3, 200), 255, np.uint8)
    flat[1] = 0
    rule = np.full((9, 20000), 255, np.uint8)
    rule[4, 30:-30] = 0
    crops = [paper, np.zeros((40, 300), np.uint8), flat, np.zeros((0, 0), np.uint8), rule]
    for found, scores in zip(engine.read(crops, ("khm",)), engine.scores(crops), strict=True):
        assert (found.text, found.confidence, found.words) == ("", 0.0, ())
        assert scores.log.shape == (0, len(TOKENS))
    assert engine.read([], ("khm",)) == ()


def test_a_missing_or_damaged_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    gone, torn = tmp_path / "gone.onnx", tmp_path / "torn.onnx"
    torn.write_bytes(_network(tmp_path / "whole.onnx").read_bytes()[:300])
    with pytest.raises(EnvironmentProblem, match=r"gone\.onnx is missing") as missing:
        Own(gone).version()
    assert "Get gone.onnx back" in missing.value.remedy
    with pytest.raises(EnvironmentProblem, match="cannot be opened") as damaged:
        Own(torn).read([_bars(20)], ("eng",))
    assert "Get torn.onnx back" in damaged.value.remedy


def test_a_network_that_gives_no_numbers_has_failed(tmp_path: Path) -> None:
    with pytest.raises(EngineFailed, match="no probabilities"):
        Own(_network(tmp_path / "nan.onnx", broken=True)).read([_bars(20)], ("eng",))


def test_another_file_is_another_version(tmp_path: Path) -> None:
    one = _network(tmp_path / "one.onnx")
    other = _network(tmp_path / "other.onnx", (*TOKENS, "b"))
    assert Own(one).version() != Own(other).version()


def test_the_doctor_names_a_damaged_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torn = tmp_path / "reader.onnx"
    torn.write_bytes(own.MODEL.read_bytes()[:300_000])
    monkeypatch.setattr(registry, "_ENGINES", (Own(torn), *registry._ENGINES[1:]))
    status = next(s for s in registry.available() if s.name == "lontar")
    assert not status.ready
    assert "cannot be opened" in status.detail
    assert status.remedy
