"""Every sentence that the interface can say, gathered from the code that says it.

Templates and Python: `_("…")`, `N_("…")`, `ngettext("…", "…", n)`. Scripts: `say("…")`,
`sayMany("…", "…", n)`. Errors that people can meet: their titles and remedies, and what is said
where they are raised. Reasons of doubt: the texts of `extract/doubts.yaml`. A formatted string
becomes a sentence with places: f"The file has {count} pages." is "The file has {count} pages.".

Only `script/words` and the tests use this; the running service reads the catalogues.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from babel.messages.extract import extract

from extract.doubts import rules
from models import errors

ROOT: Final = Path(__file__).parents[2]
_DOUBTS: Final = "extract/doubts.yaml"
_KEYWORDS: Final[dict[str, Any]] = {
    "_": None,
    "N_": None,
    "ngettext": (1, 2),
    "say": None,
    "sayMany": (1, 2),
}
#: Files, how sentences are taken from them.
_SPEAKING: Final = (
    ("api/**/*.py", "python"),
    ("api/web/templates/*.html", "jinja2.ext:babel_extract"),
    ("api/web/static/**/*.js", "javascript"),
)
#: Errors that only who installs Lontar or writes definitions by hand meets, at a command line.
_NOT_FOR_PAGES: Final = ("BadFormDefinition", "BadSettings", "EnvironmentProblem")
_ROOMS: Final = ("models", "ocr", "extract", "ingest", "api")
_COMMANDS: Final = "api/cli/"
#: Where what is kept of a document is said without an error, a problem or a finding.
_KEPT: Final = "models/repositories/results.py"
_FAMILY: Final = "models/errors.py"
#: Where what is wrong with a definition is said of what is drawn on the page, and what is doubted.
_DRAWN: Final = ("extract/forms/soundness.py", "extract/forms/meaning.py")
_PROPOSED: Final = ("extract/drafting/fields.py", "extract/drafting/propose.py")


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence, its plural where it has one, and the file it stands in."""

    sentence: str
    many: str
    place: str


def gather(root: Path = ROOT) -> Iterator[Found]:
    """Every sentence, as often as it stands somewhere."""
    for pattern, method in _SPEAKING:
        for path in sorted(root.glob(pattern)):
            if not path.name.startswith("_") or path.suffix == ".html":
                yield from _spoken(path, path.relative_to(root).as_posix(), method)
    yield from _titles()
    trees = dict(_trees(root))
    beside = (tree for place, tree in trees.items() if place != _FAMILY)
    own = {name: node for tree in beside for name, node in _own_kinds(tree)}
    for place, tree in trees.items():
        yield from _raised(tree, place, own)
        if place == _KEPT:
            yield from _kept(tree, place)
    for rule in rules().values():
        yield Found(rule.text, "", _DOUBTS)


def _spoken(path: Path, place: str, method: str) -> Iterator[Found]:
    options = (
        {"encoding": "utf-8", "trimmed": "true", "silent": "false"}
        if path.suffix == ".html"
        else None
    )
    with path.open("rb") as file:
        for _line, words, _comments, _context in extract(method, file, _KEYWORDS, (), options):
            one, many = (words, "") if isinstance(words, str) else (words[0], words[1])
            if one:
                yield Found(one, many, place)


def _trees(root: Path) -> Iterator[tuple[str, ast.Module]]:
    for room in _ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            place = path.relative_to(root).as_posix()
            if not place.startswith(_COMMANDS):
                yield place, ast.parse(path.read_text("utf-8"))


def _own_kinds(tree: ast.Module) -> Iterator[tuple[str, ast.ClassDef]]:
    """Errors that are known to one file alone, beside those of models/errors.py."""
    for node in tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        if any(isinstance(base, ast.Name) and _met(base.id) for base in node.bases):
            yield node.name, node


