"""`lontar watch`: scanners write, files are sent once they are finished, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from api.cli.watched import Folder
from models.tables import Batch, Submission
from tests.api.conftest import Live
from tests.servers import wait_until

PDF = b"%PDF-1.4 "


def names(live: Live) -> list[tuple[str, str]]:
    with live.world.state.database.read() as session:
        query = (
            select(Submission.name, Submission.outcome)
            .join(Batch, Batch.id == Submission.batch_id)
            .where(Batch.name.like("scanner%"))
            .order_by(Submission.name)
        )
        return [(name, outcome) for name, outcome in session.execute(query)]


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_file_is_finished_when_it_has_stayed_as_it_is(tmp_path: Path) -> None:
    clock = Clock()
    folder = Folder(tmp_path, settle=10, done=tmp_path / "done", clock=clock)
    scan = tmp_path / "a.pdf"
    scan.write_bytes(PDF)
    (tmp_path / "b.pdf.part").write_bytes(PDF)
    (tmp_path / ".c.pdf").write_bytes(PDF)
    (tmp_path / "notes.txt").write_text("x")
    assert folder.finished() == []
    clock.now = 9
    scan.write_bytes(PDF + b"more")
    assert folder.finished() == []
    clock.now = 18
    assert folder.finished() == []
    clock.now = 19
    assert folder.finished() == [scan]


def test_a_file_that_is_empty_or_still_open_is_waited_for(tmp_path: Path) -> None:
    clock = Clock()
    folder = Folder(tmp_path, settle=10, clock=clock)
    empty, slow = tmp_path / "empty.pdf", tmp_path / "slow.pdf"
    empty.touch()
    with slow.open("wb") as writer:
        writer.write(PDF)
        writer.flush()
        folder.finished()
        clock.now = 60  # the next page is being laid in
        assert folder.finished() == []
    assert folder.finished() == [slow]
    clock.now = 200
    assert folder.finished() == [empty, slow]


def test_no_file_that_was_put_away_is_overwritten(tmp_path: Path) -> None:
    folder = Folder(tmp_path, settle=0, done=tmp_path / "done", failed=tmp_path / "failed")
    for content in (b"one", b"two"):
        (tmp_path / "box").mkdir(exist_ok=True)
        (tmp_path / "box" / "a.pdf").write_bytes(content)
        folder.put_away(tmp_path / "box" / "a.pdf")
    assert (tmp_path / "done" / "box" / "a.pdf").read_bytes() == b"one"
    assert (tmp_path / "done" / "box" / "a (2).pdf").read_bytes() == b"two"
    assert folder.finished() == []


def _watcher(live: Live, tmp_path: Path, folder: Path, *words: str) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "LONTAR_TOKEN": live.world.here.tokens["documents:write"],
        "LONTAR_URL": live.url,
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }
    command = [sys.executable, "-m", "api.cli", "watch", str(folder), "--batch", "scanner"]
    command += ["--settle", "0.3", "--every", "0.1", *words]
    with (tmp_path / "watch.log").open("ab") as log:
        return subprocess.Popen(command, env=environment, stdout=log, stderr=log)


def test_a_watcher_that_is_killed_goes_on_and_sends_nothing_twice(
    live: Live, tmp_path: Path
) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    for number in range(3):
        (folder / f"early-{number}.pdf").write_bytes(PDF + bytes([number]))
    (folder / "letter.pdf").write_text("Dear Sir")
    first = _watcher(live, tmp_path, folder)
    wait_until(lambda: len(names(live)) >= 1, 60, "the first file is sent")
    first.kill()
    first.wait()
    (folder / "late.pdf").write_bytes(PDF + b"late")
    second = _watcher(live, tmp_path, folder)
    try:
        wait_until(lambda: not list(folder.glob("*.pdf")), 60, "everything is put away")
    finally:
        second.terminate()
        second.wait()
    taken = [name for name, outcome in names(live) if outcome == "accepted"]
    assert taken == ["early-0.pdf", "early-1.pdf", "early-2.pdf", "late.pdf"]
    put = sorted(path.name for path in (folder / "done").iterdir())
    assert put == taken
    assert (folder / "failed" / "letter.pdf").read_text() == "Dear Sir"
    why = (folder / "failed" / "letter.pdf.why.txt").read_text()
    assert "not a PDF, TIFF, JPEG, PNG or WebP" in why
    with live.world.state.database.read() as session:
        assert len(session.scalars(select(Batch).where(Batch.name.like("scanner%"))).all()) == 1


def test_files_are_left_and_remembered_where_that_is_asked_for(live: Live, tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "one.pdf").write_bytes(PDF + b"1")
    for _ in range(2):
        watcher = _watcher(live, tmp_path, folder, "--leave", "--once")
        assert watcher.wait(60) == 0
    assert names(live) == [("one.pdf", "accepted")]
    (folder / "one.pdf").write_bytes(PDF + b"changed")
    assert _watcher(live, tmp_path, folder, "--leave", "--once").wait(60) == 0
    assert names(live) == [("one.pdf", "accepted"), ("one.pdf", "accepted")]
    assert sorted(path.name for path in folder.iterdir()) == ["one.pdf"]


def test_two_watchers_of_one_folder_do_not_both_run(live: Live, tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    first = _watcher(live, tmp_path, folder)
    try:
        log = tmp_path / "watch.log"
        wait_until(lambda: b"Watching" in log.read_bytes(), 60, "the first one watches")
        assert _watcher(live, tmp_path, folder).wait(60) == 3
        assert b"being watched already" in log.read_bytes()
    finally:
        first.terminate()
        first.wait()


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_odd_things_in_the_folder_stop_nothing(tmp_path: Path, kind: str) -> None:
    (tmp_path / "a.pdf").write_bytes(PDF)
    if kind == "folder":
        (tmp_path / "b.pdf").mkdir()
    else:
        (tmp_path / "b.pdf").symlink_to(tmp_path / "nowhere")
    folder = Folder(tmp_path, settle=0)
    folder.finished()
    time.sleep(0.01)
    assert folder.finished() == [tmp_path / "a.pdf"]


def test_what_was_put_back_is_tried_again_and_a_strange_name_stops_nothing(
    live: Live, tmp_path: Path
) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "letter.pdf").write_text("Dear Sir")
    thai = os.fsencode(folder) + b"/\xca\xc1\xaa\xd2\xc2.pdf"  # of an old disc, in TIS-620
    Path(os.fsdecode(thai)).write_bytes(PDF + b"old")
    assert _watcher(live, tmp_path, folder, "--once").wait(60) == 1
    assert [outcome for _, outcome in names(live)].count("accepted") == 1
    (folder / "failed" / "letter.pdf").rename(folder / "letter.pdf")
    assert _watcher(live, tmp_path, folder, "--once").wait(60) == 1
    assert [name for name, outcome in names(live) if outcome == "rejected"] == ["letter.pdf"] * 2
    assert (folder / "failed" / "letter.pdf").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_sent_and_left(live: Live, tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.pdf").write_bytes(PDF + name.encode())
    folder.chmod(0o500)
    try:
        assert _watcher(live, tmp_path, folder, "--once").wait(60) == 0
    finally:
        folder.chmod(0o700)
    assert names(live) == [("a.pdf", "accepted"), ("b.pdf", "accepted")]
    assert b"cannot be moved" in (tmp_path / "watch.log").read_bytes()


def test_a_place_that_cannot_be_made_keeps_nobody_from_being_sent(
    live: Live, tmp_path: Path
) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.pdf").write_bytes(PDF + name.encode())
    (tmp_path / "taken").write_text("a file where the folder should be")
    for _ in range(2):
        watcher = _watcher(live, tmp_path, folder, "--once", "--done", str(tmp_path / "taken"))
        assert watcher.wait(60) == 0
    assert names(live) == [("a.pdf", "accepted"), ("b.pdf", "accepted")]
    assert (tmp_path / "watch.log").read_bytes().count(b"cannot be moved") == 4
