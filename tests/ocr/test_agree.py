"""Several engines' readings of a crop become one."""

from __future__ import annotations

import pytest

from models.values import Box, Reading, Word
from ocr.agree import vote
from ocr.clusters import canonical, clusters
from ocr.columns import aligned, letters

KHMER = "ស្ត្រីខ្មែរនៅកំពង់ចាម"


def read(engine: str, text: str, confidence: float = 0.9, boxes: bool = False) -> Reading:
    words = ()
    if boxes:
        words = tuple(
            Word(word, Box(100 * n, 0, 100 * n + 90, 40), confidence)
            for n, word in enumerate(text.split())
        )
    return Reading(engine, ("khm",), text, confidence, words)


def test_a_letter_that_two_of_three_read_wins_and_nothing_is_thrown_away() -> None:
    candidates = (
        read("tesseract", KHMER.replace("ស្ត្រី", "ស្ត្រិ")),
        read("khmer-ocm", KHMER),
        read("smart-kh", KHMER),
    )
    joint = vote(candidates)
    assert (joint.engine, joint.text) == ("vote", KHMER)
    assert joint.candidates == candidates
    assert joint.agreement is not None and 0.9 < joint.agreement < 1.0


def test_half_a_cluster_never_wins() -> None:
    # Each differs in another part of the same cluster: voting by code point would make ក្រី of it.
    joint = vote([read("tesseract", "ក្រិ"), read("khmer-ocm", "ក្តី"), read("smart-kh", "ក្រី")])
    assert joint.text in {"ក្រិ", "ក្តី", "ក្រី"}
    joint = vote([read("tesseract", "ស្រិ"), read("khmer-ocm", "ស្តី"), read("smart-kh", "សី")])
    assert joint.text in {"ស្រិ", "ស្តី", "សី"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("កណ្ដាល", "កណ្តាល"),  # coeng da and coeng ta look alike
        ("ស្រ្តី", "ស្ត្រី"),  # coengs in two orders
        ("ខ្មែ\u200bរ", "ខ្មែរ"),  # what has no width
        ("ធ្វេី", "ធ្វើ"),  # a vowel typed in halves
        ("ส\u0e4d\u0e49าเร็จ", "ส้ำเร็จ"),  # nikhahit and aa are sara am
        ("น\u0e49\u0e34", "น\u0e34\u0e49"),  # tone and vowel in two orders
        ("เเม่", "แม่"),  # two sara e
    ],
)
def test_spellings_that_look_the_same_agree(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)
    engines = ("tesseract", "smart-kh") if one[0] < "\u0e00" else ("tesseract", "default")
    joint = vote([read(engines[0], one), read(engines[1], other)])
    assert joint.agreement in (1.0, None)


def test_full_agreement_is_worth_more_than_any_engines_own_word() -> None:
    engines = ("tesseract", "khmer-ocm", "smart-kh")
    all_three = vote([read(e, KHMER, 0.5) for e in engines])
    networks = vote([read(e, KHMER, 0.5) for e in engines[1:]])
    apart = vote([read("khmer-ocm", KHMER, 0.99), read("smart-kh", KHMER[:-1] + "រ", 0.99)])
    assert all_three.confidence > networks.confidence > 0.98 > apart.confidence
    assert all_three.agreement == networks.agreement == 1.0
    assert apart.confidence < 0.85


def test_networks_of_khmer_do_not_outvote_latin_letters_or_slashes() -> None:
    latin = [
        read("tesseract", "Sok Dara", 0.95),
        read("khmer-ocm", "សុក ដារ", 0.9),
        read("smart-kh", "Sok Dana", 0.8),
    ]
    assert vote(latin).text == "Sok Dara"
    date = [
        read("tesseract", "12/03/2019", 0.9),
        read("khmer-ocm", "12032019", 0.9),
        read("smart-kh", "12032019", 0.6),
    ]
    assert vote(date).text == "12/03/2019"


def test_garbled_latin_of_an_unsure_tesseract_does_not_beat_two_networks() -> None:
    joint = vote(
        [
            read("tesseract", "fig sini gi", 0.2),
            *(read(e, KHMER, 0.9) for e in ("khmer-ocm", "smart-kh")),
        ]
    )
    assert joint.text == KHMER
    assert joint.confidence > 0.9


def test_an_engine_far_off_is_not_mixed_in_but_counts_as_disagreement() -> None:
    joint = vote(
        [read("tesseract", "១២ ៣៤ ៥៦ ៧៨"), read("khmer-ocm", KHMER), read("smart-kh", KHMER)]
    )
    assert joint.text == KHMER
    assert joint.agreement == pytest.approx(0.5)
    two = vote([read("khmer-ocm", "ភ្នំពេញ", 0.9), read("smart-kh", "កំពង់ចាម", 0.9)])
    assert two.text in {"ភ្នំពេញ", "កំពង់ចាម"}
    assert two.confidence <= 0.85 and two.agreement == 0.0


