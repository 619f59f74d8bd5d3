"""Pages as tiles, for looking closely at a large scan over any line.

Places that the role may not see are black before anything is sent. Who looks at a page is kept in
the audit, once in a while and not with every tile.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path as File
from typing import Annotated, Final

from fastapi import Depends, Path, Response

from api.actor import Actor
from api.page_seen import note_page
from api.policy import PolicedRouter, current_actor
from api.seen import covering_of
from api.state import AppState, state
from api.v1.documents import CONTENTS, Number
from api.v1.shapes import Id
from ingest import pyramid, tiles
from models.repositories import page_pictures
from models.repositories.page_pictures import PagePicture
from models.values import Box

router = PolicedRouter(tags=["documents"])

Looked = tuple[PagePicture, tuple[Box, ...]]
Level = Annotated[int, Path(ge=0, le=12, description="0 is the smallest, one tile")]
#: Seconds for which a page and what is covered on it are not looked up again.
_BELIEVED: Final = 5.0
_MOST_LOOKED_UP: Final = 5000
_looked_up: Final[dict[tuple[str | int, ...], tuple[float, Looked]]] = {}

Place = Annotated[int, Path(ge=0, le=2000, description="counted from the upper left corner")]


class Tile(Response):
    media_type = pyramid.MEDIA_TYPE


@router.get(
    "/documents/{document_id}/pages/{number}/tiles/{level}/{column}/{row}",
    policy=CONTENTS,
    response_class=Tile,
    responses={200: {"content": {pyramid.MEDIA_TYPE: {}}, "description": "A tile, upright."}},
)
def page_tile(
    *,
    document_id: Id,
    number: Number,
    level: Level,
    column: Place,
    row: Place,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """A tile of 512 x 512 pixels (less at the right and lower edge) of the page set upright.

    The largest level has the size of the scan; each smaller one is half of it, rounded up.
    """
    pack = open_pack(state, actor, document_id, number)
    return Tile(pyramid.tile(pack.path, level, column, row))


@dataclass(frozen=True, slots=True)
class Pack:
    """The tiles of a page as this actor may see it; `covered` are the scan's places made black."""

    path: File
    picture: PagePicture
    covered: tuple[Box, ...]

    @property
    def shape(self) -> pyramid.Shape:
        page = self.picture
        return pyramid.upright_shape(page.width, page.height, page.rotation)

    def upright(self, box: Box) -> Box:
        """A place of the scan on the upright page."""
        page = self.picture
        return pyramid.upright_box(box, page.width, page.height, page.rotation)


def open_pack(state: AppState, actor: Actor, document_id: str, number: int) -> Pack:
    """The tiles of a page, made now where nobody has looked at it lately.

    Raises NotFound, also for a page of another office.
    """
    page, covered = _picture(state, actor, document_id, number)
    note_page(state, actor, document_id, number)
    path = tiles.pack_of(
        state.settings.data / "tiles",
        state.store,
        page.image_key,
        rotation=page.rotation,
        width=page.width,
        height=page.height,
        covered=covered,
        most_bytes=state.settings.tiles_megabytes * 1_000_000,
    )
    return Pack(path, page, covered)


def _picture(state: AppState, actor: Actor, document_id: str, number: int) -> Looked:
    """A page and what is covered on it for this actor, looked up for many tiles at once."""
    address = state.database.address
    key = (address, actor.id, actor.office_id, actor.role, document_id, number)
    moment = time.monotonic()
    if (known := _looked_up.get(key)) is not None and moment < known[0]:
        return known[1]
    with state.database.read() as session:
        page = page_pictures.picture(session, actor.office_id, document_id, number)
        found = (page, covering_of(session, actor, page.document).on(number))
    if len(_looked_up) > _MOST_LOOKED_UP:
        _looked_up.clear()
    _looked_up[key] = (moment + _BELIEVED, found)
    return found
