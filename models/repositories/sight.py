"""What an office lets each role see of the fields of each form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.database import now
from models.errors import BadRequest
from models.repositories import audit
from models.sight import CHOSEN_FOR, EVERY_FORM, Sight, Sights
from models.tables import SightChoice


def sights(session: Session, office_id: str, role: str, form: str) -> Sights:
    """What `role` may see of the fields of `form` ("" is an unknown form)."""
    return sights_of(session, office_id, role, (form,))[form]


def sights_of(
    session: Session, office_id: str, role: str, forms: Sequence[str]
) -> Mapping[str, Sights]:
    """The same of several forms at once.

    A choice for a form goes before one for every form; a field's own goes before both.
    """
    wanted = dict.fromkeys(forms)
    query = select(SightChoice.form, SightChoice.key, SightChoice.sight).where(
        SightChoice.office_id == office_id,
        SightChoice.role == role,
        SightChoice.form.in_((*wanted, EVERY_FORM)),
    )
    found: dict[str, dict[str, Sight]] = {form: {} for form in (*wanted, EVERY_FORM)}
    for form, key, sight in session.execute(query):
        found[form][key] = Sight(sight)
    return {form: Sights(role, {**found[EVERY_FORM], **found[form]}) for form in wanted}


@dataclass(frozen=True, slots=True)
class Limited:
    """Forms of which a role does not see everything: a hit of a search there would tell it.

    `all_but`: turned round, these are the forms of which it does see everything.
    """

    forms: tuple[str, ...]
    all_but: bool = False

    @property
    def anything(self) -> bool:
        """Whether something of some form is kept from the role."""
        return self.all_but or bool(self.forms)

    def limits(self, form: str) -> bool:
        """Whether something of this form is kept from the role."""
        return (form in self.forms) != self.all_but


def limited(session: Session, office_id: str, role: str) -> Limited:
    """Of which forms something is kept from a role; "" stands for unknown forms."""
    query = select(SightChoice.form).where(
        SightChoice.office_id == office_id, SightChoice.role == role
    )
    named = [form for form in session.scalars(query.distinct()) if form != EVERY_FORM]
    every = sights_of(session, office_id, role, (*named, EVERY_FORM))
    all_but = not every[EVERY_FORM].everything
    return Limited(
        tuple(sorted(form for form in named if every[form].everything is all_but)), all_but
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of an office; see `models.tables.SightChoice`."""

    role: str
    form: str
    key: str
    sight: Sight


def choices(session: Session, office_id: str) -> tuple[Choice, ...]:
    """Everything that an office has chosen."""
    query = select(SightChoice).where(SightChoice.office_id == office_id)
    ordered = query.order_by(SightChoice.form, SightChoice.key, SightChoice.role)
    return tuple(Choice(c.role, c.form, c.key, Sight(c.sight)) for c in session.scalars(ordered))


def choose(
    session: Session,
    office_id: str,
    *,
    role: str,
    form: str,
    key: str,
    sight: Sight | None,
    actor: str,
) -> None:
    """Set what a role may see of a field, or with None take the choice back.

    Raises BadRequest for a role that sees no field anyway, and for a checker to see a field whole:
    a checker is given no page on which it could be.
    """
    if role not in CHOSEN_FOR:
        raise BadRequest(
            "What this role may see is not chosen: it sees no field.",
            remedy=f"Choose for one of {', '.join(CHOSEN_FOR)}.",
        )
    if role == "checker" and sight is Sight.WHOLE:
        raise BadRequest(
            "A checker is given single fields alone and sees none on its page.",
            remedy="Choose crop or never, or make the person a reviewer.",
        )
    here = (
        (SightChoice.office_id == office_id)
        & (SightChoice.role == role)
        & (SightChoice.form == form)
        & (SightChoice.key == key)
    )
    before = session.scalar(select(SightChoice.sight).where(here))
    session.execute(delete(SightChoice).where(here))
    if sight is not None:
        session.add(
            SightChoice(
                office_id=office_id, role=role, form=form, key=key, sight=sight, by=actor, at=now()
            )
        )
    audit.note(
        session,
        office_id=office_id,
        actor=actor,
        action="sight.chosen",
        object_=f"{form}:{key}"[:80],
        role=role,
        before=before or "",
        after=sight or "",
    )