def test_an_engine_that_saw_nothing_lowers_the_agreement() -> None:
    joint = vote([read("tesseract", KHMER), read("khmer-ocm", "", 0.0), read("smart-kh", KHMER)])
    assert joint.text == KHMER
    assert joint.agreement == pytest.approx(0.5)
    alone = vote([read("tesseract", KHMER, 0.9), read("khmer-ocm", "", 0.0)])
    assert alone.text == KHMER and alone.agreement == 0.0 and alone.confidence <= 0.85
    nothing = vote([read("tesseract", "", 0.0), read("khmer-ocm", "", 0.0)])
    assert (nothing.text, nothing.confidence) == ("", 0.0)


def test_an_engine_that_does_not_know_the_script_neither_agrees_nor_disagrees() -> None:
    joint = vote([read("tesseract", "สมหญิง", 0.9), read("rapidocr", "aunqv", 0.9)])
    assert (joint.text, joint.agreement) == ("สมหญิง", None)
    assert joint.confidence == pytest.approx(0.9)


def test_blanks_between_khmer_words_are_no_disagreement_but_between_latin_ones_they_are() -> None:
    khmer = vote([read("tesseract", "ស្រី ខ្មែរ"), read("smart-kh", "ស្រីខ្មែរ")])
    assert khmer.agreement == 1.0 and khmer.confidence > 0.9
    latin = vote([read("tesseract", "Siti Aminah"), read("rapidocr", "SitiAminah", 0.8)])
    assert latin.text == "Siti Aminah"
    assert latin.agreement is not None and latin.agreement < 1.0 and latin.confidence < 0.85


@pytest.mark.parametrize("text", ["๑๒๓", "๑๔ กันยายน ๒๕๖๗"])
def test_thai_digits_that_tesseract_alone_has_read_are_never_sure(text: str) -> None:
    assert vote([read("tesseract", text, 0.97)]).confidence <= 0.5
    assert vote([read("tesseract", text, 0.97), read("rapidocr", text, 0.97)]).confidence <= 0.5
    assert vote([read("tesseract", "กันยายน 12", 0.97)]).confidence == 0.97


def test_thai_ink_read_without_a_thai_letter_is_not_believed() -> None:
    # Tesseract reads ๓ as 6 and ๘๙ as Gor, at 87 and 73 %.
    six = read("tesseract", "6", 0.87)
    assert vote([six], frozenset({"thai"})).confidence <= 0.5
    assert vote([six], frozenset({"latin"})).confidence == 0.87


def test_blanks_are_tesseracts_business() -> None:
    # Networks put blanks between letters that stand in boxes, and leave them out of prose.
    loose = [
        read("tesseract", "០៥៣២២៩"),
        *(read(e, "០ ៥ ៣ ២ ២ ៩") for e in ("khmer-ocm", "smart-kh")),
    ]
    assert vote(loose).text == "០៥៣២២៩"
    prose = [read("tesseract", "ស្រី ខ្មែរ"), *(read(e, "ស្រីខ្មែរ") for e in ("khmer-ocm", "smart-kh"))]
    assert vote(prose).text == "ស្រី ខ្មែរ"


def test_words_stand_where_the_candidate_with_boxes_saw_them() -> None:
    joint = vote(
        [
            read("tesseract", "នៅ កំពង ចាម", 0.7, boxes=True),
            read("khmer-ocm", "នៅ កំពង់ ចាម ថ្មី"),
            read("smart-kh", "នៅ កំពង់ ចាម ថ្មី"),
        ]
    )
    assert [word.text for word in joint.words] == ["នៅ", "កំពង់", "ចាម", "ថ្មី"]
    boxes = [word.box for word in joint.words]
    assert [(box.x0, box.x1) for box in boxes[:3]] == [(0, 90), (100, 190), (200, 290)]
    assert boxes[3].x0 >= 290 and boxes[3].y1 == 40


def test_one_word_read_as_two_is_cut_between_its_letters() -> None:
    joint = vote(
        [
            read("tesseract", "SitiAminah", 0.1, boxes=True),
            read("rapidocr", "Siti Aminah", 0.99),
            read("other", "Siti Aminah", 0.99),
        ]
    )
    assert joint.text == "Siti Aminah"
    first, second = (word.box for word in joint.words)
    assert first.x0 == 0 and first.x1 == pytest.approx(36) == second.x0 and second.x1 == 90


def test_a_tie_is_broken_the_same_way_every_time() -> None:
    pair = [read("default", "AB"), read("other", "AC")]
    assert {vote(pair).text for _ in range(5)} == {vote(pair).text}
    assert vote(pair).confidence < 0.5


def test_a_lone_reading_stays_what_it_is() -> None:
    alone = read("tesseract", "Siti", 0.9, boxes=True)
    assert vote([alone]) is alone
    with pytest.raises(ValueError, match="nothing"):
        vote([])


def test_columns_keep_each_candidates_letters_in_order() -> None:
    texts = ("ក្រុងភ្នំពេញ", "ក្រុង ភ្នំពេញថ្មី", "រុងភ្នំេញ")
    columns = aligned([letters(read("x", text)) for text in texts])
    for n, text in enumerate(texts):
        assert "".join(c[n].text for c in columns if (c[n])) == text  # type: ignore[union-attr]
    assert all(part for text in texts for part in clusters(text))
