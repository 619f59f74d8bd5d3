"""Two readers: which fields two people read, and how often they agree; for managers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import Depends, Form, Query, Response
from fastapi.responses import RedirectResponse

from api.actor import Actor
from api.policy import MANAGERS, PolicedRouter, Policy, current_actor
from api.speak import N_, _
from api.state import AppState, state
from api.web.fields import Label, titles_of
from api.web.render import page
from models.errors import BadRequest
from models.forms import Form as Definition
from models.repositories import agreement, rules, unread
from models.repositories.agreement import Rate
from models.repositories.rules import Rule

router = PolicedRouter(include_in_schema=False)
MANAGE: Final = Policy.people(*MANAGERS)
_DAYS: Final = (30, 90, 365)
#: fewer comparisons say too little to be shown as a share
_ENOUGH: Final = 10

#: the word of a form -> the rule, None: as the wider one says
WAYS: Final[dict[str, Rule | None]] = {
    "": None,
    "one": Rule(1),
    "two": Rule(2),
    "always": Rule(2, always=True),
}
WORDS: Final = {
    "one": N_("one person"),
    "two": N_("two people, where anybody must look"),
    "always": N_("two people, always"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A field (or with `key` "" all of a form) and how it is read; `otherwise` without a choice."""

    key: str
    labels: tuple[Label, ...]
    chosen: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class Share:
    """A rate as it is shown: a share only where enough was compared."""

    words: str
    interval: str


@dataclass(frozen=True, slots=True)
class FieldLine:
    form: Label
    field: Label
    same: Share
    again: Share


@dataclass(frozen=True, slots=True)
class PersonLine:
    login: str
    same: Share
    stood: Share


@router.get("/readers", policy=MANAGE)
def readers_page(
    form: Annotated[str, Query(max_length=80)] = "",
    days: Annotated[int, Query(ge=1, le=3650)] = 90,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    with state.database.read() as session:
        found = agreement.agreement(session, actor.office_id, days=days)
        chosen = rules.all_rules(session, actor.office_id)
        whole, _single = unread.readers(session, actor.office_id)
    ids = list(dict.fromkeys([one.id for one in state.forms] + [one.form for one in chosen]))
    form = form or (ids[0] if ids else "")
    own = {one.key: Rule(one.readers, one.always) for one in chosen if one.form == form}
    named = {one.form for one in chosen}
    return page(
        "readers.html",
        actor,
        "/readers",
        form=form,
        forms=[(one, _title(state.forms, one), one in named) for one in ids],
        rows=_rows(_newest(state.forms, form), own),
        ways=[(word, _(words)) for word, words in WORDS.items()],
        able=len(whole),
        days=days,
        spans=_DAYS,
        all=_share(found.all),
        compared=found.all.count,
        fields=[
            FieldLine(
                _title(state.forms, one.form),
                _labels(_newest(state.forms, one.form), one.key)[0],
                _share(one.same),
                _share(one.again),
            )
            for one in found.fields
        ],
        people=[PersonLine(one.login, _share(one.same), _share(one.stood)) for one in found.people],
        again=f"{100 * state.settings.again_share:g}",
        enough=_ENOUGH,
    )


def _newest(forms: Sequence[Definition], form_id: str) -> Definition | None:
    return next((form for form in reversed(forms) if form.id == form_id), None)


def _title(forms: Sequence[Definition], form_id: str) -> Label:
    return titles_of(_newest(forms, form_id), form_id or _("Unknown form"))[0]


def _labels(form: Definition | None, key: str) -> tuple[Label, ...]:
    field = next((one for one in form.fields if one.key == key), None) if form else None
    labels = tuple(Label(*one) for one in field.labels.items()) if field else ()
    return labels or (Label("en", key.replace("_", " ")),)


def _word(rule: Rule | None) -> str:
    return next((word for word, one in WAYS.items() if one == rule), "")


def _rows(form: Definition | None, own: dict[str, Rule]) -> list[Row]:
    wide = own.get("")
    rows = [Row("", (), _word(wide), _(WORDS["one"]))]
    keys = dict.fromkeys([*([f.key for f in form.fields] if form else []), *sorted(own)])
    for key in keys:
        if key:
            otherwise = _(WORDS[_word(wide) or "one"])
            rows.append(Row(key, _labels(form, key), _word(own.get(key)), otherwise))
    return rows


def _share(rate: Rate) -> Share:
    """In percent with the interval, or counts alone where a share would say too much."""
    count = _("{hits} of {count}").format(hits=rate.hits, count=rate.count)
    if rate.share is None:
        return Share("–", "")
    if rate.count < _ENOUGH:
        return Share(count, "")
    low, high = rate.interval
    return Share(
        f"{100 * rate.share:.0f} %",
        _("{hits} of {count}; the true share lies between {low} and {high} %").format(
            hits=rate.hits, count=rate.count, low=f"{100 * low:.0f}", high=f"{100 * high:.0f}"
        ),
    )


@router.post("/readers", policy=MANAGE)
def choose_readers(
    form: Annotated[str, Form(max_length=80)],
    way: Annotated[str, Form(max_length=20)] = "",
    key: Annotated[str, Form(max_length=60)] = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """Say how one field, or a whole form, is read from now on."""
    if way not in WAYS:
        raise BadRequest("That is no way to read a field.", remedy="Take one of the list.")
    with state.database.write() as session:
        rules.choose(
            session, actor.office_id, form=form, key=key, rule=WAYS[way], actor=actor.label
        )
    return RedirectResponse(f"/readers?{urlencode({'form': form})}", 303)
