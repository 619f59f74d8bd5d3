"""Confidence that was measured: what raises it, what holds it down, what makes a table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import EnvironmentProblem, TooFewReviewed
from models.reliability import sureness_of
from models.values import Grey, Looks, Reading
from ocr.calibration import calibrated, checks, fitting, table
from ocr.calibration.facts import ENGINES, NAMES, WAY, facts_of
from ocr.calibration.figures import accepted, calibration_error
from ocr.calibration.fitting import Row
from ocr.calibration.refit import NEEDED, compared, refitted
from ocr.calibration.table import FOULED, NOT_MEASURED, SHIPPED, Bound, Table, load, written

PAPER: Grey = np.full((40, 200), 255, np.uint8)
PAPER[12:30, 20:180:12] = 20
NAME = "សុខ ដារ៉ា"


def joint(text: str, *said: tuple[str, str, float], confidence: float = 0.9) -> Reading:
    voices = tuple(Reading(engine, ("khm",), words, sure) for engine, words, sure in said)
    return Reading("vote", ("khm",), text, confidence, (), voices, 1.0, Looks.PRINTED)


def row(values: dict[str, float], *, right: bool, group: str = "khmer", fold: int = 0) -> Row:
    facts = tuple(values.get(name, 0.0) for name in NAMES)
    return Row(group, facts, right, fold, frozenset({"tesseract"}))


# What raises it, and what may not


@pytest.mark.parametrize("text", [NAME, "12/05/2540", "BUDI", "สมชาย"])
@pytest.mark.parametrize("more", ENGINES[1:])
def test_an_engine_that_reads_the_same_never_lowers_a_text(text: str, more: str) -> None:
    one = joint(text, ("lontar", text, 0.8))
    both = joint(text, ("lontar", text, 0.8), (more, text, 0.6))

    assert calibrated(both, PAPER).confidence >= calibrated(one, PAPER).confidence


@pytest.mark.parametrize("more", ENGINES[1:])
def test_an_engine_that_reads_something_else_never_raises_a_text(more: str) -> None:
    one = joint(NAME, ("lontar", NAME, 0.8))
    both = joint(NAME, ("lontar", NAME, 0.8), (more, "សុខ ដារា", 0.9))

    assert calibrated(both, PAPER).confidence <= calibrated(one, PAPER).confidence


@given(st.sampled_from(["khmer", "thai", "latin", "numbers"]), st.data())
@settings(max_examples=60, deadline=None)
def test_every_fact_moves_the_score_only_the_way_it_may(group: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([n for n in NAMES if WAY[n]]))
    values = data.draw(st.lists(st.floats(0, 1), min_size=len(NAMES), max_size=len(NAMES)))
    more = list(values)
    at = NAMES.index(name)
    more[at] = min(1.0, values[at] + 0.3)
    moved = table().score(group, more) - table().score(group, values)

    assert moved * WAY[name] >= -1e-9


def test_a_higher_score_is_never_claimed_less() -> None:
    for group in ("khmer", "thai", "latin", "numbers", "other"):
        claims = table().claims(group)
        assert list(claims) == sorted(claims)


# What holds it down


def test_engines_that_nobody_has_measured_are_not_believed() -> None:
    strange = Reading("made-yesterday", ("khm",), NAME, 0.9999)

    assert calibrated(strange, PAPER).confidence <= NOT_MEASURED


def test_nothing_is_claimed_beyond_what_was_seen() -> None:
    for bound in table().bounds.values():
        assert bound.ceiling(0) == NOT_MEASURED
        assert bound.ceiling(300) < 0.997
        assert bound.claim(300, 300) < 0.999
    for group in table().ladders:
        most = max(step.seen for step in table().ladders[group])
        assert max(table().claims(group)) <= most / (most + 1) + 1e-9


def test_a_number_is_not_sure_on_a_score_on_which_more_than_one_in_500_was_wrong() -> None:
    strict = Bound(2.0, strict=True)
    assert strict.claim(10_000, 9_979) == FOULED < 0.99 < Bound(2.0).claim(10_000, 9_979)
    assert strict.claim(10_000, 9_981) > 0.99
    assert table().bounds["numbers"].strict


def test_no_text_is_nothing_to_be_sure_of() -> None:
    nothing = calibrated(Reading("lontar", (), "  ", 0.9), PAPER)

    assert (nothing.confidence, nothing.sureness) == (0.0, None)


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (3, 4), (40, 1), (1, 3000)])
@pytest.mark.parametrize("text", ["\u17d2", "๔\u0e48\u0e48", "\ufffd", "x" * 3000, "//"])
def test_odd_crops_and_texts_are_measured_like_any(shape: tuple[int, int], text: str) -> None:
    found = calibrated(Reading("lontar", (), text, float("nan")), np.zeros(shape, np.uint8))

    assert 0 <= found.confidence <= 1
    assert found.sureness is not None


def test_impossible_letters_and_mixed_words_are_seen() -> None:
    assert checks.impossible("ក\u17d2") == 1
    assert checks.impossible(NAME) == 0
    assert checks.impossible("\u0e48ก") + checks.impossible("เ ") > 0
    assert checks.impossible("ก้ำ น้ำ") == 0
    assert checks.mixed_scripts("សុខab") and not checks.mixed_scripts("សុខ ab")
    assert checks.uneven("៣/០៥/២០០៨") and not checks.uneven("3 Mei 2008")
    assert checks.mixed_digits("1๒") and not checks.mixed_digits("12 ก")
    assert [checks.group_of(t) for t in ("12/05", "๒๓ ก", NAME, "ab1", "--")] == [
        "numbers",
        "numbers",
        "khmer",
        "latin",
        "other",
    ]


# What is kept with it


def test_the_facts_go_into_storage_and_back_and_hold_no_text() -> None:
    found = calibrated(joint(NAME, ("lontar", NAME, 0.8), ("tesseract", NAME, 0.9)), PAPER)

    assert found.sureness is not None
    kept = found.sureness.as_row()
    assert not any(letter in repr(kept) for letter in NAME if letter != " ")
    again = sureness_of(kept)
    assert (again.p, again.group, again.version) == (found.confidence, "khmer", table().version)
    facts = facts_of(found, PAPER)
    assert dict(again.facts)["with tesseract"] == 1.0
    assert facts.group == again.group


# Tables


def test_the_shipped_table_comes_back_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "again.yaml"
    file.write_text(written(load(SHIPPED)), "utf-8")

    again, shipped = load(file), load(SHIPPED)
    assert again.weights == shipped.weights
    assert again.ladders == shipped.ladders
    assert again.voices == shipped.voices
    assert again.samples == shipped.samples


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("weights", "khmer", "with tesseract"), -1.0),
        (("weights", "khmer", "full moon"), 1.0),
        (("ladders", "thai"), []),
        (("ladders", "thai"), [{"score": 0, "seen": 1, "right": 2}]),
        (("voices",), {"khmer": {}}),
        (("surprise",), 1),
    ],
)
def test_a_wrong_table_is_refused(tmp_path: Path, place: tuple[str, ...], value: object) -> None:
    content = yaml.safe_load(SHIPPED.read_text("utf-8"))
    part = content
    for name in place[:-1]:
        part = part[name]
    part[place[-1]] = value
    file = tmp_path / "wrong.yaml"
    file.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")

    with pytest.raises(EnvironmentProblem, match=r"wrong\.yaml"):
        load(file)


# Fitting


def drawn(count: int, seed: int, group: str = "khmer") -> list[Row]:
    """Readings whose chance to be right is known: it rises with one fact and falls with another."""
    dice = np.random.default_rng(seed)
    found = []
    for n in range(count):
        sure, misfit = dice.random(), dice.random() * 0.5
        p = 1 / (1 + np.exp(-(6 * sure - 4 * misfit - 0.5)))
        values = {"sure tesseract": sure, "misfit": misfit, "with tesseract": 1.0}
        found.append(row(values, right=bool(dice.random() < p), group=group, fold=n % 5))
    return found


def made(rows: list[Row]) -> Table:
    bounds = {group: Bound(1.28) for group in ("khmer", "thai", "latin", "numbers", "other")}
    weights = fitting.weights(rows)
    ladders = fitting.ladders(rows, fitting.held_out(rows))
    return Table(
        "1", "2026-01-01", "test", "test", {}, {}, bounds, weights, ladders, fitting.voices(rows)
    )


def test_a_fitted_table_tells_readings_that_it_has_not_seen_how_sure_they_are() -> None:
    found = made(drawn(2500, 1))
    fresh = drawn(2500, 2)
    p = [found.p(r.group, found.score(r.group, r.values), r.agreeing) for r in fresh]
    right = [r.right for r in fresh]

    assert calibration_error(p, right) < 0.04
    high = accepted(p, right, 0.97)
    assert high.share > 0.1
    assert high.risk < 0.03


def test_a_weight_that_the_samples_want_the_wrong_way_is_held_at_nought() -> None:
    dice = np.random.default_rng(3)
    rows = [
        row({"with tesseract": float(agrees)}, right=bool(dice.random() > 0.3 + 0.4 * agrees))
        for agrees in dice.integers(0, 2, 600)
    ]

    assert fitting.weights(rows)["khmer"][NAMES.index("with tesseract")] == 0


def test_a_ladder_rises_and_every_step_has_been_seen_often() -> None:
    dice = np.random.default_rng(4)
    scores = dice.normal(size=3000)
    truth = (dice.random(3000) < 1 / (1 + np.exp(-2 * scores))).astype(np.float64)
    steps = fitting.ladder(scores, truth)
    shares = [step.right / step.seen for step in steps]

    assert shares == sorted(shares)
    assert min(step.seen for step in steps) >= 40
    assert sum(step.seen for step in steps) == 3000


# Refitting on what people have reviewed


def test_too_few_reviewed_values_change_nothing_and_it_says_how_many_are_needed() -> None:
    with pytest.raises(TooFewReviewed, match=f"{NEEDED} are needed"):
        refitted(made(drawn(1000, 5)), drawn(NEEDED - 1, 6), version="2", date="2026-01-02")


def test_reviewed_values_that_were_wrong_more_often_bring_claims_down() -> None:
    before = made(drawn(2000, 7))
    worse = [replace(r, right=r.right and n % 3 > 0) for n, r in enumerate(drawn(900, 8))]
    after = refitted(before, worse, version="2", date="2026-01-02")

    assert max(after.claims("khmer")) < 0.9 < max(before.claims("khmer"))
    told = compared(before, worse)
    right = [r.right for r in told.rows]
    assert calibration_error(told.after, right) < calibration_error(told.before, right) - 0.1
    assert (after.version, before.version) == ("2", "1")
    assert after.samples["reviewed"] == 900


def test_what_reviewed_values_do_not_contradict_stays() -> None:
    before = made(drawn(2000, 9))
    doubted = [r for r in drawn(3000, 10) if r.values[NAMES.index("sure tesseract")] < 0.5]
    after = refitted(before, doubted[:400], version="2", date="2026-01-02")

    assert max(after.claims("khmer")) == pytest.approx(max(before.claims("khmer")), abs=0.005)
    assert after.ladders["thai"] == before.ladders["thai"]
