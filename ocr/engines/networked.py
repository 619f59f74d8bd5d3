"""What the engines that run a network have in common: its file, its version, when it is opened."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol

from models.values import Grey, Reading
from ocr.engines import lines, network


class Source(Protocol):
    """Where a network's file comes from, and on which terms."""

    @property
    def licence(self) -> str: ...

    @property
    def remedy(self) -> str:
        """What to do about a file that cannot be used."""
        ...

    def version(self) -> str:
        """Tells one network from another. Raises EnvironmentProblem when it is missing."""
        ...

    def graph(self) -> Path:
        """Its ONNX file, made now where it must be. Raises EnvironmentProblem."""
        ...

    def is_ready(self) -> bool:
        """Whether the ONNX file is there already."""
        ...


class Networked(ABC):
    """An `Engine` on a network, which is opened by the first crop, or by `open`."""

    def __init__(self, name: str, languages: frozenset[str], source: Source) -> None:
        self.name = name
        self.languages = languages
        self.source = source

    def version(self) -> str:
        """As `Engine.version`."""
        return self.source.version()

    def open(self) -> None:
        """Open the network now. Raises EnvironmentProblem."""
        _ = self.network

    @cached_property
    def network(self) -> network.Network:
        """Raises EnvironmentProblem."""
        return network.opened(self.source.graph(), network.noted_tokens, self.source.remedy)

    @abstractmethod
    def read(self, crops: Sequence[Grey], languages: tuple[str, ...]) -> tuple[Reading, ...]:
        """As `Engine.read`."""


class LineNetwork(Networked):
    """One that wants its lines with paper around and no wider than it was made for."""

    def __init__(
        self, name: str, languages: frozenset[str], source: Source, fit: lines.Fit
    ) -> None:
        super().__init__(name, languages, source)
        self.fit = fit

    def read(self, crops: Sequence[Grey], languages: tuple[str, ...]) -> tuple[Reading, ...]:
        """As `Engine.read`; what confidence means stands at `ocr.engines.lines.read`."""
        return lines.read(crops, self.name, languages, self.fit, self.recognise)

    @abstractmethod
    def recognise(self, pictures: Sequence[Grey]) -> Sequence[lines.Placed]:
        """As `ocr.engines.lines.Recognise`."""
