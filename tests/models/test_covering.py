"""Which places of a page are covered where something of its form is kept from a role."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models.database import Database, migrate, new_id, now
from models.repositories import batches, offices, sight
from models.repositories.covering import covering
from models.repositories.kept_pages import page_text
from models.sight import Sight
from models.tables import Document, Field, Page, Record
from models.values import Box

NAME, AGE = Box(100, 100, 300, 130), Box(100, 200, 300, 230)
LABEL = Box(10, 100, 80, 130)
MARGIN = Box(400, 700, 500, 730)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    migrate(database)
    with database.write() as opened:
        offices.office_named(opened, "Here", create=True)
        yield opened
    database.close()


def _line(text: str, box: Box, **more: Any) -> dict[str, Any]:
    return {"text": text, "box": box.as_list(), "confidence": 0.9, **more}


def _own(text: str, box: Box = LABEL) -> dict[str, Any]:
    return _line(text, box, own=True)


def _document(session: Session, *pages: tuple[str, list[dict[str, Any]]]) -> Document:
    """A document with a page of each (form, lines); each form is a record with a name, an age."""
    office = offices.office_named(session, "Here").id
    batch = batches.create(session, office, "box", "test")
    document = Document(
        id=new_id(),
        office_id=office,
        batch_id=batch.id,
        sha256=new_id(),
        size=1,
        media_type="image/png",
        name="a.png",
        state="needs_review",
        pipeline="1",
        created=now(),
        updated=now(),
    )
    session.add(document)
    session.flush()
    of = {"office_id": office, "document_id": document.id, "pipeline": "1"}
    for number, (form, lines) in enumerate(pages, start=1):
        size = {"width": 600, "height": 800, "dpi": 200.0, "rotation": 0}
        text = "\n".join(str(line["text"]) for line in lines)
        session.add(
            Page(
                id=new_id(), number=number, form=form, quality={}, lines=lines, text=text,
                **size, **of,
            )
        )  # fmt: skip
        fields = [_field(number, "name", "Sokhara", NAME), _field(number, "age", "41", AGE)]
        session.add(
            Record(
                id=new_id(), ordinal=number, form=form, form_version="1", state="needs_review",
                pages=[number], provenance={}, created=now(), fields=fields, **of,
            )
        )  # fmt: skip
    session.flush()
    return document


def _field(page: int, key: str, raw: str, box: Box) -> Field:
    return Field(
        key=key,
        position=page,
        kind="text",
        raw=raw,
        value=raw,
        confidence=0.9,
        status="review",
        problems=[],
        page=page,
        box=box.as_list(),
        source="zone",
        readings=[],
    )


def _hide(session: Session, key: str, form: str = "a") -> None:
    office = offices.office_named(session, "Here").id
    sight.choose(
        session, office, role="reviewer", form=form, key=key, sight=Sight.NEVER, actor="person:x"
    )


def _covered(session: Session, document: Document, number: int = 1) -> tuple[Box, ...]:
    return covering(session, document.office_id, "reviewer", document).on(number)


def _dark(covered: tuple[Box, ...], box: Box) -> str:
    """How much of a place is covered: "all", "some" or "none", looked at every 5 pixels."""
    points = [
        any(c.x0 <= x < c.x1 and c.y0 <= y < c.y1 for c in covered)
        for x in range(int(box.x0) + 1, int(box.x1), 5)
        for y in range(int(box.y0) + 1, int(box.y1), 5)
    ]
    return "all" if all(points) else "some" if any(points) else "none"


def test_of_a_page_with_something_hidden_only_print_and_visible_fields_are_shown(
    session: Session,
) -> None:
    document = _document(session, ("a", [_own("Name"), _line("Sokhara", NAME), _line("41", AGE)]))
    assert _covered(session, document) == ()
    _hide(session, "name")
    covered = _covered(session, document)
    assert _dark(covered, NAME) == "all"
    assert _dark(covered, MARGIN) == "all"  # whatever stands there: nobody has read it
    assert _dark(covered, AGE) == "none"
    assert _dark(covered, Box(10, 100, 75, 130)) == "none"
    assert _dark(covered, Box(10, 135, 75, 150)) == "all"  # squeezed in below the printed label
    page = session.query(Page).one()
    assert page_text(page, covered) == "Name\n41"


def test_a_page_that_lies_on_no_blank_is_covered_whole(session: Session) -> None:
    document = _document(session, ("a", [_line("Name Sokhara", NAME), _line("Age 41", AGE)]))
    _hide(session, "name")
    assert _covered(session, document) == (Box(0, 0, 600, 800),)
    assert covering(session, document.office_id, "reviewer", document).closed == {1}


def test_a_hidden_field_without_a_place_leaves_what_may_be_seen(session: Session) -> None:
    document = _document(session, ("a", [_own("Age"), _line("41", AGE)]))
    session.query(Field).filter(Field.key == "name").one().box = None
    _hide(session, "name")
    covered = _covered(session, document)
    assert (_dark(covered, AGE), _dark(covered, NAME)) == ("none", "all")
    assert not covering(session, document.office_id, "reviewer", document).closed


def test_a_form_that_shared_the_glass_with_a_hidden_one_shows_nothing_of_it(
    session: Session,
) -> None:
    lines = [_own("Age"), _line("41", AGE)]
    document = _document(session, ("a", lines), ("b", lines))
    _hide(session, "age", form="a")
    covered = _covered(session, document, 2)
    assert _dark(covered, AGE) == "none"
    assert _dark(covered, MARGIN) == "all"  # there the other form may lie, in the same picture


def test_print_that_says_what_a_hidden_field_says_is_not_picked_out(session: Session) -> None:
    """Covered alone among its like, a printed word would tell what the hidden field says."""
    again = Box(10, 400, 200, 430)
    document = _document(session, ("a", [_own("Age")]), ("b", [_own("Sokhara", again)]))
    for page in session.query(Page):
        page.height += page.number  # of different sizes: two papers
    _hide(session, "name", form="a")
    assert _dark(_covered(session, document, 2), again) == "none"
