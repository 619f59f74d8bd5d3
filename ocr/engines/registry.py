"""Which engines there are, which of them work here, and which know a language."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from models.errors import LontarError
from ocr.engines import Engine, weights
from ocr.engines.khmer_ocm import KhmerOcm
from ocr.engines.rapid import Rapid
from ocr.engines.smart_kh import SmartKh
from ocr.engines.tesseract_engine import Tesseract

#: Tesseract first: it reads everything. Then second opinions, the best of a language first.
_ENGINES: Final[tuple[tuple[Engine, weights.Weights | None], ...]] = (
    (Tesseract(), None),
    (SmartKh(), weights.SMART),
    (KhmerOcm(), weights.OCM),
    (Rapid(), weights.RAPID),
)
NAMES: Final = tuple(engine.name for engine, _ in _ENGINES)


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """One engine on this machine. `remedy` says what to do; empty when it is ready."""

    name: str
    languages: tuple[str, ...]
    version: str
    licence: str
    ready: bool
    off: bool
    detail: str
    remedy: str


def engines(off: Iterable[str] = ()) -> tuple[Engine, ...]:
    """The engines but those named, Tesseract always and first.

    An engine whose package is missing is among them: it says so when it is asked.
    """
    without = frozenset(off)
    return tuple(engine for engine, _ in _ENGINES if _used(engine, without))


def engines_for(language: str, off: Iterable[str] = ()) -> tuple[Engine, ...]:
    """As `engines`, those that know a language (khm, tha, ind, eng)."""
    return tuple(engine for engine in engines(off) if language in engine.languages)


def available(off: Iterable[str] = ()) -> tuple[EngineStatus, ...]:
    """How each engine stands here: never raises, opens no network, converts none."""
    without = frozenset(off)
    return tuple(
        _status(engine, source, used=_used(engine, without)) for engine, source in _ENGINES
    )


def prepare() -> tuple[EngineStatus, ...]:
    """Convert the networks that are not yet; how each network stands then. Never raises."""
    return tuple(_prepared(engine, source) for engine, source in _ENGINES if source is not None)


def _prepared(engine: Engine, source: weights.Weights) -> EngineStatus:
    try:
        weights.converted(source)
    except LontarError as error:
        return _failed(engine, source, "", error)
    return _status(engine, source, used=True)


def warm(off: Iterable[str] = ()) -> None:
    """Open the networks now, for every process that is forked from this one.

    Never raises: an engine that cannot be opened says so when it is asked to read.
    """
    for engine in engines(off):
        if isinstance(engine, SmartKh | KhmerOcm | Rapid):
            with suppress(LontarError):
                engine.open()


def _used(engine: Engine, off: frozenset[str]) -> bool:
    return engine.name == NAMES[0] or engine.name not in off


def _status(engine: Engine, source: weights.Weights | None, *, used: bool) -> EngineStatus:
    try:
        version = engine.version()
    except LontarError as error:
        return _failed(engine, source, "", error)
    if not used:
        detail = "switched off"
    elif source is None or weights.is_converted(source):
        detail = "ready"
    else:
        detail = "its network is made at first use"
    return EngineStatus(*_who(engine), version, _licence(source), used, not used, detail, "")


def _failed(
    engine: Engine, source: weights.Weights | None, version: str, error: LontarError
) -> EngineStatus:
    return EngineStatus(
        *_who(engine), version, _licence(source), False, False, error.detail, error.remedy
    )


def _who(engine: Engine) -> tuple[str, tuple[str, ...]]:
    return engine.name, tuple(sorted(engine.languages))


def _licence(source: weights.Weights | None) -> str:
    return source.licence if source else "Apache-2.0"
