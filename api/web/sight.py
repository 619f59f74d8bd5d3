"""Who sees what: for each field of each form and each role, whole, as a crop, or never."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from api.actor import Actor
from api.policy import MANAGERS, PolicedRouter, Policy, current_actor
from api.speak import N_, _
from api.state import AppState, state
from api.web.crop_views import newest
from api.web.fields import Label, titles_of
from api.web.render import page
from models.errors import BadRequest, LontarError
from models.forms import Form
from models.repositories import sight
from models.sight import CHOSEN_FOR, EVERY_FORM, TELLING, Sight, Sights

router = PolicedRouter(include_in_schema=False)
MANAGE: Final = Policy.people(*MANAGERS)
WORDS: Final[Mapping[str, str]] = {
    Sight.WHOLE: N_("whole"),
    Sight.CROP: N_("as a crop"),
    Sight.NEVER: N_("never"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One choice: `chosen` is "" where none was made, `else_` what then holds, in words."""

    name: str
    role: str
    chosen: str
    else_: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A field with its choices for each role; `key` "" is every field without its own."""

    key: str
    labels: tuple[Label, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What the office chose for a form, by (key, role), and for every form, by role."""

    own: Mapping[tuple[str, str], Sight]
    every: Mapping[str, Sights]

    def cell(self, key: str, role: str, *, telling: bool) -> Cell:
        """What is chosen, and what holds without: the form's choice, every form's, the rule."""
        here = {k: sight for (k, r), sight in self.own.items() if r == role and k != key}
        wider = self.every[role].set_ if role in self.every else {}
        then = Sights(role, {**wider, **here}).of(key, TELLING[0] if telling else "")
        words = [(one.value, _(WORDS[one])) for one in Sight]
        return Cell(
            name=f"{role}|{key}",
            role=role,
            chosen=str(self.own.get((key, role), "")),
            else_=_(WORDS[then]),
            options=tuple(w for w in words if role != "checker" or w[0] != Sight.WHOLE),
        )


@router.get("/sight", policy=MANAGE)
def sight_page(
    form: Annotated[str, Query(max_length=80)] = EVERY_FORM,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    return _page(actor, state, form)


def _page(actor: Actor, state: AppState, form: str, problem: LontarError | None = None) -> Response:
    with state.database.read() as session:
        chosen = sight.choices(session, actor.office_id)
        every = {
            role: sight.sights(session, actor.office_id, role, EVERY_FORM)
            for role in CHOSEN_FOR
            if form != EVERY_FORM
        }
    own = {(c.key, c.role): c.sight for c in chosen if c.form == form}
    known = newest(state.forms, form)
    return page(
        "sight.html",
        actor,
        "/sight",
        status=problem.status if problem else 200,
        form=form,
        forms=_forms(state.forms, {c.form for c in chosen}),
        rows=_rows(known, _Chosen(own, every)),
        roles=CHOSEN_FOR,
        keys=() if known else sorted({f.key for one in state.forms for f in one.fields}),
        ways=[(one.value, _(WORDS[one])) for one in Sight],
        problem=problem,
    )


def _forms(forms: Sequence[Form], named: set[str]) -> list[tuple[str, str, bool]]:
    """What can be chosen for: id, words, and whether the office chose something there."""
    ids = sorted({form.id for form in forms} | named - {"", EVERY_FORM})
    titles = {one: titles_of(newest(forms, one), one)[0].words for one in ids}
    return [
        (EVERY_FORM, _("Every form"), EVERY_FORM in named),
        ("", _("Papers of unknown form"), "" in named),
        *((one, titles[one], one in named) for one in ids),
    ]


def _rows(known: Form | None, chosen: _Chosen) -> list[Row]:
    fields = {f.key: f for f in known.fields} if known else {}
    keys = dict.fromkeys(("", *fields, *(key for key, _role in chosen.own)))
    rows = []
    for key in keys:
        field = fields.get(key)
        labels = tuple(Label(lang, words) for lang, words in field.labels.items()) if field else ()
        telling = field is not None and field.kind in TELLING
        cells = tuple(chosen.cell(key, role, telling=telling) for role in CHOSEN_FOR)
        rows.append(Row(key, labels or (Label("en", key.replace("_", " ")),), cells))
    return rows


@router.post("/sight", policy=MANAGE)
async def choose_sight(
    request: Request, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    """Set everything that the page shows of one form; what is left open is as it was before."""
    sent = {key: str(value) for key, value in (await request.form()).items()}
    form = sent.pop("form", EVERY_FORM)[:80]
    added = sent.pop("added", "").strip()[:60]
    for role in CHOSEN_FOR:
        value = sent.pop(f"{role}|+", "")
        if added and value:
            sent[f"{role}|{added}"] = value
    return await run_in_threadpool(_choose, sent, form, actor, state)


def _choose(sent: Mapping[str, str], form: str, actor: Actor, state: AppState) -> Response:
    try:
        with state.database.write() as session:
            there = {
                (c.role, c.key): c.sight
                for c in sight.choices(session, actor.office_id)
                if c.form == form
            }
            for name, value in sent.items():
                role, _bar, key = name.partition("|")
                wanted = _sight(value)
                if wanted is there.get((role, key)):
                    continue
                sight.choose(
                    session,
                    actor.office_id,
                    role=role,
                    form=form,
                    key=key[:60],
                    sight=wanted,
                    actor=actor.label,
                )
    except LontarError as problem:
        return _page(actor, state, form, problem)
    return RedirectResponse(f"/sight?{urlencode({'form': form})}", 303)


def _sight(value: str) -> Sight | None:
    try:
        return Sight(value) if value else None
    except ValueError:
        raise BadRequest("That is no way to see a field.", remedy="Take one of the list.") from None
