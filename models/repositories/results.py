"""Keep what a worker read: pages and records, once per document and pipeline version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Final

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from models.database import new_id, now
from models.repositories import documents, rules, searchable, sequence, tasks
from models.repositories.kept_readings import reading_rows
from models.routing import Route
from models.tables import Answer, Correction, Document, Field, Page, Record, Routed
from models.values import (
    DocumentState,
    FieldStatus,
    FieldValue,
    Outcome,
    PageProblem,
    Problem,
    ReadPage,
    RecordState,
)
from models.values import Record as RecordValue

_NOT_ROUTED: Final = Problem(
    "not_routed", "Nothing has decided whether this value may be accepted: a person looks."
)
_TWO_READERS: Final = Problem("two_readers", "Two people read this field, each on their own.")


def keep(
    session: Session,
    document: Document,
    outcome: Outcome,
    *,
    pipeline: str,
    image_keys: Mapping[int, str],
) -> DocumentState:
    """Write pages and records and end the document. The caller holds the fence.

    Whatever an earlier attempt of the same pipeline version had written is replaced, except a
    record that a person has already corrected: their work is never thrown away. A field that was
    not routed waits for a person, so that nothing gets into the feed past the routing.
    """
    kept = _forget(session, document, pipeline)
    for page in outcome.pages:
        session.add(_page_row(document, page, pipeline, image_keys.get(page.number, "")))
    for problem in outcome.problems:
        session.add(_problem_row(document, problem, pipeline))
    found = [_read_twice(session, document, _guarded(record)) for record in outcome.records]
    for ordinal, record in enumerate(found, start=1):
        if ordinal not in kept:
            row = _record_row(session, document, record, pipeline, ordinal)
            session.add(row)
            tasks.enter(session, document, row)
            searchable.index_record(session, row)
    searchable.index_pages(session, document)
    document.pipeline = pipeline
    document.page_count = len(outcome.pages) + len(outcome.problems)
    waiting = any(
        kept.get(ordinal, record.state) == RecordState.NEEDS_REVIEW
        for ordinal, record in enumerate(found, start=1)
    )
    state, code, text, remedy = _end_of(outcome, waiting=waiting)
    documents.end(session, document, state, code=code, problem=text, remedy=remedy)
    return state


def _guarded(record: RecordValue) -> RecordValue:
    fields = tuple(
        one
        if one.routing is not None or one.source == "person"
        else replace(one, status=FieldStatus.REVIEW, problems=(*one.problems, _NOT_ROUTED))
        for one in record.fields
    )
    waits = any(one.status is FieldStatus.REVIEW for one in fields)
    return replace(record, fields=fields, state=RecordState.NEEDS_REVIEW) if waits else record


def _read_twice(session: Session, document: Document, record: RecordValue) -> RecordValue:
    """Fields that two people always read wait, however sure the readers were."""
    chosen = rules.of_form(session, document.office_id, record.form)
    fields = tuple(
        _to_people(one) if rules.rule_for(chosen, one.key).always else one for one in record.fields
    )
    waits = any(one.status is FieldStatus.REVIEW for one in fields)
    return replace(record, fields=fields, state=RecordState.NEEDS_REVIEW) if waits else record


def _to_people(one: FieldValue) -> FieldValue:
    if one.status is FieldStatus.REVIEW or one.source == "person":
        return one
    way = one.routing
    if way is not None and way.route is Route.ACCEPTED:
        way = replace(way, route=Route.CONFIRM)
    problems = (*one.problems, _TWO_READERS)
    return replace(one, status=FieldStatus.REVIEW, routing=way, problems=problems)


def _forget(session: Session, document: Document, pipeline: str) -> dict[int, str]:
    """Remove an earlier attempt's rows; the records that stay, as ordinal -> state."""
    session.execute(delete(Page).where(Page.document_id == document.id, Page.pipeline == pipeline))
    corrected = exists().where(Correction.record_id == Record.id) | exists().where(
        Answer.record_id == Record.id, Answer.withdrawn.is_(False)
    )
    query = select(Record, corrected).where(
        Record.document_id == document.id, Record.pipeline == pipeline
    )
    kept: dict[int, str] = {}
    for record, touched in session.execute(query).all():
        if touched:
            kept[record.ordinal] = record.state
        else:
            session.delete(record)
    session.flush()
    return kept


