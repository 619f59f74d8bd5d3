"""What only a real connection shows: a cable pulled out, many listeners, early answers."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
from sqlalchemy import select

from models.repositories import documents
from models.tables import Document, Submission
from models.values import DocumentState
from tests.api.conftest import Live
from tests.api.test_upload import BOUNDARY, PDF, part


def until(done: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if done():
            return True
        time.sleep(0.02)
    return False


def names(live: Live) -> list[str]:
    with live.world.state.database.read() as session:
        return list(session.scalars(select(Submission.name)))


def test_a_cable_pulled_out_keeps_whole_files_and_leaves_nothing_of_the_broken_one(
    live: Live,
) -> None:
    office = live.world.here
    body = part("whole.pdf", PDF) + b"\r\n" + part("broken.pdf", PDF * 1000)
    head = (
        f"POST /api/v1/batches/{office.batch}/documents HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {office.tokens['documents:write']}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: 9999999\r\n\r\n"
    )
    spool = Path(live.world.state.spool)
    with socket.create_connection(("127.0.0.1", live.port)) as wire:
        wire.sendall(head.encode() + body)
        assert until(lambda: "whole.pdf" in names(live))
        assert until(lambda: any(spool.iterdir())), "the second file is under way"
    assert until(lambda: not any(spool.iterdir()))
    assert "broken.pdf" not in names(live)


def test_who_may_not_send_is_told_before_the_files_have_been_sent(live: Live) -> None:
    office = live.world.here
    with socket.create_connection(("127.0.0.1", live.port)) as wire:
        head = (
            f"POST /api/v1/batches/{office.batch}/documents HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: Bearer {office.tokens['records:read']}\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
            "Content-Length: 9999999\r\n\r\n"
        )
        wire.sendall(head.encode())
        wire.settimeout(20)
        assert wire.recv(4096).startswith(b"HTTP/1.1 403")


def listen(live: Live, batch: str) -> list[dict]:
    office = live.world.here
    address = f"{live.url}/api/v1/batches/{batch}/events"
    head = office.headers("documents:read")
    with httpx.stream("GET", address, headers=head, timeout=60) as answer:
        return [
            json.loads(line.removeprefix("data: "))
            for line in answer.iter_lines()
            if line.startswith("data: ")
        ]


def test_many_listeners_hear_the_end_while_others_are_served(live: Live) -> None:
    office = live.world.here
    client = httpx.Client(base_url=live.url, headers=office.headers("documents:write"), timeout=30)
    address = f"/api/v1/batches/{office.batch}/documents"
    sent = client.post(address, files=[("files", ("a.pdf", PDF))]).json()
    with ThreadPoolExecutor(60) as pool:
        heard = [pool.submit(listen, live, office.batch) for _ in range(60)]
        began = time.monotonic()
        assert client.get("/api/v1/health").status_code == 200
        assert time.monotonic() - began < 5
        with live.world.state.database.write() as session:
            document = session.get(Document, sent["files"][0]["document_id"])
            assert document is not None
            documents.end(session, document, DocumentState.TEXT_ONLY)
        for one in heard:
            told = one.result(timeout=60)
            assert told[-1]["done"] is True
            assert told[-1]["documents"]["text_only"] == 1
