"""Finding records and pages by anything that stands on them, within what one may see.

An index gives candidates (`models.repositories.found`), each is compared with what is sought and
with what the actor may see of its form, and what is left is put in order: the best match first,
of equals the newest. The work is bounded however many records there are; where that leaves
something out, `Found` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from api.actor import Actor
from api.seen import limited_of, sights_of
from extract.search.entry import BEGIN, SOUND, fence
from extract.search.matching import How, Lines, Match, matches, score
from extract.search.query import Query, Term
from extract.sounds import names
from models.repositories import found
from models.searching import Among, Wanted
from models.sight import Sight, Sights

Scope = Literal["everywhere", "fields", "pages"]

#: Candidates that are asked for at first, and where too few of them are what is sought: in one
#: field, of what may not be seen, or of what only has the same consonants.
_FIRST: Final = 200
_FURTHER: Final = 2_000
_SOUNDING: Final = 800
_PAGES: Final = 100
_MIXED: Final = 300
_NEWEST: Final = 2_000  # looked through for what is too short for an index


@dataclass(frozen=True, slots=True)
class Hit:
    """A record, or a document that holds none, and why. `pages` are those with the text."""

    record_id: str
    document_id: str
    form: str
    matches: tuple[Match, ...]
    pages: tuple[int, ...] = ()
    place: int = 0  # among equals, the greater is the newer

    @property
    def score(self) -> float:
        return score(self.matches)


@dataclass(frozen=True, slots=True)
class Found:
    """`more`: there are others, or may be. `shortened`: something sought is so short that it was
    looked for at the beginning of words, and elsewhere in the newest records alone. `newest_only`:
    the database lacks an index of text, so that the newest records alone were looked through."""

    hits: tuple[Hit, ...]
    more: bool
    shortened: bool
    newest_only: bool


def find(
    session: Session, actor: Actor, query: Query, *, limit: int, scope: Scope = "everywhere"
) -> Found:
    """What an actor may find of their office."""
    finding = _Finding(session, actor, query, limit)
    if query.terms and scope != "pages":
        finding.in_fields()
        finding.by_sound()
    if query.terms and scope != "fields" and not query.keyed:
        finding.on_pages()
        if scope == "everywhere":
            finding.in_both()
    ordered = sorted(finding.hits.values(), key=lambda hit: (-hit.score, -hit.place))
    return Found(
        hits=tuple(ordered[:limit]),
        more=finding.more or len(ordered) > limit,
        shortened=any(term.short for term in query.terms) and scope != "pages",
        newest_only=not finding.complete,
    )


class _Finding:
    """One search on its way. `hits` by the id of the record, or of the document without one."""

    def __init__(self, session: Session, actor: Actor, query: Query, limit: int) -> None:
        self._session = session
        self._actor = actor
        self._query = query
        self._limit = limit
        self._inside = found.inside(session, actor.office_id, fence(actor.office_id))
        self.complete = self._inside.complete
        self._limited = limited_of(session, actor)
        self._sights: dict[str, Sights] = {}
        self.hits: dict[str, Hit] = {}
        self.more = False

    @property
    def _enough(self) -> bool:
        return len(self.hits) >= self._limit

    def in_fields(self) -> None:
        """Records in whose fields everything stands."""
        wanted = _written(self._query.terms)
        self._ask(self._query, wanted, (_FIRST, _FURTHER))
        if any(term.short for term in self._query.terms) and not self._enough:
            newest = found.newest(self._session, self._actor.office_id, most=_NEWEST)
            self._take(newest, self._query)

    def by_sound(self) -> None:
        """Records with names that sound like what is sought."""
        for query, wanted in _ways(self._query):
            if not self._enough:
                self._ask(query, wanted, (_FIRST, _SOUNDING), by_sound=True)

    def _ask(
        self, query: Query, wanted: Wanted, steps: Sequence[int], *, by_sound: bool = False
    ) -> None:
        """Few candidates, and more where those were not enough."""
        for most in steps:
            given = found.records_with(self._session, self._inside, wanted, most=most)
            self._take(given.rows, query, by_sound=by_sound)
            if given.all_ or self._enough:
                break
        self.more |= not given.all_

    def on_pages(self) -> None:
        """Pages on which everything stands, as their records, or as documents without one."""
        if len(self.hits) > self._limit:
            self.more = True  # what stands in fields counts for more: no page would be shown
            return
        pieces = tuple((term.piece,) for term in self._query.terms if not term.short)
        if len(pieces) < len(self._query.terms):
            return
        among = Among(self._limited.forms, only=self._limited.all_but)
        given = found.pages_with(self._session, self._inside, Wanted(pieces), among, most=_PAGES)
        self.more |= not given.all_
        hidden = self._hidden([row["document_id"] for row in given.rows])
        self._take_pages([row for row in given.rows if row["document_id"] not in hidden])

    def in_both(self) -> None:
        """Records where some of it stands in fields and the rest on their pages."""
        terms = sorted(self._query.terms, key=lambda term: -len(term.piece))
        for term in terms[:3] if len(terms) > 1 else ():
            if not term.short and not self._enough:
                wanted = _written((term,))
                given = found.records_with(self._session, self._inside, wanted, most=_MIXED)
                if given.all_:  # what is common would bring too many pages
                    self._take_mixed(given.rows)

    def _take(self, rows: Iterable[RowMapping], query: Query, *, by_sound: bool = False) -> None:
        for row in rows:
            if row["record_id"] in self.hits:
                continue
            lines = Lines.of(row["keys"], row["fields"], row["heard"] if by_sound else "")
            seen = self._seen(row["form"])
            why = [m for m in matches(query, lines, seen, by_sound=by_sound) if m is not None]
            if len(why) == len(query.terms):
                self._add(row, tuple(why))

    def _take_pages(self, rows: Sequence[RowMapping]) -> None:
        documents = list(dict.fromkeys(row["document_id"] for row in rows))
        records = found.records_on(self._session, documents) if documents else ()
        why = tuple(Match(term, How.PAGE, said=term.piece) for term in self._query.terms)
        for row in rows:
            mine = [r for r in records if r["document_id"] == row["document_id"]]
            held = [r for r in mine if row["number"] in r["pages"]] or mine
            for record in held:
                self._add(record, why, page=row["number"])
            if not held:
                document = row["document_id"]
                kept = self.hits.get(document)
                numbers = (*(kept.pages if kept else ()), row["number"])
                self.hits[document] = Hit("", document, row["form"], why, numbers)

    def _take_mixed(self, rows: Sequence[RowMapping]) -> None:
        hidden = self._hidden([row["document_id"] for row in rows])
        rows = [
            row
            for row in rows
            if row["record_id"] not in self.hits and row["document_id"] not in hidden
        ]
        texts: dict[str, list[RowMapping]] = {}
        for read in found.page_texts(self._session, [row["document_id"] for row in rows]):
            texts.setdefault(read["document_id"], []).append(read)
        for row in rows:
            lines = Lines.of(row["keys"], row["fields"])
            why, numbers = [], []
            for term, match in zip(
                self._query.terms,
                matches(self._query, lines, self._seen(row["form"])),
                strict=True,
            ):
                page: RowMapping | None = next(
                    (p for p in texts.get(row["document_id"], ()) if term.piece in p["text"]), None
                )
                if match is not None:
                    why.append(match)
                elif page is not None and not term.short:
                    why.append(Match(term, How.PAGE, said=term.piece))
                    numbers.append(page["number"])
            if len(why) == len(self._query.terms) and numbers:
                self._add(row, tuple(why), page=numbers[0])

    def _add(self, row: RowMapping, why: tuple[Match, ...], page: int = 0) -> None:
        kept = self.hits.get(row["record_id"])
        if kept is not None and (not page or kept.matches[0].how is not How.PAGE):
            return
        numbers = dict.fromkeys((*(kept.pages if kept else ()), *((page,) if page else ())))
        self.hits[row["record_id"]] = Hit(
            row["record_id"], row["document_id"], row["form"], why, tuple(numbers), row["id"]
        )

    def _hidden(self, document_ids: Sequence[str]) -> set[str]:
        """Documents with anything that is kept from the actor: it may stand on any page."""
        if not (self._limited.forms or self._limited.all_but):
            return set()
        forms = found.forms_of(self._session, list(dict.fromkeys(document_ids)))
        return {one for one, held in forms.items() if any(map(self._limited.limits, held))}

    def _seen(self, form: str) -> Callable[[str], bool]:
        sights = self._sights.get(form)
        if sights is None:
            sights = self._sights[form] = sights_of(self._session, self._actor, form)
        return lambda key: sights.of(key) is Sight.WHOLE


def _written(terms: Iterable[Term]) -> Wanted:
    """The terms as pieces of text; those too short for that as beginnings of words."""
    pieces, tokens = [], []
    for term in terms:
        if term.short:
            tokens.append((BEGIN + term.piece,))
        else:
            pieces.append((term.piece, *term.dates))
    return Wanted(tuple(pieces), tuple(tokens))


def _ways(query: Query) -> Iterable[tuple[Query, Wanted]]:
    """The ways in which names may be heard in what is sought, the likeliest first."""
    sounded = [term for term in query.terms if term.words]
    if sounded:
        rest = _written(term for term in query.terms if not term.words)
        heard = tuple(group for term in sounded for group in _heard(term))
        yield query, Wanted(rest.pieces, (*rest.tokens, *heard))
    whole = query.as_one
    if whole is not None:
        key = names.key(names.joined(whole.terms[0].words))
        yield whole, Wanted(tokens=((SOUND + key,),))
    if len(query.terms) > 1:
        for term in sounded[:3]:
            rest = _written(other for other in query.terms if other is not term)
            yield query, Wanted(rest.pieces, (*rest.tokens, *_heard(term)))


def _heard(term: Term) -> tuple[tuple[str, ...], ...]:
    """Of each word the keys that it may have."""
    return tuple(tuple(SOUND + key for key in names.keys(word)) for word in term.words)
