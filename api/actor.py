"""Who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a person with a role, or a machine's token with scopes, of one office."""

    office_id: str
    kind: Literal["person", "token"]
    id: str
    name: str  # the login of a person, the name of a token
    role: str = ""
    scopes: tuple[str, ...] = ()
    language: str = ""  # of the pages, once chosen
    own_digits: bool = False
    #: (id, name) of every office that the person may work for, where these are several
    offices: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        """How the audit and the corrections name this actor."""
        return f"person:{self.name}" if self.kind == "person" else f"token:{self.id}"
