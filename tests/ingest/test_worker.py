"""A worker killed in the middle of a document: noticed within 20 s, read again, once."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pikepdf
import pytest
from PIL import Image
from sqlalchemy import func, select

from extract.forms.fill import fill
from extract.forms.load import load_forms
from ingest.storage import DirectoryStore
from models.database import Database
from models.tables import Document, Page, Record
from models.values import DocumentState
from tests.servers import wait_until
from tests.stack import Stack, children, gone, office_with_token, running_stack

NOTICED_SECONDS = 20.0


def long_pdf(copies: int = 6) -> bytes:
    """Some seconds of work."""
    filled = next(iter(fill(load_forms()[0], n=1, seed=1, level="clean")))
    out = pikepdf.new()
    for _ in range(copies):
        for page in filled.pages:
            one = io.BytesIO()
            Image.fromarray(page.image).save(one, "PDF", resolution=200)
            with pikepdf.open(one) as pdf:
                out.pages.extend(pdf.pages)
    whole = io.BytesIO()
    out.save(whole)
    return whole.getvalue()


def upload(stack: Stack, name: str, content: bytes) -> str:
    _, token = office_with_token(stack.data, "documents:write")
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=stack.url, headers=headers, timeout=60) as client:
        batch = client.post("/api/v1/batches", json={"name": "b"}).json()["id"]
        files = [("files", (name, content))]
        answer = client.post(f"/api/v1/batches/{batch}/documents", files=files)
        return str(answer.json()["files"][0]["document_id"])


def document(database: Database, document_id: str) -> Document:
    with database.read() as session:
        found = session.get(Document, document_id)
        assert found is not None
        return found


@pytest.mark.slow
def test_a_killed_worker_is_noticed_and_its_document_read_again_once(tmp_path: Path) -> None:
    with running_stack(tmp_path / "data", workers=1) as stack:
        document_id = upload(stack, "long.pdf", long_pdf())
        database = Database(f"sqlite:///{stack.data / 'lontar.sqlite3'}")
        wait_until(
            lambda: document(database, document_id).state == DocumentState.PROCESSING,
            30,
            "a worker has it",
        )
        worker = stack.parts()["worker"][0]
        below = list(children(worker))
        assert below, "the document is read in a child of the worker"
        killed = time.monotonic()
        os.kill(worker, signal.SIGKILL)
        assert gone(below, 5), "the child does not outlive its worker"
        wait_until(
            lambda: document(database, document_id).attempts == 2, 60, "it is being read again"
        )
        noticed = time.monotonic() - killed
        assert noticed < NOTICED_SECONDS, noticed
        ends = {DocumentState.NEEDS_REVIEW, DocumentState.FINISHED}
        wait_until(lambda: document(database, document_id).state in ends, 120, "it is read")
        with database.read() as session:
            pages = session.scalar(select(func.count()).select_from(Page))
            records = session.scalar(select(func.count()).select_from(Record))
        assert (pages, records) == (6 * len(load_forms()[0].pages), 6)
        assert document(database, document_id).attempts == 2
        papers = stack.data / "scratch"
        wait_until(
            lambda: not list(papers.iterdir()),
            10,
            "no paper lies about, not even the killed worker's",
        )
        database.close()


@pytest.mark.slow
def test_a_file_that_vanished_from_the_store_is_quarantined_with_the_reason(
    tmp_path: Path,
) -> None:
    with running_stack(tmp_path / "data", workers=1) as stack:
        stack_database = Database(f"sqlite:///{stack.data / 'lontar.sqlite3'}")
        worker = stack.parts()["worker"][0]
        os.kill(worker, signal.SIGSTOP)
        document_id = upload(stack, "a.pdf", long_pdf(1))
        store = DirectoryStore(stack.data / "store")
        for key in list(store.keys("originals/")):
            store.delete(key)
        os.kill(worker, signal.SIGCONT)
        wait_until(
            lambda: document(stack_database, document_id).state == DocumentState.QUARANTINED,
            60,
            "it is quarantined",
        )
        found = document(stack_database, document_id)
        assert "no such file" in found.problem
        assert found.remedy
        stack_database.close()


def test_a_worker_runs_no_threads_of_its_own_when_it_forks(tmp_path: Path) -> None:
    """NumPy and OpenCV are imported before the fork: safe only while they run no threads."""
    program = (
        "import os, api.cli\n"
        "from pathlib import Path\n"
        "from ingest.settings import load\n"
        "from ingest.worker import _preload\n"
        f"_preload(load(data=Path({str(tmp_path)!r})))\n"
        "import cv2\n"
        "print(len(os.listdir('/proc/self/task')))\n"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("OMP", "OPENBLAS"))}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert done.stdout.strip() == "1"
