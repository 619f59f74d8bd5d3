"""How much of a field somebody may see: whole, as a crop alone, or never.

Set for each form and role (`models.repositories.sight`); where nothing is set, the rule below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Sight(StrEnum):
    """What a role may see of a field."""

    WHOLE = "whole"  # on its page, among the other fields of its record
    CROP = "crop"  # alone: its crop and its value, nothing that tells whose it is
    NEVER = "never"


#: Roles that see records whole unless their office says otherwise. A checker gets crops alone.
_DEFAULTS: Final[Mapping[str, Sight]] = {
    "manager": Sight.WHOLE,
    "reviewer": Sight.WHOLE,
    "checker": Sight.CROP,
}


@dataclass(frozen=True, slots=True)
class Sights:
    """What one role may see of the fields of one form. `set_` holds the office's choices by key."""

    role: str
    set_: Mapping[str, Sight] = field(default_factory=dict)

    def of(self, key: str) -> Sight:
        """Of one field; a choice for the key "" stands for every field without its own."""
        default = _DEFAULTS.get(self.role, Sight.NEVER)
        return self.set_.get(key, self.set_.get("", default))
