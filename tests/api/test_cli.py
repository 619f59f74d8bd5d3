"""The command line against the real thing: a service on a socket, a database, files in folders."""

from __future__ import annotations

import csv
import io
import json
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from api import cli
from api.cli import sending, service
from api.cli.journal import Journal
from api.exports.cells import FORMULA
from models.database import now
from models.errors import StorageFailed
from models.repositories import audit, documents, offices, records
from models.tables import Document, Person
from models.values import DocumentState, RecordState
from tests.api.conftest import Live, World
from tests.api.world import PASSWORD, add_document, reading

PDF = b"%PDF-1.4 "


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(service, "WAITS", (0.01,) * 50)
    monkeypatch.setattr(sending, "WAITS", (0.01,) * 50)

    def one(*words: object, stdin: str = "") -> Ran:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as left:
            cli.main([str(word) for word in words])
        said = capsys.readouterr()
        code = left.value.code
        return Ran(code if isinstance(code, int) else 0, said.out, said.err)

    return one


@pytest.fixture
def submit(live: Live, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("LONTAR_TOKEN", live.world.here.tokens["documents:write"])
    monkeypatch.setenv("LONTAR_URL", live.url)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return lambda *words: run("submit", *words)


def box(tmp_path: Path, count: int) -> Path:
    folder = tmp_path / "box"
    (folder / "deep").mkdir(parents=True)
    for number in range(count):
        place = folder / "deep" if number % 2 else folder
        (place / f"{number}.pdf").write_bytes(PDF + bytes([number]))
    return folder


def accepted(live: Live) -> int:
    with live.world.state.database.read() as session:
        office = live.world.here.id
        query = select(Document).where(Document.office_id == office, Document.state == "received")
        return len(session.scalars(query).all())


def test_a_folder_is_sent_whole_and_a_second_run_sends_nothing(
    live: Live, submit: Run, tmp_path: Path
) -> None:
    folder = box(tmp_path, 45)
    (folder / "notes.json").write_text("{}")
    first = submit(folder)
    assert (first.code, accepted(live)) == (0, 45)
    assert "accepted   45" in first.out
    assert "1 files that are no scans" in first.err
    second = submit(folder)
    assert second.code == 0
    assert "accepted   45" in second.out
    with live.world.state.database.read() as session:
        assert session.query(Document).count() == 45 + 4


def test_each_failed_file_is_named_with_its_reason_and_remedy(submit: Run, tmp_path: Path) -> None:
    folder = box(tmp_path, 2)
    (folder / "text.pdf").write_text("hello")
    (folder / "same.pdf").write_bytes(PDF + bytes([0]))
    ran = submit(folder)
    assert ran.code == 1
    assert "text.pdf" in ran.out
    assert "is not a PDF, TIFF, JPEG, PNG or WebP" in ran.out
    assert "Export or scan it as PDF" in ran.out
    for line in ("accepted   2", "duplicate  1", "refused    1"):
        assert line in ran.out


def test_a_dry_run_names_the_files_and_asks_nobody(run: Run, tmp_path: Path) -> None:
    folder = box(tmp_path, 3)
    ran = run("submit", folder, "--dry-run", "--url", "http://127.0.0.1:9", "--token", "x")
    assert ran.code == 0
    assert len(ran.out.splitlines()) == 3


def test_an_interrupted_submission_goes_on_where_it_was(
    live: Live, submit: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, journal = box(tmp_path, 45), tmp_path / "journal"
    real, posts = sending._post, []

    def broken(*words):
        posts.append(len(words[2]))
        if len(posts) == 2:
            raise KeyboardInterrupt
        return real(*words)

    monkeypatch.setattr(sending, "_post", broken)
    assert submit(folder, "--journal", journal).code != 0
    assert len(Journal(journal).sent) == 20
    assert ".pdf" not in journal.read_text()
    with journal.open("a") as out:
        out.write('{"key": "cut o')  # as a crash would leave it
    ran = submit(folder, "--journal", journal)
    assert ran.code == 0
    assert posts == [20, 20, 20, 5]
    assert "accepted   45" in ran.out
    assert accepted(live) == 45


def test_a_lost_answer_is_asked_for_again_and_nothing_is_told_twice(
    live: Live, submit: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, lost = service.Service.once, []

    def once(self, method, path, **options):
        answer = real(self, method, path, **options)
        if not lost:
            lost.append(answer)
            raise service.Unreachable
        return answer

    monkeypatch.setattr(service.Service, "once", once)
    ran = submit(box(tmp_path, 5))
    assert (ran.code, accepted(live)) == (0, 5)
    assert "accepted   5" in ran.out


def test_a_service_that_comes_back_is_waited_for(
    live: Live, submit: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, calls = live.world.state.store, []
    real = type(store).put

    def put(self, key, path, sha256):
        calls.append(key)
        if 3 <= len(calls) <= 6:
            raise StorageFailed
        real(self, key, path, sha256)

    monkeypatch.setattr(type(store), "put", put)
    ran = submit(box(tmp_path, 6))
    assert (ran.code, accepted(live)) == (0, 6)
    assert "accepted   6" in ran.out


def test_a_service_that_stays_away_is_an_environment_problem(run: Run, tmp_path: Path) -> None:
    ran = run("submit", box(tmp_path, 1), "--url", "http://127.0.0.1:9", "--token", "x")
    assert ran.code == 3
    assert "does not answer" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("token", ["wrong", ""])
def test_a_wrong_or_missing_token_is_a_usage_problem(
    live: Live, run: Run, tmp_path: Path, token: str
) -> None:
    ran = run("submit", box(tmp_path, 1), "--url", live.url, "--token", token)
    assert ran.code == 2
    assert "token" in ran.err.lower()


def test_waiting_tells_how_every_document_ended(live: Live, submit: Run, tmp_path: Path) -> None:
    done = threading.Event()

    def worker() -> None:
        ended: set[str] = set()
        while not done.wait(0.05):
            with live.world.state.database.write() as session:
                for document in session.query(Document).where(Document.state == "received"):
                    bad = len(ended) == 1
                    ended.add(document.id)
                    state = DocumentState.QUARANTINED if bad else DocumentState.TEXT_ONLY
                    told = {"code": "x", "problem": "It broke.", "remedy": "Try."} if bad else {}
                    documents.end(session, document, state, **told)

    thread = threading.Thread(target=worker)
    thread.start()
    folder = box(tmp_path, 3)
    ran = submit(folder, "--wait")
    done.set()
    thread.join()
    assert ran.code == 1
    assert "text_only" in ran.out
    assert "It broke." in ran.out
    retried = submit(folder, "--retry")
    assert "1 documents that had failed are read again" in retried.err
    assert accepted(live) == 1


def test_people_and_tokens_are_made_from_the_command_line(
    live: Live, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = ("--data", live.world.state.settings.data)
    role = ("--role", "manager", "--password-stdin", *data)
    missing = run("user", "add", "chan", "--office", "New", *role, stdin=PASSWORD)
    assert (missing.code, "no office named" in missing.err) == (1, True)
    made = run("user", "add", "chan", "--office", "New", "--new-office", *role, stdin=PASSWORD)
    assert (made.code, made.out) == (0, "")
    signed = live.world.client().post(
        "/api/v1/session", json={"login": "chan", "password": PASSWORD}
    )
    assert signed.json()["role"] == "manager"
    again = run("user", "add", "chan", "--office", "New", *role, stdin=PASSWORD)
    assert (again.code, "taken" in again.err) == (1, True)
    weak = run("user", "password", "chan", "--password-stdin", *data, stdin="short")
    assert (weak.code, "12" in weak.err) == (1, True)
    assert "chan" in run("user", "list", "--office", "New", *data).out

    scopes = ("--scope", "records:read", "--scope", "documents:read", "--days", "5")
    token = run("token", "add", "case system", "--office", "New", *scopes, *data)
    head = {"Authorization": f"Bearer {token.out.strip()}"}
    me = live.world.client().get("/api/v1/session", headers=head).json()
    assert me["scopes"] == ["records:read", "documents:read"]
    listed = run("token", "list", "--office", "New", *data).out
    assert "case system" in listed
    assert token.out.strip() not in listed
    assert run("token", "revoke", me["id"], "--office", "New", *data).code == 0
    assert live.world.client().get("/api/v1/session", headers=head).status_code == 401
    with live.world.state.database.read() as session:
        person = session.scalar(select(Person).where(Person.login == "chan"))
        assert person is not None
        assert offices.people(session, person.office_id) == [person]


def test_an_export_holds_every_finished_record_and_goes_on_from_its_cursor(
    live: Live, run: Run, tmp_path: Path
) -> None:
    world = live.world
    for number in range(3):
        outcome = reading(f"=cmd|'{number}'!A1", RecordState.FINISHED)
        add_document(world.state, world.here.id, world.here.batch, f"x{number}", outcome)
    target = tmp_path / "out.jsonl"
    access = ("--url", live.url, "--token", world.here.tokens["records:read"])
    ran = run("export", *access, "-o", target)
    assert (ran.code, ran.out) == (0, "")
    rows = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == 4
    assert target.stat().st_mode & 0o077 == 0
    cursor = ran.err.split("--cursor ")[1].strip()
    assert run("export", *access, "--cursor", cursor).out == ""

    table = run("export", *access, "--format", "csv")
    assert table.out.startswith("\ufeff")
    cells = list(csv.DictReader(io.StringIO(table.out.removeprefix("\ufeff"))))
    assert len(cells) == 4
    assert cells[0]["given_name"] == world.here.plant
    assert cells[0]["form_date"] == "2020-05-17"
    assert cells[1]["given_name"] == "'=cmd|'0'!A1"
    assert not any(value.startswith(FORMULA) for row in cells for value in row.values())
    for kind in ("xlsx", "tables", "htcds"):
        target = tmp_path / kind
        ran = run("export", *access, "--format", kind, "-o", target)
        assert ran.code == 0, ran.err
        assert ran.err.startswith("4 records.")
        assert zipfile.is_zipfile(target)
    assert run("export", *access, "--format", "csv", "--since", "soon").code == 2


def test_an_unforeseen_error_is_a_sentence_not_a_traceback(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_words: object) -> None:
        raise ZeroDivisionError("Malee")

    monkeypatch.setattr("api.cli.submit.walk", broken)
    ran = run("submit", box(tmp_path, 1), "--token", "x")
    assert ran.code == 1
    assert "ZeroDivisionError" in ran.err
    assert "Traceback" not in ran.err
    assert "Malee" not in ran.err


def test_an_unknown_command_is_a_usage_problem(run: Run) -> None:
    assert run("nonsense").code == 2


def test_what_waits_is_told_by_form_and_who_holds_what(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONTAR_DATA", str(world.state.settings.data))
    record = world.here.waiting
    with world.state.database.write() as session:
        found = records.get(session, world.here.id, record)
        found.created, found.form = now() - timedelta(days=8), "kh_ncct_short"
    told = json.loads(run("queue", "list", "--office", "Here", "--json").out)
    (form,) = told["forms"]
    assert (form["form"], form["language"], form["waiting"]) == ("kh_ncct_short", "km", 1)
    assert (form["over_1_days"], form["over_7_days"], form["over_30_days"]) == (1, 1, 0)
    assert "kh_ncct_short  km" in run("queue", "list", "--office", "Here").out

    reviewer = world.client("reviewer")
    assert reviewer.post("/api/v1/records/next", json={}).json()["id"] == record
    there = run("queue", "held", "--office", "There", "--json")
    assert json.loads(there.out)["held"] == []
    (held,) = json.loads(run("queue", "held", "--office", "Here", "--json").out)["held"]
    assert (held["record"], held["whole"]) == (record, True)
    assert held["login"] in run("queue", "held", "--office", "Here").out

    assert run("queue", "give-back", held["login"], "--office", "There").err == "0 given back.\n"
    assert run("queue", "give-back", held["login"], "--office", "Here").err == "1 given back.\n"
    assert json.loads(run("queue", "held", "--office", "Here", "--json").out)["held"] == []
    with world.state.database.read() as session:
        line = audit.lines(session, world.here.id, limit=1)[0]
    assert (line.action, line.detail) == ("lease.given_back", {"records": 1})
    assert world.client("manager").post("/api/v1/records/next", json={}).json()["id"] == record
    assert run("queue", "give-back", "nobody", "--office", "Here").code == 1
