"""Readings to fields: what was written, what it means, how sure, and why not surer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.confidence import EMPTY, status, weigh
from extract.context import Context
from extract.doubts import doubt
from extract.kinds import parse_text
from extract.languages.digits import systems
from extract.readers import believed, by_tesseract, ceiling, ink_doubts, nothing_written
from extract.scripts import script_doubts
from extract.span import cut, text_language
from extract.text import clean, fold
from extract.values.parsed import Parsed
from models.forms import FormField
from models.values import Box, FieldStatus, FieldValue, Problem, Reading


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Readings that came to the same value, with the probability that it is right."""

    readings: tuple[Reading, ...]
    parsed: Parsed
    p: float
    problems: tuple[Problem, ...]


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
    groups: dict[str, list[tuple[Reading, Parsed, tuple[str, ...]]]] = {}
    for reading in readings:
        part = cut(reading.text, field)
        parsed = parse_text(part.text, field, context)
        codes = (
            *part.doubts,
            *script_doubts(part.text, field.kind, field.languages),
            *ink_doubts(reading),
        )
        key = _same(parsed, part.text)
        groups.setdefault(key, []).append((reading, parsed, codes))
    return [_candidate(field, group, context) for group in groups.values()]


def _same(parsed: Parsed, text: str) -> str:
    """Two readings agree when they mean the same; without a value, when they say the same."""
    if parsed.value is None:
        return f"?{parsed.absent}{'' if parsed.absent else fold(text)}"
    value = parsed.value
    if isinstance(value, dict):
        value = {k: v for k, v in value.items() if k != "written"}
    return fold(value) if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _candidate(
    field: FormField,
    group: list[tuple[Reading, Parsed, tuple[str, ...]]],
    context: Context,
) -> _Candidate:
    def alone(item: tuple[Reading, Parsed, tuple[str, ...]]) -> float:
        reading, parsed, codes = item
        language = text_language(reading.text, field.languages)
        p = believed(reading, language)
        return weigh(p, codes, parsed=parsed.p_factor, ceiling=ceiling([reading]))

    best = max(group, key=alone)
    readings = (best[0], *(item[0] for item in group if item is not best))
    codes = list(best[2])
    if "tha" in systems(best[0].text) and by_tesseract(readings):
        codes.append("thai_digits_unconfirmed")
    if context.source == "label":
        codes.append("by_label")
    engines = {reading.engine for reading in readings}
    evidence = ["readers_agree"] if len(engines) > 1 else []
    language = text_language(best[0].text, field.languages)
    p = weigh(
        believed(best[0], language),
        [*codes, *evidence],
        parsed=best[1].p_factor,
        ceiling=ceiling(readings),
    )
    problems = {problem.code: problem for problem in best[1].problems}
    problems |= {code: doubt(code) for code in codes}
    return _Candidate(readings, best[1], p, tuple(problems.values()))


def _settle(blank: FieldValue, field: FormField, candidates: list[_Candidate]) -> FieldValue:
    best = candidates[0]
    p, problems = best.p, best.problems
    if len(candidates) > 1:
        problem = doubt("readers_disagree")
        problems = (*problems, problem)
        p = weigh(p, [problem.code], ceiling=ceiling(best.readings))
    raw = clean(best.readings[0].text)
    settled = replace(
        blank,
        raw=raw,
        value=best.parsed.value,
        p=p,
        problems=problems,
        repairs=best.parsed.repairs,
        parts=best.parsed.parts,
    )
    if best.parsed.absent == "none" or (best.parsed.value is None and not problems):
        # a dash or "none" was written, or only the leaders of the paper were read
        nothing = FieldStatus.NOT_APPLICABLE if best.parsed.absent else FieldStatus.EMPTY
        fine = status(field.kind, p, problems) is FieldStatus.ACCEPTED
        return replace(settled, status=nothing if fine else FieldStatus.REVIEW)
    return replace(settled, status=status(field.kind, p, problems))
