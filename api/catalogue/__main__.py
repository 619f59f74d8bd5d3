"""The command `script/words`: see docs/languages.md.

script/words                       bring all catalogues in step with the code
script/words --check               say what is missing or wrong; status 1 when anything is
script/words todo km 80            write the next 80 open sentences of a language to stdout
script/words take km FILE [NAME]   take in a file of translations; NAME: a native reader
"""

from __future__ import annotations

import sys
from pathlib import Path

from api.catalogue import TRANSLATED, keeping, read
from api.catalogue.gather import gather


def main(words: list[str]) -> int:
    """The exit status: 0 good, 1 something is missing or wrong, 2 not understood."""
    match words:
        case []:
            return _update()
        case ["--check"]:
            return _check()
        case ["todo", language, count] if language in TRANSLATED and count.isdecimal():
            some = keeping.missing(read(language))[: int(count)]
            sys.stdout.buffer.write(keeping.part(some, language))
            return 0
        case ["take", language, file, *name] if language in TRANSLATED:
            return _take(language, file, " ".join(name))
    print(__doc__, file=sys.stderr)
    return 2


def _update() -> int:
    found = list(gather())
    with keeping.alone():
        for language in TRANSLATED:
            catalog = keeping.updated(read(language), found, language)
            keeping.write(catalog, language)
            print(f"{language}: {len(catalog)} sentences, {len(keeping.missing(catalog))} open")
    return 0


def _check() -> int:
    found = list(gather())
    wrong = []
    for language in TRANSLATED:
        catalog = keeping.updated(read(language), found, language)
        wrong += [f"{language}: open: {keeping.key(one)!r}" for one in keeping.missing(catalog)]
        wrong += [f"{language}: {fault}" for fault in keeping.faults(catalog)]
    print("\n".join(wrong) or "All sentences are there in every language.")
    return 1 if wrong else 0


def _take(language: str, file: str, name: str) -> int:
    taken, wrong = keeping.take(Path(file), language, checked_by=name)
    print(f"{language}: {taken} taken, {len(keeping.missing(read(language)))} still open")
    for line in wrong:
        print(f"left out: {line}", file=sys.stderr)
    return 1 if wrong else 0


sys.exit(main(sys.argv[1:]))
