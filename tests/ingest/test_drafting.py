"""A blank becomes a draft, and the draft reads a filled scan, with real engines and processes."""

from __future__ import annotations

import io
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.pages import foreign_form
from extract.forms.load import load_form
from ingest import draft_jobs, drafts, trials
from ingest.drafting import upright
from models.errors import NotFound
from models.values import PageImage

SEED = 2  # an English form of frames, a comb, tick boxes and ruled lines


def scan(*, blank: bool) -> bytes:
    page = foreign_form("eng", SEED, "clean", "tune", rotation=0, blank=blank)
    file = io.BytesIO()
    Image.fromarray(page.image).convert("L").save(file, "PNG", dpi=(page.dpi, page.dpi))
    return file.getvalue()


def until(folder: Path, *, seconds: float = 240.0) -> drafts.Draft:
    end = time.monotonic() + seconds
    while (draft := drafts.read(folder)).state == "reading":
        assert time.monotonic() < end, "The blank was not read in time."
        time.sleep(0.2)
    return draft


def test_a_blank_is_drafted_and_reads_a_filled_scan_of_which_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONTAR_DATA", str(tmp_path / "data"))
    _, folder = drafts.new(tmp_path / "drafts", "a" * 32, "foreign")
    (folder / "blank").write_bytes(scan(blank=True))
    draft_jobs.start("blank", str(folder), str(folder / "blank"), "en")
    draft = until(folder)
    assert (draft.state, draft.problem) == ("ready", "")
    assert not (folder / "blank").exists()
    assert not drafts.faults(draft, folder)
    fields = (draft.form or {})["fields"]
    writings = {field["writing"] for field in fields}
    assert {"frame", "boxes", "ticks", "dots"} <= writings
    saved = load_form(drafts.save(folder, draft, tmp_path / "shelf"))
    assert (saved.id, saved.version, len(saved.fields)) == ("foreign", "1", len(fields))

    trial, place = trials.new(folder)
    (place / "scan-1").write_bytes(scan(blank=False))
    trials.run(folder, trial)
    assert not list(place.glob("scan-*"))
    found = trials.result(folder, trial)
    assert found is not None and found["problem"] == ""
    (page,) = found["pages"]
    assert (page["found"], page["form_page"]) == ("zone", 1)
    assert sum(bool(field["raw"]) for field in page["fields"]) >= 5
    assert any(field["picture"] for field in page["fields"])
    assert not place.exists()
    with pytest.raises(NotFound):
        trials.result(folder, trial)


def test_what_is_no_blank_ends_in_words(tmp_path: Path) -> None:
    _, folder = drafts.new(tmp_path, "a" * 32, "broken")
    (folder / "blank").write_bytes(b"%PDF-1.4\nnothing")
    draft_jobs.read_blank(folder, folder / "blank", ())
    draft = drafts.read(folder)
    assert draft.state == "failed"
    assert draft.problem and draft.remedy


def test_a_blank_whose_reader_died_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, folder = drafts.new(tmp_path, "a" * 32, "lost")
    assert drafts.read(folder).state == "reading"
    monkeypatch.setattr(drafts, "STALE_SECONDS", -1)
    assert drafts.read(folder).state == "failed"


def test_scans_that_nobody_fetched_are_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, folder = drafts.new(tmp_path, "a" * 32, "left")
    _, place = trials.new(folder)
    (place / "scan-1").write_bytes(b"a name")
    monkeypatch.setattr(trials, "_KEPT_SECONDS", -1)
    trials.sweep(folder)
    assert not place.exists()


def test_no_path_leads_out_of_an_office(tmp_path: Path) -> None:
    draft, _ = drafts.new(tmp_path, "a" * 32, "mine")
    for office, wanted in (("b" * 32, draft.id), ("..", draft.id), ("a" * 32, "../" + draft.id)):
        with pytest.raises(NotFound):
            drafts.get(tmp_path, office, wanted)


@pytest.mark.parametrize(
    ("size", "paper"), [((1654, 2339), (210.0, 297.0)), ((1700, 2200), (215.9, 279.4))]
)
def test_a_blank_has_the_size_of_its_paper_however_it_lay(
    size: tuple[int, int], paper: tuple[float, float]
) -> None:
    white = np.full((size[1], size[0]), 255, np.uint8)
    for y in range(300, 2000, 90):
        white[y : y + 3, 200:1400] = 0
    page = upright(PageImage(1, white, 200.0))
    height, width = page.grey.shape
    assert (width / page.dpi * 25.4, height / page.dpi * 25.4) == pytest.approx(paper, abs=0.2)
