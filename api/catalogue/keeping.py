"""Keeping the catalogues in step with the code, and taking in what translators bring.

Every translation carries a remark: `unchecked`, until somebody whose language it is has read it in
its place and writes `checked by …` instead.
"""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from api.catalogue import FOLDER, read
from api.catalogue.gather import Found

UNCHECKED: Final = "unchecked"
CHECKED: Final = "checked by "
_PLACE: Final = re.compile(r"\{\w*\}")
_HEADER: Final = """# {name} sentences of the pages; docs/languages.md says how to work on them.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: {language}\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
_NAMES: Final = {"km": "Khmer", "th": "Thai", "id": "Indonesian"}


def key(message: Message) -> str:
    """The English sentence that a translation is found by."""
    return str(message.id[0] if isinstance(message.id, list | tuple) else message.id)


def words(message: Message) -> str:
    """The translation; "" where there is none yet."""
    found = message.string
    return str((found[0] if found else "") if isinstance(found, list | tuple) else found or "")


def empty(language: str) -> Catalog:
    made = Catalog(language)
    made.mime_headers = [("Plural-Forms", "nplurals=1; plural=0;")]
    return made


@contextmanager
def alone() -> Iterator[None]:
    """One at a time: whoever rewrites a catalogue waits for who does already."""
    with (FOLDER / "__init__.py").open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def updated(old: Catalog, found: Iterable[Found], language: str) -> Catalog:
    """The catalogue with these sentences; translations of the old one are kept.

    What is said no longer stays at its end as obsolete, in case that it comes back.
    """
    known = {key(message): message for message in (*old.obsolete.values(), *old) if message.id}
    places: dict[str, set[str]] = {}
    plurals: dict[str, str] = {}
    for one in found:
        places.setdefault(one.sentence, set()).add(one.place)
        if one.many:
            plurals[one.sentence] = one.many
    new = empty(language)
    for sentence, files in places.items():
        before = known.get(sentence)
        many = plurals.get(sentence)
        said = words(before) if before else ""
        new.add(
            (sentence, many) if many else sentence,
            (said,) if many else said,
            locations=[(place, 0) for place in sorted(files)],
            user_comments=before.user_comments if before and said else (),
        )
    for sentence, message in known.items():
        if sentence not in places and words(message):
            new.obsolete[message.id] = message
    return new


def write(catalog: Catalog, language: str, path: Path | None = None) -> None:
    """Write a catalogue; the same content is always written the same."""
    (path or FOLDER / f"{language}.po").write_bytes(as_text(catalog, language))


def as_text(catalog: Catalog, language: str) -> bytes:
    body = BytesIO()
    write_po(body, catalog, width=0, omit_header=True, sort_by_file=True)
    return _HEADER.format(name=_NAMES[language], language=language).encode() + body.getvalue()


def missing(catalog: Catalog) -> list[Message]:
    """What is not translated yet, by file."""
    open_ones = (message for message in catalog if message.id and not words(message))
    return sorted(open_ones, key=lambda message: message.locations[0] if message.locations else "")


def part(messages: Iterable[Message], language: str) -> bytes:
    """Some entries as a small catalogue to work on."""
    some = empty(language)
    for message in messages:
        some[message.id] = message
    return as_text(some, language)


def take(source: Path, language: str, *, checked_by: str = "") -> tuple[int, list[str]]:
    """Put the translations of a small catalogue into the large one.

    Gives how many were taken, and what is wrong with the others: these are left out.
    """
    with source.open("rb") as file:
        brought = read_po(file, locale=language, abort_invalid=True)
    remark = f"{CHECKED}{checked_by}" if checked_by else UNCHECKED
    taken, wrong = 0, []
    with alone():
        kept = read(language)
        entries = {key(message): message for message in kept if message.id}
        for message in brought:
            if not message.id or not words(message):
                continue
            fault = _fault(message, entries.get(key(message)))
            if fault:
                wrong.append(f"{key(message)!r}: {fault}")
                continue
            entry = entries[key(message)]
            entry.string = (words(message),) if entry.pluralizable else words(message)
            entry.user_comments = [remark]
            taken += 1
        write(kept, language)
    return taken, wrong


def _fault(message: Message, entry: Message | None) -> str:
    if entry is None:
        return "no such sentence is in the catalogue"
    return fault_of(entry, words(message))


def fault_of(entry: Message, said: str) -> str:
    """What is wrong with a translation as text: its places, its edges; "" when nothing is."""
    sentences = entry.id if isinstance(entry.id, list | tuple) else (entry.id,)
    allowed = set().union(*(_PLACE.findall(str(sentence)) for sentence in sentences))
    used = set(_PLACE.findall(said))
    needed = allowed - {"{count}"} if len(sentences) > 1 else allowed
    if used - allowed or needed - used:
        return f"its places are {sorted(used)}, those of the English {sorted(allowed)}"
    if said != said.strip() and key(entry) == key(entry).strip():
        return "a space stands at its beginning or end"
    return ""


def faults(catalog: Catalog) -> Iterator[str]:
    """What is wrong with a whole catalogue, in sentences."""
    for message in catalog:
        if not message.id or not words(message):
            continue
        fault = fault_of(message, words(message))
        if fault:
            yield f"{key(message)!r}: {fault}"
        remarks = [remark.strip() for remark in message.user_comments]
        if not any(one == UNCHECKED or one.startswith(CHECKED) for one in remarks):
            yield f"{key(message)!r}: neither “{UNCHECKED}” nor “{CHECKED}…” is remarked"
