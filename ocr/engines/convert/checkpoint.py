"""Reads the tensors of a PyTorch checkpoint without PyTorch, and nothing else of it.

Such a file is a zip archive: `data.pkl` (a pickle that rebuilds tensors) and one file a storage.
A pickle can name any function to be called, so only the four names that tensors need are known
here; everything else is refused. The file's hash is checked before it is opened at all.
"""

from __future__ import annotations

import hashlib
import io
import math
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from models.errors import EnvironmentProblem

Array = npt.NDArray[Any]

_AGAIN: Final = "Run script/setup, which installs the pinned package again."
_TYPES: Final[dict[str, np.dtype[Any]]] = {
    "FloatStorage": np.dtype("<f4"),
    "LongStorage": np.dtype("<i8"),
}


@dataclass(frozen=True, slots=True)
class _Kind:
    """A storage class by name, standing for its element type."""

    dtype: np.dtype[Any]


def _tensor(
    storage: Array, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object
) -> Array:
    """A dense tensor on its storage; anything strided otherwise is refused."""
    dense = tuple(math.prod(shape[n + 1 :]) for n in range(len(shape)))
    if strides != dense and math.prod(shape) > 1:
        raise pickle.UnpicklingError("a tensor that is not dense")
    found = storage[offset : offset + math.prod(shape)]
    if found.size != math.prod(shape):
        raise pickle.UnpicklingError("a tensor beyond the end of its storage")
    return found.reshape(shape)


class _Unpickler(pickle.Unpickler):
    """Knows tensors, ordered dictionaries and plain values."""

    def __init__(self, archive: zipfile.ZipFile, root: str) -> None:
        super().__init__(archive.open(f"{root}/data.pkl"))
        self._archive = archive
        self._root = root

    def find_class(self, module: str, name: str, /) -> Any:
        known: dict[tuple[str, str], Callable[..., Any] | _Kind] = {
            ("collections", "OrderedDict"): OrderedDict,
            ("torch._utils", "_rebuild_tensor_v2"): _tensor,
            **{("torch", kind): _Kind(dtype) for kind, dtype in _TYPES.items()},
        }
        if (module, name) not in known:
            raise pickle.UnpicklingError(f"{module}.{name} has no place among weights")
        return known[module, name]

    def persistent_load(self, pid: Any, /) -> Array:
        what, kind, key, _place, count = pid
        if what != "storage" or not isinstance(kind, _Kind) or not str(key).isdigit():
            raise pickle.UnpicklingError("a storage of an unknown kind")
        data = self._archive.read(f"{self._root}/data/{key}")
        if len(data) != count * kind.dtype.itemsize:
            raise pickle.UnpicklingError("a storage of another size than it says")
        return np.frombuffer(data, kind.dtype)


def checked(path: Path, sha256: str) -> bytes:
    """The file's bytes. Raises EnvironmentProblem unless it is there and the pinned one."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EnvironmentProblem(f"The weights {path.name} are missing.", remedy=_AGAIN) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise EnvironmentProblem(f"The weights {path.name} are not the pinned ones.", remedy=_AGAIN)
    return data


def read(path: Path, sha256: str) -> dict[str, Any]:
    """The checkpoint's dictionary, tensors as read-only numpy arrays.

    Raises EnvironmentProblem when the file is missing, is not the one that `sha256` (hex)
    names, or holds anything but tensors and plain values.
    """
    data = checked(path, sha256)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            (pickled,) = (n for n in archive.namelist() if n.endswith("/data.pkl"))
            loaded = _Unpickler(archive, pickled.removesuffix("/data.pkl")).load()
    except (pickle.UnpicklingError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise EnvironmentProblem(
            f"The weights {path.name} cannot be read: {error}.", remedy=_AGAIN
        ) from error
    if not isinstance(loaded, dict):
        raise EnvironmentProblem(f"The weights {path.name} hold no dictionary.", remedy=_AGAIN)
    return loaded
