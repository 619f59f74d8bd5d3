"""Which engines there are, which of them work here, and which know a language."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from models.errors import LontarError
from ocr.engines import Engine, tesseract
from ocr.engines.khmer_ocm import KhmerOcm
from ocr.engines.networked import Networked
from ocr.engines.own import Own
from ocr.engines.rapid import Rapid
from ocr.engines.smart_kh import SmartKh
from ocr.engines.tesseract_engine import Tesseract

#: The two that read everything, the cheaper first; then second opinions, the best of a language
#: first.
_ENGINES: Final[tuple[Engine, ...]] = (
    Own(),
    Tesseract(),
    SmartKh(),
    KhmerOcm(),
    Rapid(),
)
NAMES: Final = tuple(engine.name for engine in _ENGINES)
#: What is always used: it needs no network, and knows what no network has learnt.
ALWAYS: Final = tesseract.NAME
_LICENCE: Final = "Apache-2.0"  # Tesseract's and its models'


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
    """The engines but those named; Tesseract always.

    An engine whose package or file is missing is among them: it says so when it is asked.
    """
    without = frozenset(off)
    return tuple(engine for engine in _ENGINES if _used(engine, without))


def engines_for(language: str, off: Iterable[str] = ()) -> tuple[Engine, ...]:
    """As `engines`, those that know a language (khm, tha, ind, eng)."""
    return tuple(engine for engine in engines(off) if language in engine.languages)


def available(off: Iterable[str] = ()) -> tuple[EngineStatus, ...]:
    """How each engine stands here: never raises, opens what is ready, converts none."""
    without = frozenset(off)
    return tuple(_status(engine, used=_used(engine, without)) for engine in _ENGINES)


def prepare() -> tuple[EngineStatus, ...]:
    """Convert the networks that are not yet; how each network stands then. Never raises."""
    return tuple(_prepared(engine) for engine in _ENGINES if isinstance(engine, Networked))


def _prepared(engine: Networked) -> EngineStatus:
    try:
        engine.source.graph()
    except LontarError as error:
        return _failed(engine, error)
    return _status(engine, used=True)


def warm(off: Iterable[str] = ()) -> None:
    """Open the networks now, for every process that is forked from this one.

    Never raises: an engine that cannot be opened says so when it is asked to read.
    """
    for engine in engines(off):
        if isinstance(engine, Networked):
            with suppress(LontarError):
                engine.open()


def _used(engine: Engine, off: frozenset[str]) -> bool:
    return engine.name == ALWAYS or engine.name not in off


def _status(engine: Engine, *, used: bool) -> EngineStatus:
    try:
        version = engine.version()
        if used and isinstance(engine, Networked) and engine.source.is_ready():
            engine.open()  # a damaged file is found here, not by the first document
    except LontarError as error:
        return _failed(engine, error)
    if not used:
        detail = "switched off"
    elif not isinstance(engine, Networked) or engine.source.is_ready():
        detail = "ready"
    else:
        detail = "its network is made at first use"
    return EngineStatus(*_who(engine), version, _licence(engine), used, not used, detail, "")


def _failed(engine: Engine, error: LontarError) -> EngineStatus:
    return EngineStatus(
        *_who(engine), "", _licence(engine), False, False, error.detail, error.remedy
    )


def _who(engine: Engine) -> tuple[str, tuple[str, ...]]:
    return engine.name, tuple(sorted(engine.languages))


def _licence(engine: Engine) -> str:
    return engine.source.licence if isinstance(engine, Networked) else _LICENCE
