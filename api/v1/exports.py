"""Finished records as files: CSV, workbooks, lines of JSON, the columns of HTCDS."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Final, Literal, cast

from fastapi import Depends, Query, Request
from fastapi.responses import Response, StreamingResponse

from api.actor import Actor
from api.audited import note
from api.exports.making import MEDIA_TYPES, Asked, Kind, Turns, make
from api.policy import MANAGERS, PolicedRouter, Policy, current_actor
from api.state import AppState, state
from api.v1.record_shapes import RecordOut
from api.v1.shapes import CursorText, cursor, read_cursor
from models import tables
from models.errors import BadRequest
from models.repositories.exporting import Wanted
from models.sight import Sights

router = PolicedRouter(tags=["records"])

#: A file of everything is for those who answer for the office, and for its machines.
EXPORT: Final = Policy.people_and_tokens(roles=MANAGERS, scopes=("records:read",))
_TYPES: Final[dict[str, dict[str, str]]] = {
    media_type.partition(";")[0]: {} for media_type in MEDIA_TYPES.values()
}


class File(StreamingResponse):
    media_type = "application/octet-stream"


def _line(record: tables.Record, sights: Sights) -> str:
    return RecordOut.of(record, sights).model_dump_json()


@router.get(
    "/exports/{format_}",
    policy=EXPORT,
    response_class=File,
    responses={200: {"description": "The file.", "content": _TYPES}},
)
def export_records(
    *,
    request: Request,
    format_: Kind,
    form: Annotated[str | None, Query(max_length=80, description="of this form alone")] = None,
    since: Annotated[
        date | None, Query(description="finished or corrected on this day (UTC) or later")
    ] = None,
    separator: Annotated[
        Literal["comma", "semicolon", "tab"], Query(description="of CSV")
    ] = "comma",
    cursor_: CursorText = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """The finished records of your office as they are at one moment, each once.

    `csv`: one table of all forms; `tables`: a ZIP with a table a form; `xlsx`: a sheet a form;
    `jsonl`: whole records, one a line; `htcds`: a ZIP in the columns of HTCDS 2.0. Workbook and
    ZIPs hold the data dictionary. `X-Lontar-Records` says how many records it holds: a file that
    broke off has fewer. `X-Lontar-Cursor` is where the next export or pull goes on. The audit keeps
    who exported how many.
    """
    place = read_cursor("f", cursor_) or "0"
    if not place.isdecimal() or len(place) > 18:
        raise BadRequest("The cursor is not one that this list gave.")
    moment = datetime(since.year, since.month, since.day) if since else None  # noqa: DTZ001 - UTC
    wanted = Wanted(form, moment, int(place))
    turns = cast(Turns, request.app.state.exports)
    made = make(state, actor, turns, Asked(format_, wanted, separator, _line))
    with state.database.write() as session:
        note(
            session, actor, "records.exported", (form or "")[:80], format=format_, count=made.count
        )
    name = f"lontar-{datetime.now(UTC):%Y-%m-%d-%H%M}.{made.ending}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Lontar-Records": str(made.count),
        "X-Lontar-Cursor": cursor("f", str(made.last)),
    }
    if made.size is not None:
        headers["Content-Length"] = str(made.size)
    return File(made.pieces, media_type=MEDIA_TYPES[format_], headers=headers)
