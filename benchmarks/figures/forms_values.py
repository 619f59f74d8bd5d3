"""Field values right, typed and normalised, on forms that are known."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures.forms_read import MARKS, Item, read_forms
from benchmarks.figures.pages import LANGUAGES, LEVELS
from benchmarks.figures.tables import share, table


def figure(options: argparse.Namespace, folder: Path) -> str:
    """Printed values that were written, by language and level and by kind; empty fields apart."""
    forms = read_forms(options, folder)
    items = [item for form in forms for item in form.items if item.kind not in MARKS]
    written = [i for i in items if i.printed and i.true["text"]]
    empty = [i for i in items if not i.true["text"]]
    groups = [
        (f"{language}, {level}", [i for i in written if (i.language, i.level) == (language, level)])
        for level in LEVELS
        for language in LANGUAGES
    ]
    whole = _table("language, level", groups)
    kinds = sorted({item.kind for item in written})
    by_kind = _table(
        "kind, clean and office",
        [(kind, [i for i in written if i.kind == kind and i.level != "rough"]) for kind in kinds],
    )
    named = sum(form.known for form in forms)
    said = (
        f"{len(forms)} filled forms, {named} recognised with all their pages as one record. "
        f"Of {len(empty)} fields and cells that were left empty, "
        f"{sum(i.right for i in empty)} came out empty."
    )
    if options.wrong:
        said += "\n\n" + _wrong(written)
    return f"{whole}\n\n{by_kind}\n\n{said}"


def _table(head: str, groups: Sequence[tuple[str, Sequence[Item]]]) -> str:
    rows = [
        (
            name,
            share(sum(i.right for i in some), len(some)),
            share(sum(i.taken for i in some), len(some)),
            f"{sum(i.taken and not i.right for i in some)} of {sum(i.taken for i in some)}",
        )
        for name, some in groups
        if some
    ]
    return table((head, "right", "accepted", "wrong among accepted"), rows)


def _wrong(items: Sequence[Item]) -> str:
    """What went wrong, for whoever looks for causes: made-up people alone stand in it."""
    lines = []
    for i in items:
        if not i.right:
            given = i.given.value if i.given else None
            if i.cell and isinstance(given, list):
                given = given[i.cell[0]].get(i.cell[1]) if i.cell[0] < len(given) else None
            problems = ",".join(p.code for p in i.given.problems[:4]) if i.given else "not read"
            lines.append(
                f"- {i.form} {i.level} {i.key} {i.cell or ''} {i.kind} taken={i.taken}: "
                f"{i.true['text']!r} = {i.true['value']!r}; read {given!r} ({problems})"
            )
    count = Counter(i.kind for i in items if not i.right)
    return "\n".join([str(dict(count.most_common())), *lines])
