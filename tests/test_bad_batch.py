"""A batch of bad files among good ones: each ends where one can see it, the rest is read."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks.machine import Peak
from extract.forms.fill import fill
from extract.forms.load import load_forms
from ingest.pictures import webp
from tests.bad_files import all_bad
from tests.servers import wait_until
from tests.stack import Stack, office_with_token, running_stack

MOST_BYTES = 2 * 1024**3


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_bad_file_ends_in_a_state_with_a_sentence_and_the_rest_is_read(
    tmp_path: Path,
) -> None:
    bad = list(all_bad())
    filled = next(iter(fill(load_forms()[0], n=1, seed=1, level="clean")))
    good = webp(filled.pages[0].image)
    environment = {"LONTAR_LIMIT__FILE_BYTES": str(20 * 1024**2)}
    with running_stack(tmp_path / "data", environment=environment) as stack:
        workers = stack.parts()["worker"]
        peak = Peak(stack.process.pid)
        peak.start()
        with _client(stack) as client:
            batch = client.post("/api/v1/batches", json={"name": "bad"}).json()["id"]
            files = [("files", (b.name, b.content)) for b in bad]
            files += [("files", (f"same-{n}.webp", good)) for n in range(16)]
            files.append(("files", ("large.pdf", b"%PDF-1.7\n" + bytes(21 * 1024**2))))
            answer = client.post(f"/api/v1/batches/{batch}/documents", files=files)
            assert answer.status_code == 201, answer.text
            answers = answer.json()["files"]
            assert len(answers) == len(files)
            assert answers[-1]["code"] == "input.too_large"
            same = Counter(a["outcome"] for a in answers[len(bad) : len(bad) + 16])
            assert same == {"accepted": 1, "duplicate": 15}
            wait_until(lambda: _all_at_an_end(client, batch), 600, "the batch is at an end")
            for expected, given in zip(bad, answers, strict=False):
                _check(client, expected.end, expected.code, given)
            _check(client, "needs_review", "", answers[len(bad)], ends={"finished"})
        assert stack.parts()["worker"] == workers, "no worker died"
        assert peak.stop() < MOST_BYTES


def _client(stack: Stack) -> httpx.Client:
    _, token = office_with_token(stack.data, "documents:write", "documents:read")
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=stack.url, headers=headers, timeout=120)


def _all_at_an_end(client: httpx.Client, batch: str) -> bool:
    return bool(client.get(f"/api/v1/batches/{batch}").json()["done"])


def _check(
    client: httpx.Client,
    end: str,
    code: str,
    given: dict[str, Any],
    ends: frozenset[str] | set[str] = frozenset(),
) -> None:
    assert len(given["name"]) <= 200
    assert "/" not in given["name"]
    assert "\u202e" not in given["name"]
    if end == "refused":
        assert (given["outcome"], given["code"]) == ("rejected", code)
        assert given["detail"]
        assert given["remedy"]
        return
    document = client.get(f"/api/v1/documents/{given['document_id']}").json()
    assert document["state"] in {end, *ends}, (given["name"][:40], document)
    problem = document["problem"]
    assert (problem["code"] if problem else "") == code, (given["name"][:40], document)
    if problem:
        assert problem["detail"].endswith((".", ")"))
        assert problem["remedy"]
