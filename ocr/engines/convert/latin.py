"""The recognition network inside `rapidocr` (PP-OCRv6 small), cut down to Latin script.

It knows 18,708 letters, nearly all of them Chinese; naming one of them for every frame is most
of its work, and a Chinese letter is never what stands on our forms. Its last product keeps the
columns of Latin letters, digits and signs. Out: (batch, frames, tokens) logits.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import helper, numpy_helper

from models.errors import EnvironmentProblem
from ocr.engines.convert.tokens import latin, notes


def build(model: bytes) -> bytes:
    """The ONNX file made from the package's. Raises EnvironmentProblem if it is another graph."""
    found = onnx.load_from_string(model)
    graph = found.graph
    told = {prop.key: prop.value for prop in found.metadata_props}
    # As the package counts: the blank, the letters it lists, the space.
    tokens = ["", *told["character"].split("\n"), " "]
    kept = [n for n, text in enumerate(tokens) if n == 0 or latin(text)]
    softmax = graph.node[-1]
    tables = {t.name: t for t in graph.initializer}
    wide = [t for t in tables.values() if t.dims and t.dims[-1] == len(tokens)]
    if softmax.op_type != "Softmax" or len(wide) != 2:
        raise EnvironmentProblem("The network of rapidocr is not the one this program knows.")
    for table in wide:
        values = np.take(numpy_helper.to_array(table), kept, axis=-1)
        table.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(values), table.name))
    logits = softmax.input[0]
    del graph.node[-1]
    graph.node.append(helper.make_node("Identity", [logits], ["out"]))
    del graph.output[:]
    shape = ("batch", "frames", len(kept))
    graph.output.append(helper.make_tensor_value_info("out", onnx.TensorProto.FLOAT, shape))
    del graph.value_info[:]
    helper.set_model_props(found, notes(tokens, kept))
    return bytes(found.SerializeToString())
