"""Single fields as the pages show them: alone, and with nothing that tells whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from api import speak
from api.seen import reasons
from api.speak import _
from api.web.fields import FieldView, Heard, Label, titles_of, view
from api.web.words import ACTION
from models.forms import Form
from models.queueing import Heap, Work
from models.sight import ALL, Sight, Sights
from models.tables import Field
from models.values import FieldStatus

#: What a checker may know of the doubts of a field: nothing that tells of another one.
_ALONE: Final = Sights("checker")
#: Kinds of which several can be told apart at a glance, as their meaning is a word or two.
_ON_A_SHEET: Final = ("choice", "multi", "date", "number", "name", "place", "signature", "code")
COUNTED: Final = 200  # so many of a pile are counted
_LEAST_ALIKE: Final = 3  # so many of one value are a group of their own


@dataclass(frozen=True, slots=True)
class Pile:
    """Fields of one kind that wait: a line of the list. `every`: of all forms that have it."""

    form: str
    key: str
    label: Label
    others: tuple[Label, ...]
    titles: tuple[Label, ...]
    kind: str
    count: int
    more: bool  # there are more than were counted
    sheet: bool
    urgent: bool = False
    every: bool = False

    @property
    def labels(self) -> tuple[Label, ...]:
        return (self.label, *self.others)

    @property
    def query(self) -> str:
        """The part of an address that names it."""
        named = {"key": self.key} if self.every else {"key": self.key, "form": self.form}
        return urlencode(named)


@dataclass(frozen=True, slots=True)
class Group:
    """Tiles of a sheet. `said` is what all of them were read as; "" where each differs."""

    said: str
    language: str
    tiles: tuple[FieldView, ...]


def may(sights: Sights, key: str, kind: str) -> bool:
    """Whether a field may be given to these eyes by itself."""
    return sights.of(key, kind) is not Sight.NEVER


def piles(
    heaps: Iterable[Heap], forms: Sequence[Form], sights: Mapping[str, Sights]
) -> tuple[Pile, ...]:
    """What waits that this role may be given, the largest first.

    A field that several forms have comes once for all of them too.
    """
    allowed = [heap for heap in heaps if may(sights[heap.form], heap.key, heap.kind)]
    each = [_pile(heap, forms) for heap in allowed]
    by_key: dict[str, list[Pile]] = {}
    for pile in each:
        by_key.setdefault(pile.key, []).append(pile)
    every = [
        replace(
            some[0],
            form="",
            every=True,
            count=sum(p.count for p in some),
            more=any(p.more for p in some),
            urgent=any(p.urgent for p in some),
        )
        for some in by_key.values()
        if len(some) > 1
    ]
    return tuple(sorted((*every, *each), key=lambda p: (not p.urgent, -p.count, p.key, p.form)))


def _pile(heap: Heap, forms: Sequence[Form]) -> Pile:
    form = newest(forms, heap.form)
    labels = labels_of(heap.key, heap.kind, form)
    return Pile(
        form=heap.form,
        key=heap.key,
        label=labels[0],
        others=labels[1:],
        titles=readers_first(titles_of(form, heap.form)),
        kind=heap.kind,
        count=heap.count,
        more=heap.count >= COUNTED,
        urgent=heap.urgent,
        sheet=on_a_sheet(heap.kind),
    )


def readers_first(titles: Sequence[Label]) -> tuple[Label, ...]:
    """A form's titles, that in the reader's language first: here one is enough to tell it by."""
    return tuple(sorted(titles, key=lambda title: title.language != speak.language()))


def on_a_sheet(kind: str) -> bool:
    """Whether many of a kind can be looked through at once."""
    return kind in _ON_A_SHEET


def newest(forms: Sequence[Form], form_id: str) -> Form | None:
    """The newest version of a form that is installed."""
    found = [form for form in forms if form.id == form_id]
    return max(found, key=lambda form: form.version, default=None)


def labels_of(key: str, kind: str, form: Form | None) -> tuple[Label, ...]:
    """The printed words of a field, the main language of its form first."""
    bare = Field(key=key, kind=kind, raw="", value=None, confidence=0.0, page=0)
    bare.status, bare.problems, bare.readings, bare.source = FieldStatus.REVIEW, [], [], ""
    bare.repairs, bare.box = [], None
    seen = view(bare, form, Sights("", {"": Sight.NEVER}))
    return (seen.main, *seen.others)


def card(work: Work, field: Field, forms: Sequence[Form]) -> FieldView:
    """A field to be settled by itself: named by its work, without page, place or record."""
    version = (work.form, work.form_version)
    form = next((f for f in forms if (f.id, f.version) == version), None)
    shown = view(field, form, ALL)
    return replace(
        shown,
        key=work.id,
        page=0,
        box=(),
        crop=f"/crops/{work.id}/picture",
        said=shown.said or (_("nothing written") if shown.known else ""),
        heard=_differing(work) or shown.heard,
        reasons=tuple(speak.said(reason) for reason in reasons(field, _ALONE)),
        typed="",
        doubtful=True,
    )


def _differing(work: Work) -> tuple[Heard, ...]:
    """What two people said who did not agree, for the third who settles it."""
    return tuple(
        Heard(_("a person"), one.raw if one.action == "correct" else _(ACTION[one.action]), digit)
        for digit, one in enumerate(work.answers, start=1)
    )


def groups(cards: Sequence[FieldView]) -> tuple[tuple[Group, ...], tuple[FieldView, ...]]:
    """A sheet's tiles by what they were read as, the largest group first, and what is left over.

    Values that few share come together, each with its own reading under it. What nobody could
    read is left over: there is nothing that a glance could confirm.
    """
    known = [one for one in cards if one.known and one.said]
    by_value: dict[str, list[FieldView]] = {}
    for one in known:
        by_value.setdefault(one.said, []).append(one)
    alike = [tiles for tiles in by_value.values() if len(tiles) >= _LEAST_ALIKE]
    mixed = [one for tiles in by_value.values() if len(tiles) < _LEAST_ALIKE for one in tiles]
    made = [Group(t[0].said, t[0].language, tuple(t)) for t in sorted(alike, key=len, reverse=True)]
    if mixed:
        made.append(Group("", mixed[0].language, tuple(mixed)))
    return tuple(made), tuple(one for one in cards if one not in known)
