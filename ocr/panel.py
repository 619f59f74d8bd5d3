"""The engines that read one document together, and what went wrong with any of them.

The one mutable thing of reading: an engine that is missing or breaks is told once and not asked
again; the others carry on. A panel belongs to one document and one process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from models.errors import EngineFailed, EnvironmentProblem, LontarError
from models.values import Grey, Reading
from ocr import looks, patient
from ocr.engines import Engine, registry
from ocr.engines.own import Own
from ocr.engines.scores import Scores
from ocr.looks import Look

_T = TypeVar("_T")
_LOOKS: Final = "looks"  # what looks at crops is missed like an engine


@dataclass(frozen=True, slots=True)
class EngineFault:
    """An engine that is not asked any more, with a sentence why and what to do."""

    engine: str
    code: str
    detail: str
    remedy: str


class Panel:
    """Engines by name. The first that works reads everything: if none does, reading fails."""

    def __init__(self, engines: Iterable[Engine]) -> None:
        self._engines = tuple(engines)
        self._faults: dict[str, EngineFault] = {}
        self._versions: dict[str, str] = {}

    def first_for(self, languages: Iterable[str]) -> Engine:
        """The first that works and knows all of these; for any other language it is Tesseract,
        which reads what it has models for."""
        wanted = frozenset(languages)
        able = [e for e in self._engines if e.name not in self._faults]
        for engine in able:
            if wanted <= engine.languages or engine.name == registry.ALWAYS:
                return engine
        return able[0]

    def others(self, first: Engine) -> tuple[Engine, ...]:
        """The second opinions that still answer."""
        return tuple(e for e in self._engines if e.name not in self._faults and e is not first)

    @property
    def faults(self) -> tuple[EngineFault, ...]:
        return tuple(self._faults.values())

    def ask(
        self, engine: Engine, crops: Sequence[Grey], languages: tuple[str, ...]
    ) -> tuple[Reading, ...] | None:
        """Its readings; None when it broke, now or before.

        Raises EngineFailed or EnvironmentProblem of an engine that no other can stand in for.
        """
        return self._tried(engine, lambda: patient.read(engine, crops, languages))

    def scores(self, engine: Own, crops: Sequence[Grey]) -> tuple[Scores, ...] | None:
        """As `ask`, what our own reader says of the crops before a text is decided on."""
        return self._tried(engine, lambda: engine.scores(crops))

    def _tried(self, engine: Engine, call: Callable[[], _T]) -> _T | None:
        if engine.name in self._faults:
            return None
        try:
            if engine.name not in self._versions:
                self._versions[engine.name] = engine.version()
            return call()
        except (EngineFailed, EnvironmentProblem) as error:
            if not self._replaceable(engine):
                raise
            self._drop(engine.name, error)
            return None

    def _replaceable(self, engine: Engine) -> bool:
        """Whether another that still answers knows every language that this one does."""
        rest = (e for e in self._engines if e is not engine and e.name not in self._faults)
        return any(engine.languages <= other.languages for other in rest)

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
