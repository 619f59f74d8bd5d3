"""What was read, as files for other programs."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from models.repositories import audit
from tests.api.conftest import World


def address(world: World, format_: str) -> str:
    return f"/api/v1/documents/{world.here.document}/text/{format_}"


@pytest.mark.parametrize(
    ("format_", "type_"),
    [
        ("txt", "text/plain; charset=utf-8"),
        ("json", "application/json"),
        ("hocr", "application/xhtml+xml"),
        ("alto", "application/xml"),
        ("pdf", "application/pdf"),
    ],
)
def test_every_format_comes_with_its_type_and_no_persons_name(
    world: World, format_: str, type_: str
) -> None:
    answer = world.client("records:read").get(address(world, format_))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == type_
    assert answer.headers["cache-control"] == "no-store"
    assert world.here.document in answer.headers["content-disposition"]
    assert world.here.plant not in answer.headers["content-disposition"]
    assert format_ == "pdf" or world.here.plant in answer.text


def test_the_files_are_what_they_say(world: World, tmp_path: Path) -> None:
    client = world.client("documents:read")
    assert client.get(address(world, "txt")).text == f"Name: {world.here.plant}\n\f"
    (page,) = json.loads(client.get(address(world, "json")).content)["pages"]
    assert [word["text"] for word in page["lines"][0]["words"]] == ["Name:", world.here.plant]
    for format_ in ("hocr", "alto"):
        ET.fromstring(client.get(address(world, format_)).content)
    path = tmp_path / "a.pdf"
    path.write_bytes(client.get(address(world, "pdf")).content)
    copied = subprocess.run(
        ["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True
    )
    assert copied.stdout.split() == ["Name:", world.here.plant]


def test_fetching_is_audited_and_another_format_is_unknown(world: World) -> None:
    client = world.client("reviewer")
    client.get(address(world, "alto"))
    with world.state.database.read() as session:
        line = audit.lines(session, world.here.id, limit=1)[0]
    assert (line.action, line.object) == ("document.text_fetched", world.here.document)
    assert line.detail == {"format": "alto"}
    assert client.get(address(world, "docx")).status_code == 422


def test_readings_of_every_engine_come_with_a_field(world: World) -> None:
    record = world.client("records:read").get(f"/api/v1/records/{world.here.finished}").json()
    name = next(field for field in record["fields"] if field["key"] == "given_name")
    assert [(r["engine"], r["joint"]) for r in name["readings"]] == [
        ("vote", True),
        ("tesseract", False),
        ("rapidocr", False),
    ]
    assert name["readings"][0]["agreement"] == 0.9
    assert name["readings"][0]["looks"] == "printed"
    assert name["readings"][1]["text"] == world.here.plant[:-1]