def _end_of(outcome: Outcome, *, waiting: bool) -> tuple[DocumentState, str, str, str]:
    if outcome.problems:
        first = outcome.problems[0]
        failed = len(outcome.problems)
        total = failed + len(outcome.pages)
        text = f"{failed} of {total} pages could not be read. Page {first.number}: {first.detail}"
        code, remedy = first.code, first.remedy
    else:
        code = text = remedy = ""
    if outcome.records:
        state = DocumentState.NEEDS_REVIEW if waiting else DocumentState.FINISHED
        return state, code, text, remedy
    if not outcome.pages:
        return DocumentState.REJECTED, code, text, remedy
    if code:
        return DocumentState.TEXT_ONLY, code, text, remedy
    if all(page.quality.blank for page in outcome.pages):
        return (
            DocumentState.TEXT_ONLY,
            "page.blank",
            "Every page is blank.",
            "Check that the right side was scanned; there is nothing to read.",
        )
    if not any(page.lines for page in outcome.pages):
        return (
            DocumentState.TEXT_ONLY,
            "page.no_text",
            "No writing that Lontar reads was found on any page.",
            "Look at the pages: a photograph, another script, or a scan to be made again.",
        )
    return (
        DocumentState.TEXT_ONLY,
        "form.none_known",
        "No page is of a form that Lontar knows: kept as searchable text.",
        "Describe the form (docs/forms.md) and read the document again, or leave it as text.",
    )


def _page_row(document: Document, page: ReadPage, pipeline: str, image_key: str) -> Page:
    return Page(
        id=new_id(),
        document_id=document.id,
        office_id=document.office_id,
        pipeline=pipeline,
        number=page.number,
        width=page.width,
        height=page.height,
        dpi=page.dpi,
        rotation=page.rotation,
        quality=asdict(page.quality),
        form=page.form,
        form_version=page.form_version,
        form_page=page.form_page,
        form_score=page.form_score,
        form_residual=page.form_residual,
        text="\n".join(line.text for line in page.lines),
        lines=[
            ({"own": True} if line.own else {})
            | {
                "text": line.text,
                "box": line.box.as_list(),
                "confidence": round(line.confidence, 4),
                "looks": line.looks,
                "words": [
                    {
                        "text": word.text,
                        "box": word.box.as_list(),
                        "confidence": round(word.confidence, 4),
                    }
                    for word in line.words
                ],
            }
            for line in page.lines
        ],
        image_key=image_key,
    )


def _problem_row(document: Document, problem: PageProblem, pipeline: str) -> Page:
    return Page(
        id=new_id(),
        document_id=document.id,
        office_id=document.office_id,
        pipeline=pipeline,
        number=problem.number,
        width=0,
        height=0,
        dpi=0.0,
        rotation=0,
        quality={},
        lines=[],
        problem_code=problem.code,
        problem=problem.detail,
        remedy=problem.remedy,
    )


def _record_row(
    session: Session, document: Document, record: RecordValue, pipeline: str, ordinal: int
) -> Record:
    moment = now()
    finished = record.state is RecordState.FINISHED
    return Record(
        id=new_id(),
        office_id=document.office_id,
        document_id=document.id,
        pipeline=pipeline,
        ordinal=ordinal,
        form=record.form,
        form_version=record.version,
        state=record.state,
        version=1,
        sequence=sequence.take(session, sequence.FINISHED) if finished else None,
        pages=list(record.pages),
        provenance=dict(record.provenance),
        created=moment,
        finished=moment if finished else None,
        fields=[
            _field_row(i, value, _routed_row(document, record, value, moment))
            for i, value in enumerate(record.fields)
        ],
    )


def _routed_row(
    document: Document, record: RecordValue, value: FieldValue, moment: datetime
) -> Routed | None:
    if value.routing is None:
        return None
    return Routed(
        office_id=document.office_id,
        form=record.form,
        form_version=record.version,
        kind=value.kind,
        route=value.routing.route,
        p=value.routing.p,
        threshold=value.routing.threshold,
        proposal=value.routing.proposal,
        at=moment,
    )


def _field_row(position: int, value: FieldValue, routed: Routed | None) -> Field:
    return Field(
        key=value.key,
        position=position,
        kind=value.kind,
        raw=value.raw,
        value=value.value,
        confidence=round(value.p, 4),
        status=value.status,
        problems=[asdict(problem) for problem in value.problems],
        page=value.page,
        box=value.box.as_list() if value.box else None,
        source=value.source,
        readings=reading_rows(value),
        repairs=[asdict(repair) for repair in value.repairs],
        parts=dict(value.parts),
        routed=routed,
    )
