"""Why something was found: the place, the text with the part that matched, and how it matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from api.actor import Actor
from api.finding import Hit
from api.seen import each_form
from extract.search.entry import Written, said
from extract.search.folded import folded
from extract.search.marks import Marked, line_with, marked
from extract.search.matching import How, Match
from extract.sounds import names
from models.repositories import found, hits
from models.sight import Sight, Sights

#: Kinds that tell which case it is, shown with every record that was found: so many at most, and
#: rather those whose key begins so.
_TELLING: Final = {
    "case_code": (1, ("case",)),
    "name": (3, ("name_", "given", "family")),
    "date": (1, ("dob", "birth")),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a term was found. `key` is the field, "" on a page; `page` 0 where nobody knows."""

    term: str
    how: How
    key: str
    text: Marked
    page: int
    like: float


@dataclass(frozen=True, slots=True)
class Told:
    """A field that tells which case it is."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit with what is shown of it; `record` and `document` are rows of `models…hits`."""

    hit: Hit
    record: Any | None
    document: Any
    told: tuple[Told, ...]
    reasons: tuple[Reason, ...]


def shown(session: Session, actor: Actor, found_: Sequence[Hit]) -> tuple[Shown, ...]:
    """The hits as they are shown to an actor, in their order."""
    ids = [hit.record_id for hit in found_ if hit.record_id]
    records, fields = hits.records(session, ids), hits.fields(session, ids)
    documents = hits.documents(session, [hit.document_id for hit in found_])
    sights = each_form(session, actor, tuple({hit.form for hit in found_}))
    places = [(hit.document_id, hit.pages[0]) for hit in found_ if hit.pages]
    texts = found.written_on(session, places) if places else {}
    return tuple(
        Shown(
            hit,
            records.get(hit.record_id),
            documents[hit.document_id],
            _told(fields.get(hit.record_id, ()), sights[hit.form]),
            tuple(
                _reason(match, hit, fields.get(hit.record_id, ()), texts) for match in hit.matches
            ),
        )
        for hit in found_
        if hit.document_id in documents
    )


def _told(fields: Sequence[Any], sights: Sights) -> tuple[Told, ...]:
    """The fields that tell which case it is, as far as this actor sees them."""
    seen = [field for field in fields if sights.of(field.key) is Sight.WHOLE]
    told = []
    for kind, (most, keys) in _TELLING.items():
        of_kind = [field for field in seen if field.kind == kind]
        first = [field for field in of_kind if field.key.startswith(keys)]
        for field in (first or of_kind)[:most]:
            text = field.value if isinstance(field.value, str) else field.raw
            told.append(Told(field.key, " ".join(text.split())))
    return tuple(told)


def _reason(
    match: Match, hit: Hit, fields: Sequence[Any], texts: Mapping[tuple[str, int], str]
) -> Reason:
    term = match.term.text
    if match.how is How.PAGE:
        page = hit.pages[0] if hit.pages else 0
        line = line_with(texts.get((hit.document_id, page), ""), match.said)
        return Reason(term, match.how, "", marked(line, match.said), page, 1.0)
    field = next((one for one in fields if one.key == match.key), None)
    if field is None:  # changed a moment ago
        return Reason(term, match.how, match.key, Marked(""), 0, match.like)
    return Reason(term, match.how, match.key, _text(field, match), field.page, round(match.like, 2))


def _text(field: Any, match: Match) -> Marked:
    """What is written in the field, or what it means where only that matched."""
    written = (field.raw, *said(Written(field.key, field.kind, field.raw, field.value)))
    if match.how is How.SOUND:
        return _sounding(written, match)
    for text in written:
        if match.said in folded(text).replace("\n", " "):
            return marked(text, match.said)
    return marked(field.raw, match.said)


def _sounding(written: Sequence[str], match: Match) -> Marked:
    """The first text with a word that sounds like one of those sought."""
    sought = match.term.words
    for text in written:
        for word in names.words(text):
            if any(names.alike(one, word) >= names.ALIKE for one in sought):
                return marked(text, word)
    return marked(written[0], "")
