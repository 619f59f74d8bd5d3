"""The words of a condition's text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from models.errors import BadFormDefinition

_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<day>\d{4}-\d{2}(?:-\d{2})?(?![\w-]))
      | (?P<number>\d+(?:\.\d+)?(?!\w))
      | (?P<word>[A-Za-z0-9_]+)
      | (?P<quoted>"[^"]*"|'[^']*')
      | (?P<sign><=|>=|!=|==|[=<>+\-(),])
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """`sort` is the end of the text, or what stands there; `text` without quotation marks."""

    sort: Literal["day", "number", "word", "quoted", "sign", "end"]
    text: str
    at: int


def tokens(text: str) -> tuple[Token, ...]:
    """The text in words, with one "end" after the last.

    Raises BadFormDefinition for a sign that no condition has.
    """
    found: list[Token] = []
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            rest = text[at:].strip()
            raise BadFormDefinition(f"`{text}`: `{rest[:20]}` is no part of a condition.")
        sort = match.lastgroup
        assert sort is not None  # noqa: S101 - every branch has a name
        said = match[sort]
        if sort == "quoted":
            said = said[1:-1]
        found.append(Token(sort, "=" if said == "==" else said, match.start(sort)))  # type: ignore[arg-type]
        at = match.end()
    return (*found, Token("end", "", len(text)))
