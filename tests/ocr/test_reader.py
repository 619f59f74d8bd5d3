"""Which engine reads which crop, and what happens when one does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.errors import EngineFailed, EnvironmentProblem
from models.values import Grey, Looks, Reading
from ocr import patient, reader
from ocr.engines.own import Own
from ocr.looks import Look
from ocr.panel import Panel, open_panel
from ocr.terms import table
from ocr.trust import trust
from tests.ocr import drawing

PAPER = np.full((40, 200), 255, np.uint8)
KHMER = Look((0.99, 0.0, 0.0), (1.0, 0.0, 0.0, 0.0), 0.0, 1.0)
THAI = Look((0.0, 0.99, 0.0), (1.0, 0.0, 0.0, 0.0), 0.0, 1.0)
LATIN = Look((0.0, 0.0, 0.99), (1.0, 0.0, 0.0, 0.0), 0.0, 1.0)
HAND = Look((0.0, 0.0, 0.99), (1.0, 0.0, 0.0, 0.0), 0.99, 1.0)
DIRT = Look((0.0, 0.0, 0.0), (0.25, 0.25, 0.25, 0.25), 0.0, 0.0)


@dataclass
class Scripted:
    """An engine that says what it is told to; real ones cannot be made to break or to differ."""

    name: str
    languages: frozenset[str]
    says: str = "text"
    sure: float = 0.9
    breaks_on: int | None = None  # a crop with this first pixel breaks it
    missing: bool = False
    asked: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)

    def version(self) -> str:
        if self.missing:
            raise EnvironmentProblem(f"{self.name} is not installed.", remedy="Install it.")
        return "1"

    def read(self, crops: Sequence[Grey], languages: tuple[str, ...]) -> tuple[Reading, ...]:
        self.asked.append((len(crops), languages))
        if any(crop[0, 0] == self.breaks_on for crop in crops):
            raise EngineFailed(f"{self.name} broke.")
        return tuple(Reading(self.name, languages, self.says, self.sure) for _ in crops)


def tesseract(says: str = "text", sure: float = 0.9, **more: object) -> Scripted:
    every = frozenset({"khm", "tha", "ind", "eng"})
    return Scripted("tesseract", every, says, sure, **more)  # type: ignore[arg-type]


def ours(says: str = "text", sure: float = 0.999, **more: object) -> Scripted:
    every = frozenset({"khm", "tha", "ind", "eng"})
    return Scripted("lontar", every, says, sure, **more)  # type: ignore[arg-type]


def network(name: str = "smart-kh", says: str = "ខ្មែរ", **more: object) -> Scripted:
    return Scripted(name, frozenset({"khm"}), says, **more)  # type: ignore[arg-type]


def test_crops_of_one_language_go_to_the_engine_in_one_call() -> None:
    first = tesseract()
    panel = Panel([first])
    looks = [KHMER, LATIN, KHMER, LATIN]
    reader.read([PAPER] * 4, ("khm", "eng"), looks=looks, panel=panel)
    assert sorted(first.asked) == [(2, ("eng",)), (2, ("khm",))]


def test_khmer_networks_are_asked_about_khmer_alone() -> None:
    second = network()
    panel = Panel([tesseract("ខ្មែរ"), second])
    found = reader.read([PAPER] * 3, ("khm", "eng"), looks=[KHMER, LATIN, THAI], panel=panel)
    assert second.asked == [(1, ("khm",))]
    assert [reading.engine for reading in found] == ["vote", "tesseract", "tesseract"]
    assert found[0].agreement == 1.0 and len(found[0].candidates) == 2
    assert panel.versions() == {"tesseract": "1", "smart-kh": "1"}


def test_a_second_opinion_on_latin_is_asked_only_where_tesseract_is_unsure() -> None:
    latin = frozenset({"ind", "eng"})
    for sure, calls in ((0.97, 0), (0.5, 1)):
        second = Scripted("rapidocr", latin, "text", 0.9)
        panel = Panel([tesseract("text", sure), second])
        reader.read([PAPER] * 8, ("eng",), looks=[LATIN] * 8, panel=panel)
        assert len(second.asked) == calls


def test_what_further_engines_cost_stays_within_the_budget() -> None:
    latin = frozenset({"ind", "eng"})
    second = Scripted("rapidocr", latin, "text", 0.9)
    panel = Panel([tesseract("text", 0.1), second])
    reader.read([PAPER] * 60, ("eng",), looks=[LATIN] * 60, panel=panel)
    lines = sum(count for count, _ in second.asked)
    plan = table().plan("tesseract")
    spent = lines * plan.terms("rapidocr").cost
    assert 0 < spent <= plan.budget["latin"] * (60 + table().start)
    networks = [network(), network("khmer-ocm")]
    panel = Panel([tesseract("ខ្មែរ", 0.5), *networks])
    reader.read([PAPER] * 60, ("khm",), looks=[KHMER] * 60, panel=panel)
    assert [n.asked for n in networks] == [[(60, ("khm",))]] * 2


def test_a_missing_engine_is_told_once_and_the_others_carry_on() -> None:
    gone, other = network(missing=True), network("khmer-ocm")
    panel = Panel([tesseract("ខ្មែរ"), gone, other])
    for _ in range(2):
        (found,) = reader.read([PAPER], ("khm",), looks=[KHMER], panel=panel)
        assert [c.engine for c in found.candidates] == ["tesseract", "khmer-ocm"]
    (fault,) = panel.faults
    assert (fault.engine, fault.code, fault.remedy) == ("smart-kh", "environment", "Install it.")
    assert "smart-kh" not in panel.versions()
    with pytest.raises(EnvironmentProblem):
        reader.read([PAPER], ("khm",), looks=[KHMER], panel=Panel([tesseract(missing=True)]))


def test_a_crop_that_breaks_an_engine_costs_neither_the_others_nor_the_engine() -> None:
    bad = np.full((40, 200), 7, np.uint8)
    first = tesseract(breaks_on=7)
    crops = [PAPER, PAPER, bad, PAPER, PAPER]
    found = patient.read(first, crops, ("eng",))
    assert [reading.text for reading in found] == ["text", "text", "", "text", "text"]
    assert patient.read(first, [bad], ("eng",))[0].confidence == 0.0
    broken = tesseract(breaks_on=255)
    with pytest.raises(EngineFailed):
        patient.read(broken, [PAPER] * 3, ("eng",))
    second = network(breaks_on=255)
    panel = Panel([tesseract("ខ្មែរ"), second])
    assert reader.read([PAPER], ("khm",), looks=[KHMER], panel=panel)[0].text == "ខ្មែរ"
    assert [fault.engine for fault in panel.faults] == ["smart-kh"]


def test_handwriting_is_read_but_never_believed_and_costs_no_second_opinion() -> None:
    second = Scripted("rapidocr", frozenset({"eng"}), "text", 0.9)
    panel = Panel([tesseract("text", 0.95), second])
    (found,) = reader.read([PAPER], ("eng",), looks=[HAND], panel=panel)
    assert (found.looks, found.text) == (Looks.HANDWRITTEN, "text")
    assert found.confidence <= trust().handwritten
    assert second.asked == []


def test_dirt_is_no_text_unless_it_reads_well() -> None:
    for says, sure, text, looks in (
        ("ង", 0.9, "", Looks.EMPTY),
        ("ស្រ", 0.3, "", Looks.EMPTY),
        ("Jakarta", 0.95, "Jakarta", Looks.UNSURE),
    ):
        panel = Panel([tesseract(says, sure)])
        (found,) = reader.read([PAPER], ("eng",), looks=[DIRT], panel=panel)
        assert (found.text, found.looks) == (text, looks)


def test_an_unsure_crop_is_read_once_more_in_a_script_that_stands_on_the_page() -> None:
    maybe = Look((0.0, 0.99, 0.2), (1.0, 0.0, 0.0, 0.0), 0.0, 1.0)
    mixed = Look((0.0, 0.99, 0.99), (1.0, 0.0, 0.0, 0.0), 0.0, 1.0)
    many = [THAI] * 9  # enough to get a call of their own
    for sure, looks, calls in (
        (0.3, [maybe, mixed, *many], [("tha",), ("tha", "eng"), ("tha", "eng")]),
        (0.3, [maybe, *many], [("tha",)]),
        (0.9, [maybe, mixed, *many], [("tha",), ("tha", "eng")]),
    ):
        first = tesseract("ม", sure)
        reader.read([PAPER] * len(looks), ("eng", "tha"), looks=looks, panel=Panel([first]))
        assert [languages for _, languages in first.asked] == calls


def test_of_indonesian_and_english_one_model_reads_and_few_crops_get_no_call_alone() -> None:
    first = tesseract("text", 0.95)
    both = Look((0.99, 0.0, 0.99), (1.0, 0.0, 0.0, 0.0), 0.0, 1.0)
    looks = [LATIN, LATIN, both]
    reader.read([PAPER] * 3, ("khm", "ind", "eng"), looks=looks, panel=Panel([first]))
    assert first.asked == [(3, ("khm", "eng"))]


def test_after_our_own_reader_others_are_asked_only_where_it_is_not_sure() -> None:
    for look, says in ((KHMER, "ខ្មែរ"), (THAI, "ไทย"), (LATIN, "text")):
        for sure, asked in ((0.9999, 0), (0.3, 1)):
            own, second, third = ours(says, sure), tesseract(says), network()
            panel = Panel([own, second, third])
            languages = ("khm", "tha", "eng")
            found = reader.read([PAPER] * 2, languages, looks=[look] * 2, panel=panel)
            assert len(own.asked) == 1
            assert bool(second.asked or third.asked) == bool(asked)
            assert {reading.engine for reading in found} == {"vote" if asked else "lontar"}


def test_one_doubtful_crop_does_not_start_tesseract_and_a_lost_one_does() -> None:
    for sure, calls in ((0.9, 0), (0.2, 1)):
        second = tesseract("ไทย")
        panel = Panel([ours("ไทย", sure), second])
        reader.read([PAPER], ("tha",), looks=[THAI], panel=panel)
        assert len(second.asked) == calls


def test_where_our_own_reader_is_missing_or_broken_tesseract_reads_first() -> None:
    for own in (ours(missing=True), ours(breaks_on=255)):
        panel = Panel([own, tesseract("ខ្មែរ"), network()])
        (found,) = reader.read([PAPER], ("khm",), looks=[KHMER], panel=panel)
        assert [c.engine for c in found.candidates] == ["tesseract", "smart-kh"]
        assert [fault.engine for fault in panel.faults] == ["lontar"]
    with pytest.raises(EnvironmentProblem):
        gone = Panel([ours(missing=True), tesseract(missing=True), network()])
        reader.read([PAPER], ("khm",), looks=[KHMER], panel=gone)


def test_a_missing_or_torn_file_of_our_own_reader_is_told_once_and_tesseract_reads(
    tmp_path: Path,
) -> None:
    torn = tmp_path / "torn.onnx"
    torn.write_bytes(b"no network at all")
    for file in (tmp_path / "gone.onnx", torn):
        panel = Panel([Own(file), tesseract("text")])
        for _ in range(2):
            (found,) = reader.read([PAPER - 200], ("eng",), looks=[LATIN], panel=panel)
            assert (found.engine, found.text) == ("tesseract", "text")
        (fault,) = panel.faults
        assert (fault.engine, fault.code) == ("lontar", "environment")
        assert file.name in fault.detail and file.name in fault.remedy


def test_without_tesseract_our_own_reader_carries_on() -> None:
    panel = Panel([ours("text", 0.1), tesseract(missing=True)])
    (found,) = reader.read([PAPER], ("eng",), looks=[LATIN], panel=panel)
    assert (found.engine, found.text) == ("lontar", "text")
    assert [fault.engine for fault in panel.faults] == ["tesseract"]


def test_real_engines_agree_on_a_drawn_khmer_word() -> None:
    image = Image.new("L", (drawing.mm(60), drawing.mm(12)), 255)
    drawing.write(image, "ព្រះរាជាណាចក្រកម្ពុជា", 2, 1, 4.0, drawing.KHMER)
    ink = np.argwhere(np.asarray(image) < 128)
    (y0, x0), (y1, x1) = ink.min(axis=0) - 3, ink.max(axis=0) + 4
    crop = np.asarray(image)[y0:y1, x0:x1]
    panel = open_panel(["lontar"])
    (found,) = reader.read([crop], ("khm", "eng"), panel=panel)
    assert found.text == "ព្រះរាជាណាចក្រកម្ពុជា"
    assert {c.engine for c in found.candidates} >= {"tesseract", "smart-kh"}
    assert found.confidence > 0.9
    assert found.looks is Looks.PRINTED
    assert panel.faults == ()


def test_nothing_to_read_is_nothing_read() -> None:
    assert reader.read([], ("khm",), panel=open_panel()) == ()


def test_a_language_that_our_own_reader_has_not_learnt_is_read_by_tesseract() -> None:
    own, second = ours(), tesseract("Grüße", 0.5)
    (found,) = reader.read([PAPER], ("deu",), looks=[LATIN], panel=Panel([own, second]))
    assert (found.engine, found.text) == ("tesseract", "Grüße")
    assert own.asked == []
