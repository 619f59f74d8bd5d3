"""What `lontar submit` has sent already, so that an interrupted submission goes on.

One JSON line a file, by a hash of content and path; no name and no path stands in it. Losing
it loses nothing: the service knows every file by its content and answers `duplicate`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sent:
    """The answer that a file got."""

    key: str  # of the file, see `api.cli.sending.Found`
    outcome: str  # accepted, duplicate, rejected
    document_id: str | None = None
    detail: str = ""
    remedy: str = ""


def default_path(url: str, batch: str, paths: Iterable[Path]) -> Path:
    """Where the journal of this very submission lies: the same words find it again."""
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    words = "\n".join([url.rstrip("/"), batch, *sorted(str(p.resolve()) for p in paths)])
    return state / "lontar" / f"{hashlib.sha256(words.encode()).hexdigest()[:24]}.jsonl"


class Journal:
    """The journal of one submission. Lines that a crash has cut off are passed over."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.batch = ""
        self.sent: dict[str, Sent] = {}
        if path.exists():
            self._read()

    def _read(self) -> None:
        for line in self.path.read_text("utf-8").splitlines():
            try:
                kept = json.loads(line)
                if "batch" in kept:
                    self.batch = str(kept["batch"])
                    self.sent = self.sent if kept.get("further") else {}
                elif "forget" in kept:
                    self.sent.pop(kept["forget"], None)
                else:
                    self.sent[kept["key"]] = Sent(**kept)
            except (ValueError, KeyError, TypeError):
                continue

    def begin(self, batch: str, *, further: bool = False) -> None:
        """Go on in a new batch; `further`: what was sent into those before stays known."""
        self.batch, self.sent = batch, self.sent if further else {}
        self._write({"batch": batch, "further": True} if further else {"batch": batch})

    def note(self, sent: Sent) -> None:
        """Keep an answer, on disk before this returns."""
        self.sent[sent.key] = sent
        self._write(asdict(sent))

    def forget(self, key: str) -> None:
        """Let a file be sent again, should it come again."""
        self.sent.pop(key, None)
        self._write({"forget": key})

    def _write(self, kept: dict[str, object]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self.path.open("a+b") as out:
            out.seek(max(0, out.seek(0, os.SEEK_END) - 1))
            cut_off = out.read(1) not in (b"", b"\n")
            out.write((b"\n" if cut_off else b"") + json.dumps(kept).encode() + b"\n")
            out.flush()
            os.fsync(out.fileno())
