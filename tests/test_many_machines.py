"""The same code on PostgreSQL, S3 and a Valkey of its own, by settings alone."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from extract.forms.fill import fill
from extract.forms.load import load_forms
from ingest.pictures import webp
from models.database import Database, migrate
from models.repositories import offices
from tests.servers import S3, end, free_port, wait_until
from tests.stack import lontar

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.s3]


@contextmanager
def process(command: str, environment: Mapping[str, str], log: Path) -> Iterator[None]:
    with log.open("wb") as out:
        running = subprocess.Popen(
            lontar(command), stdout=out, stderr=out, env={**os.environ, **environment}
        )
    try:
        yield
        assert running.poll() is None, log.read_text()
    finally:
        end(running)


def test_upload_to_record_on_postgresql_s3_and_valkey(
    tmp_path: Path, postgres_address: str, s3_server: S3, valkey_address: str
) -> None:
    port = free_port()
    environment = {
        "LONTAR_DATA": str(tmp_path / "data"),
        "LONTAR_DATABASE": postgres_address,
        "LONTAR_QUEUE": valkey_address,
        "LONTAR_STORE": "s3",
        "LONTAR_S3_ENDPOINT": s3_server.endpoint,
        "LONTAR_S3_ACCESS_KEY": s3_server.access_key,
        "LONTAR_S3_SECRET_KEY": s3_server.secret_key,
        "LONTAR_S3_SECURE": "false",
        "LONTAR_S3_BUCKET": "road",
        "LONTAR_PORT": str(port),
    }
    database = Database(postgres_address)
    migrate(database)
    with database.write() as session:
        office = offices.office_named(session, "An office", create=True)
        token = offices.add_token(session, office.id, "t", offices.SCOPES, days=1).secret
    database.close()
    filled = next(iter(fill(load_forms()[0], n=1, seed=4, level="clean")))
    with (
        process("api", environment, tmp_path / "api.log"),
        process("worker", environment, tmp_path / "worker-1.log"),
        process("worker", environment, tmp_path / "worker-2.log"),
        httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
        ) as client,
    ):
        wait_until(lambda: _answers(client), 60, "the API answers")
        batch = client.post("/api/v1/batches", json={"name": "b"}).json()["id"]
        files = [("files", (f"{n}.webp", webp(page.image))) for n, page in enumerate(filled.pages)]
        answer = client.post(f"/api/v1/batches/{batch}/documents", files=files)
        assert answer.status_code == 201, answer.text
        wait_until(
            lambda: bool(client.get(f"/api/v1/batches/{batch}").json()["done"]), 120, "it is read"
        )
        for given in answer.json()["files"]:
            document = client.get(f"/api/v1/documents/{given['document_id']}").json()
            assert document["state"] in ("needs_review", "finished")
            picture = client.get(f"/api/v1/documents/{document['id']}/pages/1/image")
            assert picture.headers["content-type"] == "image/webp"
            assert len(picture.content) > 10_000
            [record] = document["records"]
            whole = client.get(f"/api/v1/records/{record['id']}").json()
            assert whole["form"] == filled.form


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/api/v1/health").status_code == 200
    except httpx.TransportError:
        return False
