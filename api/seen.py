"""What whoever asks may see of fields: a person by role, a machine all that its scopes open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy.orm import Session

from api.actor import Actor
from extract.doubts import rules
from models.repositories import covering, sight
from models.repositories.covering import NOTHING, Covering
from models.repositories.sight import Limited
from models.sight import ALL, Sights
from models.tables import Document, Field, Note

#: Reasons that tell something of another field, as "A person under 18 …" does of the birth date.
ACROSS: Final = frozenset(
    {
        "age_agrees",
        "code_and_date_agree",
        "duration_agrees",
        "names_agree",
        "nik_agrees",
        "sum_agrees",
        "zone_agrees",
        "age_and_birth",
        "age_outside",
        "condition_unmet",
        "date_in_future",
        "dates_out_of_order",
        "duration_differs",
        "id_and_nationality",
        "minor_not_victim",
        "names_differ",
        "nik_and_birth",
        "nik_and_sex",
        "not_asked",
        "required_here",
        "rule_broken",
        "sum_differs",
        "title_and_age",
        "title_and_sex",
        "victim_rule",
        "zone_and_birth",
        "zone_and_name",
        "zone_and_nationality",
        "zone_and_sex",
    }
)


def sights_of(session: Session, actor: Actor, form: str) -> Sights:
    """What they may see of the fields of one form ("" is an unknown form)."""
    return each_form(session, actor, (form,))[form]


def each_form(session: Session, actor: Actor, forms: Sequence[str]) -> Mapping[str, Sights]:
    """The same of several forms."""
    if actor.kind == "token":
        return dict.fromkeys(forms, ALL)
    return sight.sights_of(session, actor.office_id, actor.role, forms)


def covering_of(session: Session, actor: Actor, document: Document) -> Covering:
    """Which places of a document's pages they may not see."""
    if actor.kind == "token":
        return NOTHING
    return covering.covering(session, actor.office_id, actor.role, document)


def limited_of(session: Session, actor: Actor) -> Limited:
    """Of which forms something is kept from them."""
    if actor.kind == "token":
        return Limited(())
    return sight.limited(session, actor.office_id, actor.role)


def problems(field: Field, sights: Sights) -> list[dict[str, str]]:
    """Why a field is doubted, as far as these eyes may know: nothing that tells of other fields."""
    if sights.everything:
        return [dict(problem) for problem in field.problems]
    return [
        {"code": code, "text": rules()[code].text}
        for code in dict.fromkeys(str(problem.get("code", "")) for problem in field.problems)
        if code in rules() and code not in ACROSS
    ]


def reasons(field: Field, sights: Sights) -> tuple[str, ...]:
    """The same as sentences."""
    return tuple(problem["text"] for problem in problems(field, sights) if problem.get("text"))


def notes_seen(notes: Sequence[Note], sights: Sights) -> tuple[Note, ...]:
    """The notes of a record that these eyes may read.

    Where something is kept from them only notes about fields that they see: what a free note tells
    nobody can know.
    """
    return tuple(n for n in notes if sights.everything or (n.key and sights.whole(n.key)))
