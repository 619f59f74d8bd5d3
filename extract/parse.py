"""Readings to fields: what was written, what it means, how sure, and why not surer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.alternatives import Understood, best, meaning
from extract.confidence import EMPTY, status, weigh
from extract.context import Context
from extract.doubts import doubt
from extract.heard import heard
from extract.kinds import parse_text
from extract.languages.digits import systems
from extract.readers import believed, by_tesseract, ceiling, ink_doubts, nothing_written
from extract.scripts import script_doubts
from extract.span import cut, text_language
from extract.text import clean
from extract.values.parsed import Parsed
from models.forms import FormField
from models.values import Box, FieldStatus, FieldValue, Problem, Reading, Repair


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Readings that came to the same value, with the probability that it is right."""

    readings: tuple[Reading, ...]
    parsed: Parsed
    p: float
    problems: tuple[Problem, ...]
    repairs: tuple[Repair, ...] = ()


def parse_field(
    field: FormField,
    readings: Sequence[Reading],
    *,
    context: Context,
    box: Box | None = None,
    page: int = 0,
) -> FieldValue:
    """The field that these readings of its zone come to. Never raises on odd text.

    No readings, or ink that shows no writing: the field is empty. Readings without any text:
    there was writing that nobody could read. `box` (scan pixels) and `page` (in the document)
    are passed on.
    """
    blank = FieldValue(
        key=field.key,
        kind=field.kind.value,
        raw="",
        value=None,
        p=EMPTY,
        status=FieldStatus.EMPTY,
        page=page or field.page,
        box=box,
        source=context.source,
        readings=tuple(readings),
    )
    if not readings or nothing_written(readings):
        return blank
    spoken = [r for r in readings if clean(r.text)]
    if not spoken:
        return _unreadable(blank)
    candidates = sorted(_candidates(field, spoken, context), key=lambda c: c.p, reverse=True)
    return _settle(blank, field, candidates)


def _unreadable(blank: FieldValue) -> FieldValue:
    problem = doubt("unreadable")
    return replace(
        blank, p=weigh(0.5, [problem.code]), status=FieldStatus.REVIEW, problems=(problem,)
    )


def _candidates(
    field: FormField, readings: Sequence[Reading], context: Context
) -> list[_Candidate]:
    groups: dict[str, list[Understood]] = {}
    for reading in readings:
        one = _understood(field, reading, context)
        groups.setdefault(meaning(one.parsed, one.reading.text), []).append(one)
    return [_candidate(field, group, context) for group in groups.values()]


def _understood(field: FormField, reading: Reading, context: Context) -> Understood:
    language = text_language(reading.text, field.languages)

    def understand(text: str) -> tuple[Parsed, tuple[str, ...]]:
        part = cut(text, field)
        codes = (*part.doubts, *script_doubts(part.text, field.kind, field.languages))
        around = replace(context, heard=heard(replace(reading, text=text), language))
        return parse_text(part.text, field, around), codes

    found = best(reading, field.kind, language, understand)
    return replace(found, codes=(*found.codes, *ink_doubts(reading)))


def _candidate(
    field: FormField,
    group: list[Understood],
    context: Context,
) -> _Candidate:
    def alone(one: Understood) -> float:
        language = text_language(one.reading.text, field.languages)
        p = believed(one.reading, language)
        return weigh(p, one.codes, parsed=one.parsed.p_factor, ceiling=ceiling([one.reading]))

    first = max(group, key=alone)
    readings = (first.reading, *(one.reading for one in group if one is not first))
    codes = list(first.codes)
    if "tha" in systems(first.reading.text) and by_tesseract(readings):
        codes.append("thai_digits_unconfirmed")
    if context.source == "label":
        codes.append("by_label")
    engines = {reading.engine for reading in readings}
    evidence = ["readers_agree"] if len(engines) > 1 else []
    language = text_language(first.reading.text, field.languages)
    p = weigh(
        believed(first.reading, language),
        [*codes, *evidence],
        parsed=first.parsed.p_factor,
        ceiling=ceiling(readings),
    )
    problems = {problem.code: problem for problem in first.parsed.problems}
    problems |= {code: doubt(code) for code in codes}
    repairs = (*((first.repair,) if first.repair else ()), *first.parsed.repairs)
    return _Candidate(readings, first.parsed, p, tuple(problems.values()), repairs)


def _settle(blank: FieldValue, field: FormField, candidates: list[_Candidate]) -> FieldValue:
    first = candidates[0]
    p, problems = first.p, first.problems
    if len(candidates) > 1:
        problem = doubt("readers_disagree")
        problems = (*problems, problem)
        p = weigh(p, [problem.code], ceiling=ceiling(first.readings))
    raw = clean(first.readings[0].text)
    settled = replace(
        blank,
        raw=raw,
        value=first.parsed.value,
        p=p,
        problems=problems,
        repairs=first.repairs,
        parts=first.parsed.parts,
    )
    if first.parsed.absent == "none" or (first.parsed.value is None and not problems):
        # a dash or "none" was written, or only the leaders of the paper were read
        nothing = FieldStatus.NOT_APPLICABLE if first.parsed.absent else FieldStatus.EMPTY
        fine = status(field.kind, p, problems) is FieldStatus.ACCEPTED
        return replace(settled, status=nothing if fine else FieldStatus.REVIEW)
    return replace(settled, status=status(field.kind, p, problems))
