"""The bar on top of every page: which pages there are, for whom, and in which menu.

A page that people should find gets a line here. What a line says is translated where it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from api.policy import ADMINISTRATORS, CHECKERS, DRAFTERS, MANAGERS, REVIEWERS, UPLOADERS
from api.speak import N_, _
from models.repositories.offices import ROLES


@dataclass(frozen=True, slots=True)
class Entry:
    """A page: its address, its name, who is shown it, and the group in the menu (none: the bar)."""

    address: str
    words: str
    roles: tuple[str, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    address: str
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """Links of the menu under a small heading."""

    words: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """What one role is shown: its name, links in the bar, and groups in the menu behind it."""

    role: str
    links: tuple[Link, ...]
    groups: tuple[Group, ...]

    def folds_in(self, here: str) -> bool:
        """Whether the page that one is on stands in the menu."""
        return any(link.address == here for group in self.groups for link in group.links)


PAPERS: Final = N_("Papers")
FORMS: Final = N_("Forms")
RULES: Final = N_("How we work")
DOORS: Final = N_("People and machines")

#: Who is shown no more pages than these needs no menu.
_FEW: Final = 6

#: In the order they are shown. Keep the bar itself short: it is read in four languages.
ENTRIES: Final = (
    Entry("/", N_("Home"), ROLES),
    Entry("/batches", N_("Batches"), UPLOADERS),
    Entry("/queue", N_("Review"), REVIEWERS),
    Entry("/crops", N_("Single fields"), CHECKERS),
    Entry("/records", N_("Finished"), REVIEWERS),
    Entry("/search", N_("Search"), REVIEWERS),
    Entry("/progress", N_("Progress"), UPLOADERS),
    Entry("/documents", N_("Unknown forms"), REVIEWERS, PAPERS),
    Entry("/exports", N_("Export"), MANAGERS, PAPERS),
    Entry("/forms", N_("Forms"), DRAFTERS, FORMS),
    Entry("/dictionary", N_("Dictionary"), (*UPLOADERS, *ADMINISTRATORS), FORMS),
    Entry("/routing", N_("Automation"), MANAGERS, RULES),
    Entry("/readers", N_("Two readers"), MANAGERS, RULES),
    Entry("/sight", N_("Who sees what"), MANAGERS, RULES),
    Entry("/audit", N_("Audit"), MANAGERS, RULES),
    Entry("/people", N_("People and tokens"), ADMINISTRATORS, DOORS),
    Entry("/webhooks", N_("Webhooks"), DRAFTERS, DOORS),
)


ROLE_NAMES: Final[Mapping[str, str]] = {
    "uploader": N_("uploader"),
    "checker": N_("checker"),
    "reviewer": N_("reviewer"),
    "manager": N_("manager"),
    "administrator": N_("administrator"),
}


def bar(role: str) -> Bar:
    """What a role is shown; nothing for who is not signed in."""
    mine = [entry for entry in ENTRIES if role in entry.roles]
    if len(mine) <= _FEW:
        mine = [replace(entry, group="") for entry in mine]
    groups = dict.fromkeys(entry.group for entry in mine if entry.group)
    return Bar(
        _(ROLE_NAMES[role]) if role else "",
        _links(mine, ""),
        tuple(Group(_(group), _links(mine, group)) for group in groups),
    )


def _links(entries: list[Entry], group: str) -> tuple[Link, ...]:
    return tuple(Link(one.address, _(one.words)) for one in entries if one.group == group)
