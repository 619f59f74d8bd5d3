"""Conditions that wait for one another."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def cycle(needs: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """The first ring among fields and the fields their conditions ask about; () when there is none.

    >>> cycle({"a": {"b"}, "b": {"c"}, "c": {"a"}})
    ('a', 'b', 'c', 'a')
    >>> cycle({"a": {"b"}, "b": set()})
    ()
    """
    done: set[str] = set()
    for start in needs:
        ring = _walk(start, needs, [], done)
        if ring:
            return ring
    return ()


def in_order(needs: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """The fields, each after those that its condition asks about. The rings must be gone."""
    order: dict[str, None] = {}

    def visit(key: str) -> None:
        if key in needs and key not in order:
            for other in sorted(needs[key]):
                visit(other)
            order[key] = None

    for key in needs:
        visit(key)
    return tuple(order)


def _walk(
    key: str, needs: Mapping[str, Collection[str]], way: list[str], done: set[str]
) -> tuple[str, ...]:
    if key in way:
        return (*way[way.index(key) :], key)
    if key in done:
        return ()
    for other in sorted(needs.get(key, ())):
        ring = _walk(other, needs, [*way, key], done)
        if ring:
            return ring
    done.add(key)
    return ()
