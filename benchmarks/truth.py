"""Values that came out, held against what was printed on the page."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Score:
    """Counts of fields. `wrong` are accepted fields that are not what was printed."""

    accepted: int = 0
    wrong: int = 0
    review: int = 0
    right_in_review: int = 0
    wrong_by_kind: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.accepted + self.review


def truths(folder: Path, stem: str) -> dict[str, Mapping[str, Any]]:
    """The true fields of one filled form, from the JSON beside its pages."""
    found: dict[str, Mapping[str, Any]] = {}
    for path in sorted(folder.glob(f"{stem}-p*.json")):
        for item in json.loads(path.read_text())["fields"]:
            found[item["key"]] = item
    return found


def count(score: Score, fields: Iterable[Mapping[str, Any]], truth: Mapping[str, Any]) -> None:
    """Add the fields of one record (as the API shows them) to a score."""
    for given in fields:
        true = truth.get(given["key"])
        if true is None:
            continue
        right = same(given, true)
        if given["status"] == "review":
            score.review += 1
            score.right_in_review += right
        else:
            score.accepted += 1
            score.wrong += not right
            if not right:
                score.wrong_by_kind[given["kind"]] += 1


def same(given: Mapping[str, Any], true: Mapping[str, Any]) -> bool:
    """Whether a field means what was printed, or at least says exactly that."""
    if true.get("empty") and given["value"] is None:
        return True
    value = plain(given["value"])
    if isinstance(value, dict) and "other" in value:  # a choice with what stands beside "Other"
        written = next((t["text"] for t in true["ticks"] if t.get("text")), "")
        chosen = value.get("codes", value.get("code"))
        return bool(chosen == true["value"] and value["other"] == squeezed(written))
    return bool(value == plain(true["value"]) or squeezed(given["raw"]) == squeezed(true["text"]))


def plain(value: Any) -> Any:
    """A value without what differs in form alone: dates as ISO, places as codes, no blanks."""
    if isinstance(value, Mapping):
        if "iso" in value:
            return value["iso"]
        if "levels" in value:
            return [level["code"] for level in value["levels"]]
        return {key: plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        if value and isinstance(value[0], Mapping) and "code" in value[0]:
            return [item["code"] for item in value]
        return [plain(item) for item in value]
    return squeezed(value) if isinstance(value, str) else value


def squeezed(text: str | None) -> str:
    """NFC, without zero-width characters, blanks folded."""
    folded = unicodedata.normalize("NFC", text or "").replace("\u200b", "")
    return " ".join(folded.split())
