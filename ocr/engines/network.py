"""An ONNX network and its tokens, opened when first used: the only user of onnxruntime.

One thread each: pages are read side by side by processes. Without further threads a network that
was opened before a fork goes on working behind it, and its weights are shared.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.errors import EngineFailed, EnvironmentProblem


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Runs pictures through a graph. `tokens` by number; 0 is the blank."""

    tokens: tuple[str, ...]
    run: Callable[[Mapping[str, npt.NDArray[Any]]], npt.NDArray[np.float32]]


def opened(
    path: Path, tokens: Callable[[Mapping[str, str]], tuple[str, ...]], remedy: str
) -> Network:
    """The network of a file; `tokens` reads them from the notes inside it.

    `remedy` is what to do when the file is damaged.

    Raises EnvironmentProblem when onnxruntime is missing or does not take the file.
    """
    try:
        import onnxruntime  # noqa: PLC0415 - takes a fifth of a second: only who reads pays it
    except ImportError as error:
        raise EnvironmentProblem(
            "onnxruntime is not installed.", remedy="Run script/setup."
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # it keeps what the widest line needed, for ever
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        known = tokens(session.get_modelmeta().custom_metadata_map)
    except Exception as error:  # onnxruntime raises classes of its own, without a common root
        raise EnvironmentProblem(
            f"The network {path.name} cannot be opened ({type(error).__name__}).",
            remedy=remedy,
        ) from error

    def run(inputs: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.float32]:
        try:
            return np.asarray(session.run(None, dict(inputs))[0], np.float32)
        except Exception as error:
            raise EngineFailed(
                f"The network {path.stem} ended with {type(error).__name__}."
            ) from error

    return Network(known, run)


def noted_tokens(notes: Mapping[str, str]) -> tuple[str, ...]:
    """The tokens as the converters of `ocr.engines.convert` write them down."""
    return tuple(json.loads(notes["tokens"]))
