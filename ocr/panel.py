"""The engines that read one document together, and what went wrong with any of them.

The one mutable thing of reading: an engine that is missing or breaks is told once and not asked
again; the others carry on. A panel belongs to one document and one process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from models.errors import EngineFailed, EnvironmentProblem, LontarError
from models.values import Grey, Reading
from ocr import looks, patient
from ocr.engines import Engine, registry
from ocr.looks import Look

_LOOKS: Final = "looks"  # what looks at crops is missed like an engine


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
        """Its readings; None when it broke, now or before. Raises what the first engine raises."""
        if engine.name in self._faults:
            return None
        try:
            if engine.name not in self._versions:
                self._versions[engine.name] = engine.version()
            return patient.read(engine, crops, languages)
        except (EngineFailed, EnvironmentProblem) as error:
            if engine is self.first:
                raise
            self._drop(engine.name, error)
            return None

    def look(self, crops: Sequence[Grey]) -> tuple[Look, ...] | None:
        """What the crops show; None when nobody can look."""
        if _LOOKS in self._faults:
            return None
        try:
            if not looks.MODEL.exists():
                raise EnvironmentProblem(
                    "The network that tells print from handwriting is missing.",
                    remedy=f"Get {looks.MODEL.name} back with the rest of the program.",
                )
            return looks.look(crops)
        except EnvironmentProblem as error:
            self._drop(_LOOKS, error)
            return None

    def versions(self) -> Mapping[str, str]:
        """Name and version of every engine that was asked."""
        return {k: v for k, v in self._versions.items() if k not in self._faults}

    def _drop(self, name: str, error: LontarError) -> None:
        self._faults[name] = EngineFault(name, error.code, error.detail, error.remedy)


def open_panel(off: Iterable[str] = ()) -> Panel:
    """The engines of this installation without those named; none is loaded before a crop asks."""
    return Panel(registry.engines(off))
