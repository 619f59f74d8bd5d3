"""Pieces of text as conditions, with the values that they name."""

from __future__ import annotations

from collections.abc import Sequence

from models.searching import Among


def like(column: str, pieces: Sequence[Sequence[str]]) -> tuple[str, dict[str, str]]:
    """That of every group one piece stands in a column.

    >>> like("text", (("sok",), ("1997", "2540")))[0]
    '(text LIKE :p0) AND (text LIKE :p1 OR text LIKE :p2)'
    """
    parts, values = [], dict[str, str]()
    for group in pieces:
        names = [f"p{len(values) + n}" for n in range(len(group))]
        values |= {name: f"%{piece}%" for name, piece in zip(names, group, strict=True)}
        parts.append(f"({' OR '.join(f'{column} LIKE :{name}' for name in names)})")
    return " AND ".join(parts) or "TRUE", values


def of_forms(among: Among) -> tuple[str, dict[str, str]]:
    """That a row `s` is of those forms."""
    values = {f"f{n}": form for n, form in enumerate(among.forms)}
    if not values:
        return ("FALSE" if among.only else "TRUE"), {}
    names = ", ".join(f":{name}" for name in values)
    return f"s.form {'IN' if among.only else 'NOT IN'} ({names})", values
