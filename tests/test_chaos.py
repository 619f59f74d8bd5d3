"""Kill the API, a worker and Valkey at random moments of a batch: nothing lost, nothing twice.

`LONTAR_CHAOS_KILLS` sets how often each is killed (20 in CI); the seed is printed.
"""

from __future__ import annotations

import contextlib
import os
import random
import threading
import time
from collections import Counter
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from extract.forms.fill import fill
from extract.forms.load import load_forms
from ingest.pictures import webp
from ingest.storage import DirectoryStore, original_key
from models.database import Database
from models.tables import Document, Outbox, Page, Record
from models.values import DocumentState
from tests.servers import wait_until
from tests.stack import Stack, descendants, gone, office_with_token, running_stack

KILLS = int(os.environ.get("LONTAR_CHAOS_KILLS", "20"))
PARTS = ("api", "worker", "valkey")
ENDS = {DocumentState.NEEDS_REVIEW, DocumentState.FINISHED, DocumentState.TEXT_ONLY}


class Office(threading.Thread):
    """Uploads files one after the other and tries again until each is acknowledged."""

    def __init__(self, stack: Stack, token: str, files: list[bytes]) -> None:
        super().__init__(daemon=True)
        self.stack, self.files = stack, files
        self.headers = {"Authorization": f"Bearer {token}"}
        self.acknowledged: Counter[str] = Counter()
        self.stopping = False

    def run(self) -> None:
        url = self.stack.url
        batch = self._patiently(lambda c: c.post(f"{url}/api/v1/batches", json={"name": "chaos"}))[
            "id"
        ]
        for number, content in enumerate(self.files):
            if self.stopping:
                return
            part = [("files", (f"{number}.webp", content, "image/webp"))]
            answer = self._patiently(
                lambda c, part=part: c.post(f"{url}/api/v1/batches/{batch}/documents", files=part)
            )
            self.acknowledged[answer["files"][0]["document_id"]] += 1

    def _patiently(self, call: object) -> dict:
        while True:
            with (
                contextlib.suppress(httpx.HTTPError),
                httpx.Client(headers=self.headers, timeout=30) as client,
            ):
                answer = call(client)  # type: ignore[operator]
                if answer.status_code < 300:
                    return answer.json()
                assert answer.status_code >= 500, answer.text
            time.sleep(0.1)


def pages(count: int) -> list[bytes]:
    """Filled pages, each a file of its own."""
    found: list[bytes] = []
    forms = load_forms()
    per_form = count // len(forms) + 1
    for form in forms:
        for filled in fill(form, n=per_form, seed=11, level="clean"):
            found += [webp(page.image) for page in filled.pages]
            if len(found) >= count:
                return found
    return found


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_random_kills_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    dice = random.Random(seed)
    print(f"seed {seed}")
    plan = [part for part in PARTS for _ in range(KILLS)]
    dice.shuffle(plan)
    data = tmp_path / "data"
    # With kills this dense one document may meet three of them by chance: attempts are raised so
    # that quarantine, which is tested elsewhere, does not blur what is shown here.
    with running_stack(data, environment={"LONTAR_ATTEMPTS": "50"}) as stack:
        office_id, token = office_with_token(data, "documents:write", "documents:read")
        office = Office(stack, token, pages(3 * KILLS))
        office.start()
        for part in plan:
            time.sleep(dice.uniform(0.2, 2.5))
            with contextlib.suppress(IndexError, ProcessLookupError):
                stack.kill(part, dice.randrange(2) if part == "worker" else 0)
        office.join(300)
        assert not office.is_alive(), "every upload was acknowledged in the end"
        database = Database(f"sqlite:///{data / 'lontar.sqlite3'}")

        def all_at_an_end() -> bool:
            with database.read() as session:
                return not session.scalar(
                    select(func.count()).where(
                        Document.state.in_([DocumentState.RECEIVED, DocumentState.PROCESSING])
                    )
                )

        wait_until(all_at_an_end, 600, "every document is at an end")
        _check(database, DirectoryStore(data / "store"), office_id, office.acknowledged)
        database.close()
        everything = descendants(stack.process.pid)
        assert stack.stop() == 0
        assert gone(everything)


def _check(
    database: Database, store: DirectoryStore, office_id: str, acknowledged: Counter[str]
) -> None:
    with database.read() as session:
        documents = session.scalars(select(Document)).all()
        states = Counter(document.state for document in documents)
        assert {document.id for document in documents} == set(acknowledged)
        assert set(states) <= ENDS, states
        for document in documents:
            assert store.exists(original_key(office_id, document.sha256))
        stored = set(store.keys(f"originals/{office_id}/"))
        assert len(stored) == len(documents)
        assert session.scalar(select(func.count()).select_from(Outbox)) == 0
        twice = select(Record.document_id).group_by(Record.document_id, Record.ordinal)
        assert session.scalars(twice.having(func.count() > 1)).all() == []
        page_count = session.scalar(select(func.count()).select_from(Page))
        assert page_count == len(documents)
        attempts = Counter(document.attempts for document in documents)
    print(f"documents {len(documents)}, states {dict(states)}, attempts {dict(attempts)}")
