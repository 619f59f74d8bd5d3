"""How much of known forms nobody needs to look at, and how much of that is wrong."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures.forms_read import Filed, Item, read_forms
from benchmarks.figures.pages import LANGUAGES, LEVELS
from benchmarks.figures.tables import interval, share, table


def figure(options: argparse.Namespace, folder: Path) -> str:
    """Every field of the forms, ticks and empty ones too, handwriting and stamps apart.

    A table counts as one field: all its cells right, or wrong.
    """
    forms = read_forms(options, folder)
    rows = []
    for level in LEVELS:
        for language in LANGUAGES:
            some = [f for f in forms if f.level == level and f.language == language]
            if some:
                rows.append(_row(f"{language}, {level}", some))
    near = [f for f in forms if f.level != "rough"]
    if near:
        rows.append(_row("all, clean and office", near))
    rows.append(_row("all", forms))
    head = ("forms", "right", "accepted", "wrong among accepted")
    return table(head, rows)


def _row(name: str, forms: Sequence[Filed]) -> tuple[str, str, str, str]:
    fields = [whole for form in forms for whole in _fields(form.items)]
    taken = [right for right, accepted in fields if accepted]
    wrong = len(taken) - sum(taken)
    low, high = interval(wrong, len(taken))
    return (
        name,
        share(sum(right for right, _ in fields), len(fields)),
        share(len(taken), len(fields)),
        f"{wrong} of {len(taken)} ({low:.4f}-{high:.4f})",
    )


def _fields(items: Sequence[Item]) -> list[tuple[bool, bool]]:
    """(right, accepted) of every printed field."""
    whole: dict[str, list[Item]] = {}
    for item in items:
        if item.printed:
            whole.setdefault(item.key, []).append(item)
    return [(all(i.right for i in some), some[0].taken) for some in whole.values()]