def _kept(tree: ast.Module, place: str) -> Iterator[Found]:
    """Every whole sentence of a file."""
    named = _named(tree)
    parts = {
        part for one in ast.walk(tree) if isinstance(one, ast.JoinedStr) for part in one.values
    }
    described = {one.value for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and node not in parts | described:
            yield from (Found(s, "", place) for s in _words(node, named) if s.endswith("."))


def _titles() -> Iterator[Found]:
    for name, kind in vars(errors).items():
        if isinstance(kind, type) and issubclass(kind, errors.LontarError) and _met(name):
            yield Found(kind.title, "", _FAMILY)
            yield Found(kind.default_remedy, "", _FAMILY)


def _met(name: str) -> bool:
    known = getattr(errors, name, None)
    return (
        isinstance(known, type)
        and issubclass(known, errors.LontarError)
        and name not in _NOT_FOR_PAGES
    )


def _raised(tree: ast.Module, place: str, own: Mapping[str, ast.ClassDef]) -> Iterator[Found]:
    """What is said where an error, a problem, a finding or a fault is made."""
    named = _named(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and own.get(node.name) is node:
            kind = _named(ast.Module(node.body, []))
            said = [*kind.get("title", ()), *kind.get("default_remedy", ())]
            yield from (Found(words, "", place) for one in said for words in _words(one, named))
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        if _met(name) or name in own:
            spoken = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "remedy")]
        elif name == "Problem":
            spoken = node.args[1:2]
        elif name == "Finding":
            spoken = node.args[2:3]
        elif name == "Fault" and place.startswith(_DRAWN):
            spoken = node.args[1:3]
        elif name == "append" and place.startswith(_PROPOSED):
            spoken = node.args[:1]
        elif not place.startswith(("ingest/", "models/")):
            continue
        else:  # what is kept with a document or a draft
            spoken = [k.value for k in node.keywords if k.arg == "problem"]
            spoken += [k.value for k in node.keywords if spoken and k.arg == "remedy"]
        yield from (Found(words, "", place) for one in spoken for words in _words(one, named))


Named = dict[str, list[ast.expr]]


def _named(tree: ast.Module) -> Named:
    """What is given a name in a file, wherever that is done."""
    found: Named = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Name):
                found.setdefault(target.id, []).append(node.value)
    return found


def _words(said: ast.expr, named: Named) -> Iterator[str]:
    if isinstance(said, ast.Constant) and isinstance(said.value, str):
        words = said.value if " " in said.value.strip() else ""
    elif isinstance(said, ast.JoinedStr):
        words = _with_places(said, named)
    elif isinstance(said, ast.IfExp):
        yield from _words(said.body, named)
        yield from _words(said.orelse, named)
        return
    elif isinstance(said, ast.Name):
        for meant in named.get(said.id, ()):
            if not isinstance(meant, ast.Name):
                yield from _words(meant, named)
        return
    else:
        return
    if re.search(r"[A-Za-z]{2,}", re.sub(r"\{\w+\}", "", words)):
        yield words


def _with_places(said: ast.JoinedStr, named: Named) -> str:
    parts: list[str] = []
    taken: dict[str, str] = {}
    for value in said.values:
        if isinstance(value, ast.Constant):
            parts.append(str(value.value))
        elif isinstance(value, ast.FormattedValue):
            constant = _constant(value.value, named)
            if constant:
                parts.append(constant)
                continue
            parts.append("{" + _place(ast.unparse(value.value), taken) + "}")
    return "".join(parts)


def _constant(value: ast.expr, named: Named) -> str:
    """The text of a constant of the file, which is the same in every sentence; else ""."""
    if not isinstance(value, ast.Name) or not value.id.isupper():
        return ""
    meant = named.get(value.id, [])
    alone = meant[0] if len(meant) == 1 else None
    return alone.value if isinstance(alone, ast.Constant) and isinstance(alone.value, str) else ""


def _place(expression: str, taken: dict[str, str]) -> str:
    """A name for a place: the last name in its expression, numbered when that is taken."""
    words = re.findall(r"[a-z_]\w*", expression) or ["value"]
    name = words[-1].strip("_") or "value"
    while taken.setdefault(name, expression) != expression:
        name = f"{name}2" if not name[-1].isdigit() else f"{name[:-1]}{int(name[-1]) + 1}"
    return name
