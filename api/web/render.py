"""Pages from templates. Everything put into one is escaped."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api import reader, speak
from api.actor import Actor
from api.policy import ADMINISTRATORS, CHECKERS, DRAFTERS, MANAGERS, REVIEWERS, UPLOADERS
from api.web import tongues, words, written
from api.web.bar import bar

_HERE: Final = Path(__file__).parent
_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.globals.update(_=speak._, ngettext=speak.ngettext, speak=speak, posted=reader.posted)
_TEMPLATES.filters.update(
    moment=written.moment,
    age=written.age,
    day=written.day,
    size=written.size,
    number=speak.number,
    percent=speak.percent,
    said=speak.said,
    actor_name=words.actor_name,
    tongue=tongues.tongue,
    readers=tongues.readers,
)


@dataclass(frozen=True, slots=True)
class May:
    """What a role may do, as far as pages differ by it. The routes themselves enforce it."""

    upload: bool
    review: bool
    manage_work: bool
    manage_people: bool
    draw_forms: bool = False
    check: bool = False  # single fields

    @property
    def checks_alone(self) -> bool:
        """Single fields, and nothing else of any record."""
        return self.check and not self.review


def may(role: str) -> May:
    return May(
        role in UPLOADERS,
        role in REVIEWERS,
        role in MANAGERS,
        role in ADMINISTRATORS,
        role in DRAFTERS,
        role in CHECKERS,
    )


def page(
    template: str, actor: Actor | None, here: str = "", *, status: int = 200, **values: Any
) -> HTMLResponse:
    """A whole page. `here` is the address of the link in the bar that it stands under."""
    role = actor.role if actor else ""
    made = _TEMPLATES.get_template(template).render(
        actor=actor, here=here, bar=bar(role), may=may(role), **values
    )
    return HTMLResponse(made, status)


def fragment(template: str, **values: Any) -> HTMLResponse:
    """A part of a page, for a script that puts it in its place."""
    return HTMLResponse(_TEMPLATES.get_template(template).render(**values))
