"""What roles may see: which choice holds, what a search is kept from, what is covered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from models.database import Database, migrate, new_id, now
from models.errors import BadRequest
from models.repositories import offices, sight
from models.repositories.covering import but_for
from models.sight import EVERY_FORM, Sight, Sights
from models.tables import Office
from models.values import Box


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    migrate(database)
    with database.write() as opened:
        opened.add(Office(id=new_id(), name="Here", created=now()))
        opened.flush()
        yield opened
    database.close()


def _choose(
    session: Session, key: str, how: Sight | None, *, form: str = "a", role: str = "reviewer"
) -> None:
    sight.choose(
        session, _office(session), role=role, form=form, key=key, sight=how, actor="person:x"
    )


def _office(session: Session) -> str:
    return offices.office_named(session, "Here").id


def _sights(session: Session, role: str = "reviewer", form: str = "a") -> Sights:
    return sight.sights(session, _office(session), role, form)


def test_without_a_choice_reviewers_see_all_checkers_crops_and_others_nothing(
    session: Session,
) -> None:
    assert _sights(session).everything
    assert _sights(session, "checker").of("name") is Sight.CROP
    for role in ("uploader", "administrator", "", "nobody"):
        assert _sights(session, role).of("name") is Sight.NEVER


def test_a_fields_own_choice_goes_before_the_forms_and_a_forms_before_every_forms(
    session: Session,
) -> None:
    _choose(session, "", Sight.CROP, form=EVERY_FORM)
    assert _sights(session).of("name") is Sight.CROP
    _choose(session, "", Sight.WHOLE)
    assert _sights(session).of("name") is Sight.WHOLE
    # Said of one field everywhere, it holds though a form is opened as a whole.
    _choose(session, "name", Sight.NEVER, form=EVERY_FORM)
    assert _sights(session).of("name") is Sight.NEVER
    _choose(session, "name", Sight.CROP)
    assert _sights(session).of("name") is Sight.CROP
    assert _sights(session).of("age") is Sight.WHOLE
    assert not _sights(session).everything
    _choose(session, "name", None)
    assert _sights(session).of("name") is Sight.NEVER


@pytest.mark.parametrize("kind", ["longtext", "table", "photo"])
def test_what_tells_a_story_is_no_crop_unless_it_is_chosen_for_the_field(
    session: Session, kind: str
) -> None:
    assert _sights(session, "checker").of("story", kind) is Sight.NEVER
    _choose(session, "", Sight.CROP, role="checker")
    assert _sights(session, "checker").of("story", kind) is Sight.NEVER
    _choose(session, "story", Sight.CROP, role="checker")
    assert _sights(session, "checker").of("story", kind) is Sight.CROP


def test_an_offices_choice_is_no_other_offices(session: Session) -> None:
    _choose(session, "name", Sight.NEVER)
    assert sight.sights(session, new_id(), "reviewer", "a").everything


def test_a_search_knows_the_forms_it_is_kept_from(session: Session) -> None:
    office = _office(session)
    assert not sight.limited(session, office, "reviewer").limits("a")
    _choose(session, "name", Sight.CROP)
    found = sight.limited(session, office, "reviewer")
    assert found.limits("a") and not found.limits("b") and not found.limits("")
    _choose(session, "", Sight.NEVER, form=EVERY_FORM)
    _choose(session, "", Sight.WHOLE, form="b")
    found = sight.limited(session, office, "reviewer")
    assert found.limits("a") and not found.limits("b") and found.limits("c") and found.limits("")


@pytest.mark.parametrize(
    ("role", "how"),
    [("uploader", Sight.CROP), ("administrator", Sight.WHOLE), ("checker", Sight.WHOLE)],
)
def test_nobody_is_opened_what_has_no_door_for_them(
    session: Session, role: str, how: Sight
) -> None:
    with pytest.raises(BadRequest):
        _choose(session, "name", how, role=role)


def test_all_but_the_windows_is_covered_and_nothing_of_them() -> None:
    whole = Box(0, 0, 100, 80)
    windows = [Box(10, 10, 40, 20), Box(30, 15, 60, 30), Box(90, 70, 120, 90)]
    bands = but_for(windows, whole)

    def inside(boxes: list[Box], x: float, y: float) -> bool:
        return any(b.x0 <= x < b.x1 and b.y0 <= y < b.y1 for b in boxes)

    for x in range(100):
        for y in range(80):
            assert inside(bands, x + 0.5, y + 0.5) is not inside(windows, x + 0.5, y + 0.5)
