"""One search: understood, looked for, and written into the audit without its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from api.actor import Actor
from api.audited import note
from api.finding import Found, Scope, find
from api.state import AppState
from api.why import Shown, shown
from extract.library.load import library
from extract.search.query import Query, parse
from ingest.indexing import index_due
from ingest.receive import without_hidden
from models.errors import BadRequest
from models.forms import Form

_SCOPES = ("fields", "pages")
#: What changed a moment ago is found too; more than this is left to the indexer.
_CAUGHT_UP = 20


@dataclass(frozen=True, slots=True)
class Searched:
    query: Query
    found: Found
    shown: tuple[Shown, ...]


def search(state: AppState, actor: Actor, text: str, within: str, *, limit: int) -> Searched:
    """What an actor finds. `within`: "", "fields", "pages" or the key of a field.

    A token that may not pull records finds pages alone. Raises BadRequest for an unknown field.
    """
    keys = field_keys(state.forms)
    if within and within not in (*_SCOPES, *keys):
        raise BadRequest(
            f"There is no field “{within}”.", remedy="The page /dictionary lists the fields."
        )
    scope = within if within in _SCOPES else ("fields" if within else "everywhere")
    if actor.kind == "token" and "records:read" not in actor.scopes:
        scope = "pages"
    query = parse(without_hidden(text), keys, "" if within in _SCOPES else within)
    index_due(state.database, most=_CAUGHT_UP)
    with state.database.read() as session:
        found = find(session, actor, query, limit=limit, scope=cast(Scope, scope))
        seen = shown(session, actor, found.hits)
    with state.database.write() as session:
        note(
            session,
            actor,
            "search.made",
            terms=len(query.terms),
            fields=sorted({term.key for term in query.terms if term.key}),
            found=len(seen),
            records=[one.hit.record_id for one in seen if one.hit.record_id],
            documents=[one.hit.document_id for one in seen if not one.hit.record_id],
        )
    return Searched(query, found, seen)


def field_keys(forms: tuple[Form, ...]) -> frozenset[str]:
    """The keys of all fields there are: of the library and of the forms."""
    known = library()
    of_forms = (field.key for form in forms for field in form.fields)
    return frozenset((*(f.key for f in known.fields), *(f.key for f in known.own), *of_forms))
