"""Rows of forms are read across, columns of prose one after the other."""

from __future__ import annotations

from dataclasses import dataclass

from ocr.order import in_order

PIXELS = 8.0


@dataclass
class Line:
    name: str
    x0: int
    x1: int
    top: float
    foot: float


def line(name: str, x0: float, x1: float, row: int) -> Line:
    return Line(
        name,
        round(x0 * PIXELS),
        round(x1 * PIXELS),
        (10 + 8 * row) * PIXELS,
        (13 + 8 * row) * PIXELS,
    )


def names(lines: list[Line]) -> str:
    return " ".join(item.name for item in in_order(lines, PIXELS))


def test_two_columns_of_prose_under_a_title() -> None:
    title = line("title", 60, 130, 0)
    left = [line(f"l{n}", 20, 98 if n != 6 else 60, n) for n in range(1, 8)]
    right = [line(f"r{n}", 106, 184, n) for n in range(1, 7)]
    across = line("end", 20, 184, 9)
    mixed = [across, *right, title, *left]
    assert names(mixed) == "title l1 l2 l3 l4 l5 l6 l7 r1 r2 r3 r4 r5 r6 end"


def test_labels_and_their_values_are_read_row_by_row() -> None:
    widths = (20, 35, 14, 50, 28, 40)
    labels = [line(f"l{n}", 20, 20 + widths[n], n) for n in range(6)]
    values = [line(f"v{n}", 90, 90 + widths[-1 - n], n) for n in range(6)]
    assert names([*labels, *values]) == "l0 v0 l1 v1 l2 v2 l3 v3 l4 v4 l5 v5"


def test_a_few_full_rows_are_no_columns() -> None:
    rows = [
        line(f"{side}{n}", x, x + 70, n) for n in range(3) for side, x in (("l", 20), ("r", 100))
    ]
    assert names(rows) == "l0 r0 l1 r1 l2 r2"
