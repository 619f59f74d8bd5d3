"""How much is accepted without a person and how often that is wrong, form by form, for managers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Form, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.actor import Actor
from api.policy import MANAGERS, PolicedRouter, Policy, current_actor
from api.routing_words import sentence, share
from api.speak import N_, _, ngettext
from api.state import AppState, state
from api.v1 import routing as v1_routing
from api.v1.routing import NewTolerance
from api.web.curve import drawn
from api.web.fields import Label, titles_of
from api.web.render import page
from extract.automation import Point
from ingest.routing import Report, reports
from ingest.settings import Settings
from models.errors import BadRequest, LontarError
from models.forms import Form as Definition
from models.repositories import routing
from models.repositories.routing import Tolerances

router = PolicedRouter(include_in_schema=False)
MANAGE: Final = Policy.people(*MANAGERS)


@dataclass(frozen=True, slots=True)
class Row:
    """A strictness in words; `here` marks the one in force."""

    strictness: str
    automation: str
    error: str
    here: bool


@dataclass(frozen=True, slots=True)
class FormView:
    """A version of a form: what is known of it, and its picture (SVG, made by us alone)."""

    form: str
    version: str
    titles: tuple[Label, ...]
    trusted: bool
    text: str
    counts: tuple[tuple[str, int], ...]
    samples: int
    samples_wrong: int
    found_wrong: int
    fields: tuple[tuple[str, str], ...]  # label of the field, sentence
    picture: str
    rows: tuple[Row, ...]
    tolerated: str  # the office's own choice in percent; "" without one
    keys: tuple[tuple[str, str], ...]  # of fields that can have a choice of their own, with labels


def _page(actor: Actor, state: AppState, problem: LontarError | None = None) -> Response:
    counted = v1_routing.seen_lately(state, actor.office_id)
    with state.database.read() as session:
        found = reports(session, actor.office_id, state.settings, counted)
        chosen = routing.tolerances(session, actor.office_id)
    return page(
        "routing.html",
        actor,
        "/routing",
        status=problem.status if problem else 200,
        forms=[_view(one, state.forms, chosen, state.settings) for one in found],
        wide=_percent(chosen, "", ""),
        setting=share(state.settings.tolerated_error),
        sampled=share(state.settings.sample_share),
        problem=problem,
    )


@router.get("/routing", policy=MANAGE)
def routing_page(
    actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    return _page(actor, state)


@router.post("/routing/tolerance", policy=MANAGE)
def tolerate(
    percent: Annotated[str, Form(max_length=20)] = "",
    form: Annotated[str, Form(max_length=80)] = "",
    field: Annotated[str, Form(max_length=60)] = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """Tolerate so many wrong values in a hundred from now on; nothing written: as it was before."""
    try:
        error = float(percent.replace(",", ".")) / 100 if percent.strip() else None
        body = NewTolerance(form=form, field=field, error=error)
        v1_routing.set_tolerance(body, actor, state)
    except (ValueError, ValidationError):
        problem = BadRequest(
            "That is no share of errors to tolerate.", remedy="Write percent between 0 and 50."
        )
        return _page(actor, state, problem)
    except LontarError as problem:
        return _page(actor, state, problem)
    return RedirectResponse("/routing", 303)


def _view(
    one: Report, forms: Sequence[Definition], chosen: Tolerances, settings: Settings
) -> FormView:
    seen, standing = one.seen, one.standing
    known = next((f for f in forms if (f.id, f.version) == (seen.form, seen.version)), None)
    names = {f.key: " / ".join(f.labels.values()) or f.key for f in known.fields} if known else {}
    name = f"{seen.form} {seen.version}".strip() or _("Documents of no known form")
    return FormView(
        form=seen.form,
        version=seen.version,
        titles=titles_of(known, seen.form or _("Documents of no known form")),
        trusted=standing.trusted,
        text=sentence(standing, settings.trust_records),
        counts=(
            (ngettext("record", "records", seen.records), seen.records),
            *((_(_COUNTS[k]), n) for k, n in seen.fields.items()),
        ),
        samples=seen.samples,
        samples_wrong=seen.samples_wrong,
        found_wrong=seen.found_wrong,
        fields=tuple(
            (names.get(key, key), sentence(field, settings.trust_records))
            for key, field in sorted(standing.fields.items())
        ),
        picture=drawn(one.curve, standing, _("Error against automation: {form}").format(form=name)),
        rows=tuple(_row(point, point.strictness == standing.strictness) for point in one.curve),
        tolerated=_percent(chosen, seen.form, ""),
        keys=tuple(names.items()),
    )


_COUNTS: Final = {
    "accepted": N_("accepted"),
    "doubt": N_("in doubt"),
    "confirm": N_("to confirm"),
    "sample": N_("drawn by lot"),
}


def _row(point: Point, here: bool) -> Row:
    low, high = point.automation_interval
    within = _("{share} ({low} to {high})")
    automation = within.format(share=share(point.automation), low=share(low), high=share(high))
    low, high = point.error_interval
    error = _("{part} of {all} ({low} to {high})").format(
        part=point.wrong, all=point.looked, low=share(low), high=share(high)
    )
    return Row(f"{point.strictness:+.2f}", automation, error if point.looked else "", here)


def _percent(chosen: Tolerances, form: str, key: str) -> str:
    error = chosen.get((form, key))
    return "" if error is None else f"{100 * error:g}"
