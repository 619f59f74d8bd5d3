"""Which boxes a made-up case ticks, in agreement with its person, and how firmly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from extract.forms.fill.stock import other_word
from extract.forms.fill.values import Case
from models.forms import FormField, Kind
from models.values import MarkState

_COUNTRY: Final = {"khm": "KHM", "tha": "THA", "ind": "IDN", "eng": "PHL"}
_ALONE: Final = {"NotSpecified", "Unknown", "none", "unknown"}  # exclude every other tick
_STRUCK_OUT: Final = 0.05  # share of tick fields where somebody changed their mind


@dataclass(frozen=True, slots=True)
class Ticks:
    """The state of every option by code, and what stands behind "Other:"."""

    states: dict[str, MarkState]
    other: str = ""

    @property
    def filled(self) -> list[str]:
        return [code for code, state in self.states.items() if state is MarkState.FILLED]


def ticks_of(field: FormField, case: Case) -> Ticks:
    """Ticks for a choice or multi field: at least one, sometimes one struck out."""
    codes = [o.code for o in field.options]
    other = {o.code for o in field.options if o.other}
    chosen = {c for c in _chosen(field, case, codes, other) if c in codes}
    states = {c: MarkState.FILLED if c in chosen else MarkState.EMPTY for c in codes}
    rest = [c for c in codes if c not in chosen and c not in other]
    if rest and case.rng.random() < _STRUCK_OUT:
        states[case.rng.choice(rest)] = MarkState.STRUCK_OUT
    text = ""
    if chosen & other and case.rng.random() < 0.9:
        text = other_word(case.language, field.key, case.rng, case.which)
    return Ticks(states, text)


def no_ticks(field: FormField) -> Ticks:
    """A field that somebody passed over."""
    return Ticks({o.code: MarkState.EMPTY for o in field.options})


def _chosen(field: FormField, case: Case, codes: list[str], other: set[str]) -> set[str]:
    fixed = _BY_KEY.get(field.key)
    if fixed is not None and field.kind is Kind.CHOICE:
        code = fixed(case)
        if code in codes:
            return {code}
    if field.key == "consent" and field.kind is Kind.MULTI:
        return _consent_points(case, codes)
    plain = [c for c in codes if c not in other and c not in _ALONE] or codes
    if field.kind is Kind.CHOICE:
        pool = codes if case.rng.random() < 0.12 else plain
        return {case.rng.choice(pool)}
    count = min(len(plain), case.rng.choices((1, 2, 3, 4), (4, 4, 2, 1))[0])
    chosen = set(case.rng.sample(plain, count))
    if other and case.rng.random() < 0.15:
        chosen |= other
    if "trafficking" in codes and case.rng.random() < 0.7:  # most cases here are of trafficking
        chosen.add("trafficking")
    return chosen


def _title(case: Case) -> str:
    child = case.person.age_on(case.form_date) < 15  # the titles of children end at fifteen
    if case.person.sex == "male":
        return "boy" if child else "mr"
    return "girl" if child else case.rng.choice(("mrs", "miss", "miss"))


def _nationality(case: Case) -> str:
    if case.rng.random() < 0.85:
        return _COUNTRY[case.language]
    return case.rng.choice(("VNM", "LAO", "MMR", "other"))


def _marital(case: Case) -> str:
    if case.person.age_on(case.form_date) < 18:
        return "single"
    return case.rng.choice(("single", "married", "married", "separated", "divorced", "widowed"))


def _consent_points(case: Case, codes: list[str]) -> set[str]:
    """Who agreed was mostly told everything; now and then a point was forgotten."""
    first, *others = codes
    return {first, *(code for code in others if case.rng.random() < 0.85)}


def _consent_by(case: Case) -> str:
    return "guardian" if case.person.age_on(case.form_date) < 18 else "self"


def _status(case: Case) -> str:
    """A result that fits what was ticked before it, as offices mostly conclude."""
    ticked = {key: bool(said.value) for key, said in case.said.items() if said.kind == "multi"}
    victim = ticked.get("act", True) and ticked.get("exploit_type", True)
    minor = case.person.age_on(case.form_date) < 18
    victim = victim and (minor or ticked.get("means_legal", ticked.get("means", True)))
    usual = ("ActualVictimOfTrafficking", "PossibleVictimOfTrafficking")
    if not victim or case.rng.random() < 0.04:
        return "NotAVictimOfTrafficking"
    return case.rng.choices(usual, (3, 2))[0]


_BY_KEY: Final[dict[str, Callable[[Case], str]]] = {
    "sex": lambda case: case.person.sex,
    "title": _title,
    "nationality": _nationality,
    "marital": _marital,
    "consent_by": _consent_by,
    "status": _status,
    "ethnicity": lambda case: case.rng.choices(("Khmer", "KhmerIslam", "Vietnamese"), (8, 1, 1))[0],
}
