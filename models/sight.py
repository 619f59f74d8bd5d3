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


#: The "form" whose choices hold for every form that has none of its own. "" is an unknown form.
EVERY_FORM: Final = "*"
#: Kinds that tell a story or show a face by themselves: no crops unless chosen for the field.
TELLING: Final = ("longtext", "table", "photo")

#: Roles that see records whole unless their office says otherwise. A checker gets crops alone.
_DEFAULTS: Final[Mapping[str, Sight]] = {
    "manager": Sight.WHOLE,
    "reviewer": Sight.WHOLE,
    "checker": Sight.CROP,
}
#: Roles for which an office can choose; the others see nothing of any field.
CHOSEN_FOR: Final = tuple(_DEFAULTS)


@dataclass(frozen=True, slots=True)
class Sights:
    """What one role may see of the fields of one form. `set_` holds the office's choices by key."""

    role: str
    set_: Mapping[str, Sight] = field(default_factory=dict)

    def of(self, key: str, kind: str = "") -> Sight:
        """Of one field; a choice for the key "" stands for every field without its own.

        `kind` is asked where crops are given out: long text, tables and photographs are not
        given as crops unless the office chose so for the field itself.
        """
        if key in self.set_:
            return self.set_[key]
        found = self.set_.get("", _DEFAULTS.get(self.role, Sight.NEVER))
        return Sight.NEVER if found is Sight.CROP and kind in TELLING else found

    def whole(self, key: str) -> bool:
        """Whether it may be seen on its page, in its record, in an export."""
        return self.of(key) is Sight.WHOLE

    @property
    def everything(self) -> bool:
        """Whether every field is seen whole, whichever the form has."""
        return self.whole("") and all(one is Sight.WHOLE for one in self.set_.values())


#: A machine that may read records sees all of them: what it is for was decided with its token.
ALL: Final = Sights("", {"": Sight.WHOLE})
