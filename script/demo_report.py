"""Prints what the demo read, beside what stands on its papers: `demo_report.py FOLDER`.

Uses only what any case system could: the HTTP API (LONTAR_URL) with a token (LONTAR_TOKEN). The
truth lies beside the papers, in the JSON files that `lontar forms fill` wrote.
"""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

EXAMPLE_FIELDS = 8
EMPTY: tuple[Any, ...] = ("", None, [], {})

Truth = Mapping[str, Mapping[str, Any]]


def truths(folder: Path) -> dict[str, dict[str, Any]]:
    """File name → key → the field as filled in."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.rglob("*.json")):
        page = json.loads(path.read_text(encoding="utf-8"))
        fields = found.setdefault(page["file"], {})
        fields.update({field["key"]: field for field in page["fields"]})
    return found


def records(client: httpx.Client) -> Iterator[dict[str, Any]]:
    """Every record of the office, finished or waiting, whole."""
    for state in ("finished", "needs_review"):
        cursor, more = "", True
        while more:
            page = client.get("/api/v1/records", params={"state": state, "cursor": cursor})
            page.raise_for_status()
            body = page.json()
            cursor, more = body["cursor"], body["has_more"]
            for head in body["records"]:
                yield client.get(f"/api/v1/records/{head['id']}").raise_for_status().json()


def document_name(client: httpx.Client, record: Mapping[str, Any]) -> str:
    answer = client.get(record["links"]["document"]).raise_for_status()
    return str(answer.json()["name"])


def _plain(value: object) -> str:
    """Text for comparing: composed, without spaces and invisible characters."""
    text = unicodedata.normalize("NFC", str(value)).replace("\u200b", "")
    return "".join(text.split()).casefold()


def is_right(field: Mapping[str, Any], truth: Mapping[str, Any]) -> bool:
    """Whether the value that was read is the one that stands on the paper."""
    value, wanted = field["value"], truth["value"]
    if isinstance(value, list) and isinstance(wanted, list):
        return sorted(map(str, value)) == sorted(map(str, wanted))
    if value == wanted:
        return True
    if isinstance(value, str) and isinstance(wanted, str):
        return _plain(value) == _plain(wanted)
    return bool(truth["text"]) and _plain(field["raw"]) == _plain(truth["text"])


def verdict(field: Mapping[str, Any], truth: Mapping[str, Any]) -> str:
    """What became of one field of the paper.

    `sure`: probable enough to be accepted, were its form trusted; `wrong`: that, and not right.
    """
    route = (field["routed"] or {}).get("route")
    if field["status"] == "review" and route not in ("confirm", "sample"):
        return "doubt"
    return "sure" if is_right(field, truth) else "wrong"


def show(console: Console, found: list[tuple[dict[str, Any], Truth]]) -> None:
    """A line for each form, then an example of each."""
    table = Table(
        title="Fields with something in them",
        caption="Nothing is accepted of a form before people have reviewed enough of its values: "
        "what Lontar is sure of waits, filled in, for an Enter.",
    )
    for heading in ("form", "records", "filled", "sure", "in doubt", "sure, and wrong"):
        table.add_column(heading, justify="left" if heading == "form" else "right")
    for form in dict.fromkeys(record["form"] for record, _ in found):
        ours = [pair for pair in found if pair[0]["form"] == form]
        counts = Counter(
            verdict(field, truth[field["key"]])
            for record, truth in ours
            for field in record["fields"]
            if field["key"] in truth and truth[field["key"]]["value"] not in EMPTY
        )
        sure, wrong = counts["sure"], counts["wrong"]
        numbers = (len(ours), counts.total(), sure + wrong, counts["doubt"], wrong)
        table.add_row(form, *map(str, numbers))
    console.print(table)
    for form in dict.fromkeys(record["form"] for record, _ in found):
        record, truth = next(pair for pair in found if pair[0]["form"] == form)
        console.print(_example(record, truth))


def _example(record: Mapping[str, Any], truth: Truth) -> Table:
    table = Table(title=f"{record['form']}: the first fields of one record", show_lines=False)
    for heading in ("field", "on the paper", "read", "sure", "what happens"):
        table.add_column(heading, overflow="fold")
    shown = [field for field in record["fields"] if truth.get(field["key"], {}).get("text")]
    for field in shown[:EXAMPLE_FIELDS]:
        doubts = "; ".join(problem["text"] for problem in field["problems"][:1])
        happens = f"to a person: {doubts}" if field["status"] == "review" else field["status"]
        on_paper = str(truth[field["key"]]["text"])
        table.add_row(field["key"], on_paper, field["raw"], f"{field['confidence']:.2f}", happens)
    return table


def main(folder: Path) -> int:
    """0 when every paper has become a record; 1 names those that have not."""
    known = truths(folder)
    headers = {"Authorization": f"Bearer {os.environ['LONTAR_TOKEN']}"}
    url = os.environ["LONTAR_URL"]
    with httpx.Client(base_url=url, headers=headers, timeout=60, trust_env=False) as client:
        named = [(record, document_name(client, record)) for record in records(client)]
    found = [(record, known[name]) for record, name in named if name in known]
    show(Console(), sorted(found, key=lambda pair: str(pair[0]["form"])))
    missing = sorted(known.keys() - {name for _, name in named})
    for name in missing:
        print(f"demo: no record came of {name}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
