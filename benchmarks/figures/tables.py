"""Markdown tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as it stands in docs/benchmarks.md; ends without a newline."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def share(part: int, whole: int) -> str:
    """Such as `0.94 of 312`; a dash where there was nothing to count."""
    return f"{part / whole:.3f} of {whole}" if whole else "-"
