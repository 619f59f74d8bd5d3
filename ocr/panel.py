"""The engines that read one document together, and what went wrong with any of them.

The one mutable thing of reading: an engine that is missing or breaks is told once and not asked
again; the others carry on. A panel belongs to one document and one process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from models.errors import EngineFailed, EnvironmentProblem, LontarError
from models.values import Grey, Reading
from ocr.engines import Engine

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class EngineFault:
    """An engine that is not asked any more, with a sentence why and what to do."""

    engine: str
    code: str
    detail: str
    remedy: str


class Panel:
    """Engines by name. The first reads everything: if it fails, reading fails."""

    def __init__(self, engines: Iterable[Engine]) -> None:
        self._engines = tuple(engines)
        self._faults: dict[str, EngineFault] = {}
        self._versions: dict[str, str] = {}

    @property
    def first(self) -> Engine:
        return self._engines[0]

    @property
    def others(self) -> tuple[Engine, ...]:
        """The second opinions that still answer, in the order they are to be asked."""
        return tuple(e for e in self._engines[1:] if e.name not in self._faults)

    @property
    def faults(self) -> tuple[EngineFault, ...]:
        return tuple(self._faults.values())

    def ask(
        self, engine: Engine, crops: Sequence[Grey], languages: tuple[str, ...]
    ) -> tuple[Reading, ...] | None:
        """Its readings; None when it broke. Raises what the first engine raises."""
        try:
            found = engine.read(crops, languages)
            if engine.name not in self._versions:
                self._versions[engine.name] = engine.version()
        except (EngineFailed, EnvironmentProblem) as error:
            if engine is self.first:
                raise
            self._drop(engine, error)
            return None
        return found

    def versions(self) -> Mapping[str, str]:
        """Name and version of every engine that has read something."""
        return dict(self._versions)

    def _drop(self, engine: Engine, error: LontarError) -> None:
        fault = EngineFault(engine.name, error.code, error.detail, error.remedy)
        self._faults[engine.name] = fault
        log.warning("engine_failed", engine=engine.name, code=error.code, detail=error.detail)
