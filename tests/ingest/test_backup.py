"""A backup that was taken while Lontar worked holds every record, original and account."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from api.cli import main
from ingest.backup import AHEAD, Held, back_up, held
from ingest.settings import Settings
from ingest.storage import Store, fetch, open_store, original_key
from models.database import Database, migrate
from models.errors import BadRequest, EnvironmentProblem
from models.repositories import batches, documents, offices, sequence
from models.tables import Audit, Document, Person
from models.values import Source
from tests.servers import postgres_binary


@dataclass(frozen=True)
class Cabinet:
    """An office with a person, whose papers are sent in."""

    settings: Settings
    database: Database
    store: Store

    def send(self, content: bytes) -> str:
        """Store a paper as an upload does, then speak of it; its key."""
        sha256 = hashlib.sha256(content).hexdigest()
        with self.database.write() as session:
            office = offices.office_named(session, "Phnom Penh", create=True).id
        paper = self.settings.data / "paper"
        paper.write_bytes(content)
        self.store.put(original_key(office, sha256), paper, sha256)
        with self.database.write() as session:
            batch = batches.create(session, office, "Cabinet 1", "person:dara")
            source = Source(sha256, "application/pdf", len(content))
            documents.accept(session, batch, source, "a.pdf", "person:dara")
        return original_key(office, sha256)


@pytest.fixture
def cabinet(tmp_path: Path) -> Cabinet:
    settings = Settings(data=tmp_path / "data")
    database = Database(settings.database_address)
    migrate(database)
    made = Cabinet(settings, database, open_store(settings))
    with database.write() as session:
        office = offices.office_named(session, "Phnom Penh", create=True).id
        offices.add_person(session, office, "dara", "manager", "-")
    for number in range(3):
        made.send(b"paper %d" % number)
    form = settings.data / "forms" / "own" / "1" / "form.yaml"
    form.parent.mkdir(parents=True)
    form.write_text("id: own\n")
    (settings.data / "scratch").mkdir()
    (settings.data / "scratch" / "page.png").write_bytes(b"somebody's paper")
    return made


def _held(data: Path) -> Held:
    settings = Settings(data=data)
    database = Database(settings.database_address)
    try:
        return held(database, open_store(settings))
    finally:
        database.close()


def test_a_copy_is_a_data_directory_with_everything_in_it(cabinet: Cabinet, tmp_path: Path) -> None:
    with cabinet.database.read() as reading:  # what goes on meanwhile
        reading.execute(select(func.count()).select_from(Document))
        back_up(cabinet.settings, tmp_path / "copy")
    restored = shutil.copytree(tmp_path / "copy", tmp_path / "elsewhere" / "data")
    shutil.rmtree(cabinet.settings.data)
    found = _held(restored)
    assert (found.offices, found.people, found.documents, found.missing) == (1, 1, 3, ())
    settings = Settings(data=restored)
    database = Database(settings.database_address)
    with database.read() as session:
        assert session.scalars(select(Person.login)).all() == ["dara"]
        assert session.scalars(select(func.count()).select_from(Audit)).one() == 3
        one = session.scalars(select(Document)).first()
        assert one is not None
        key = original_key(one.office_id, one.sha256)
    database.close()
    fetch(open_store(settings), key, tmp_path / "paper")
    assert hashlib.sha256((tmp_path / "paper").read_bytes()).hexdigest() == one.sha256
    assert (restored / "forms" / "own" / "1" / "form.yaml").read_text() == "id: own\n"
    assert not (restored / "scratch").exists()
    assert (restored / "lontar.sqlite3").stat().st_mode & 0o077 == 0
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0


def test_the_next_run_copies_what_is_new_and_loses_nothing(
    cabinet: Cabinet, tmp_path: Path
) -> None:
    first = back_up(cabinet.settings, tmp_path / "copy")
    key = cabinet.send(b"one more")
    second = back_up(cabinet.settings, tmp_path / "copy")
    assert (second.files, second.known) == (1, first.files)
    assert open_store(Settings(data=tmp_path / "copy")).exists(key)
    assert _held(tmp_path / "copy").documents == 4


def test_a_copy_gives_out_no_number_that_somebody_has_seen_already(
    cabinet: Cabinet, tmp_path: Path
) -> None:
    back_up(cabinet.settings, tmp_path / "copy")
    with cabinet.database.write() as session:
        seen = [sequence.take(session, sequence.FINISHED) for _ in range(5)][-1]
    database = Database(Settings(data=tmp_path / "copy").database_address)
    with database.write() as session:
        given = sequence.take(session, sequence.FINISHED)
    database.close()
    assert given > seen + AHEAD // 2


def test_what_lacks_or_was_changed_is_named(
    cabinet: Cabinet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    back_up(cabinet.settings, tmp_path / "copy")
    gone, changed = (cabinet.send(b"x%d" % n) for n in (1, 2))
    store = cabinet.settings.data / "store"
    (store / gone).unlink()
    (store / changed).write_bytes(b"somebody else's")
    words = ["backup", "check", "--data"]
    with pytest.raises(SystemExit, match="1"):
        main([*words, str(cabinet.settings.data), "--bytes"])
    told = capsys.readouterr().out
    assert f"missing: {gone}" in told
    assert f"changed: {changed}" in told
    assert _held(tmp_path / "copy").missing == ()


@pytest.mark.parametrize("inside", ["data/copy", ".", "data"])
def test_no_backup_is_written_over_the_data(cabinet: Cabinet, tmp_path: Path, inside: str) -> None:
    with pytest.raises(BadRequest):
        back_up(cabinet.settings, tmp_path / inside)


def test_no_backup_is_mixed_with_something_else(cabinet: Cabinet, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").touch()
    with pytest.raises(BadRequest, match="no backup"):
        back_up(cabinet.settings, tmp_path / "photos")


def test_what_lies_elsewhere_is_not_said_to_be_backed_up(tmp_path: Path) -> None:
    for more in ({"database": "postgresql://db/lontar"}, {"store": "s3"}):
        with pytest.raises(EnvironmentProblem) as told:
            back_up(Settings(data=tmp_path, **more), tmp_path / "copy")  # type: ignore[arg-type]
        assert "docs/backup.md" in told.value.remedy


@pytest.mark.postgres
def test_a_dump_of_postgresql_restores_as_the_documentation_says(
    tmp_path: Path, postgres_address: str
) -> None:
    """The commands of docs/backup.md, with the addresses put in."""
    page = (Path(__file__).parents[2] / "docs" / "backup.md").read_text("utf-8")
    server = postgres_address.rsplit("/", 1)[0]
    old, new = f"{server}/backup_old", f"{server}/backup_new"

    def run(program: str, *words: str) -> None:
        found = postgres_binary(program)
        assert found
        subprocess.run([found, *words], check=True, capture_output=True)

    def create(name: str) -> None:
        run("psql", postgres_address, "-c", f"create database {name} template template0")

    create("backup_old")
    settings = Settings(data=tmp_path, database=old)
    database = Database(settings.database_address)
    migrate(database)
    cabinet = Cabinet(settings, database, open_store(settings))
    cabinet.send(b"paper")
    with database.write() as session:
        seen = sequence.take(session, sequence.FINISHED)
    dump = str(tmp_path / "lontar.dump")
    steps = [line.strip() for line in page.splitlines()]
    assert 'pg_dump --format=custom --file=lontar.dump "$LONTAR_DATABASE"' in steps
    run("pg_dump", "--format=custom", f"--file={dump}", old)
    create("backup_new")
    assert 'pg_restore --no-owner --exit-on-error --dbname="$LONTAR_DATABASE" lontar.dump' in steps
    run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={new}", dump)
    ahead = "update counter set value = value + 1000000"
    assert f'psql "$LONTAR_DATABASE" -c "{ahead}"' in steps
    run("psql", new, "-c", ahead)
    database.close()
    restored = Database(new)
    migrate(restored)
    found = held(restored, cabinet.store)
    assert (found.offices, found.documents, found.missing) == (1, 1, ())
    with restored.write() as session:
        assert sequence.take(session, sequence.FINISHED) > seen
        assert session.execute(text("select 1 from pg_extension where extname = 'pg_trgm'")).all()
    restored.close()
