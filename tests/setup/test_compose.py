"""docker-compose.yml: what starts it, what it needs, and that it gives no secret away."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi import FastAPI

from api import v1
from ingest.settings import Settings

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SECRET = re.compile(r"PASSWORD|SECRET|ACCESS_KEY|REDISCLI_AUTH|LONTAR_DATABASE$|LONTAR_QUEUE$")


def _environments() -> list[tuple[str, str, str]]:
    return [
        (name, key, str(value))
        for name, service in SERVICES.items()
        for key, value in service.get("environment", {}).items()
    ]


def test_the_parts_are_there() -> None:
    assert set(SERVICES) == {"migrate", "api", "worker", "database", "queue", "files"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_that_stays_says_whether_it_is_well(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    if name == "migrate":  # it runs once and ends; the others wait for its success
        assert check == {"disable": True}
        assert SERVICES[name]["restart"] == "no"
    else:
        assert check["test"][0] in ("CMD", "CMD-SHELL")
        assert SERVICES[name]["restart"] == "unless-stopped"


def test_secrets_have_no_default() -> None:
    secret = [(n, k, v) for n, k, v in _environments() if SECRET.search(k)]
    assert len(secret) >= 8
    for name, key, value in secret:
        assert re.search(r"\$\{[A-Z0-9_]+:\?[^}]+\}", value), f"{name}: {key} has a default"
    assert "${VALKEY_PASSWORD:?" in " ".join(SERVICES["queue"]["command"])


def test_every_secret_is_named_in_the_example_and_empty_there() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    example = dict(line.split("=", 1) for line in lines if "=" in line and line[0] != "#")
    assert set(example) == set(re.findall(r"\$\{([A-Z0-9_]+):\?", TEXT))
    assert set(example.values()) == {""}
    assert "/.env" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_every_variable_is_a_setting() -> None:
    known = {f"LONTAR_{name.upper()}" for name in Settings.model_fields}
    used = {key for name, key, _ in _environments() if key.startswith("LONTAR_")}
    assert used <= known


def test_images_are_pinned_and_data_has_named_volumes() -> None:
    for name in ("database", "queue", "files"):
        service = SERVICES[name]
        assert re.search(r":\d+\.\d+", service["image"]), service["image"]
        (volume,) = service["volumes"]
        assert volume.split(":")[0] in COMPOSE["volumes"]


def test_what_an_office_made_outlives_its_container_and_is_where_workers_read() -> None:
    """A new image replaces every container: what lies in none of the volumes is gone with it."""

    def folders(service: str) -> dict[str, str]:
        return dict(word.split(":")[::-1] for word in COMPOSE["services"][service]["volumes"])

    api, worker = folders("api"), folders("worker")
    assert set(COMPOSE["volumes"]) >= {*api.values(), *worker.values()}
    assert api["/var/lib/lontar"] == "data"
    assert "/var/lib/lontar" not in worker  # papers that are being read end with their container
    for name in ("forms", "calibration"):
        assert api[f"/var/lib/lontar/{name}"] == worker[f"/var/lib/lontar/{name}"] == name
        # A new volume takes owner and rights from the image: no other folder could be written.
        assert re.search(rf"install -d -o lontar [^&]*/var/lib/lontar/{name}\b", DOCKERFILE)


def test_only_the_api_is_reached_from_outside_and_only_on_loopback() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(published) == {"api"}
    assert all(port.startswith("127.0.0.1:") for port in published["api"])
    outside = {name for name, service in SERVICES.items() if "outside" in service["networks"]}
    assert outside == {"api"}
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_workers_can_be_scaled() -> None:
    worker = SERVICES["worker"]
    assert "container_name" not in worker and "ports" not in worker
    assert worker["deploy"]["replicas"] >= 1


def test_nothing_starts_before_what_it_needs() -> None:
    for name in ("api", "worker"):
        needs = SERVICES[name]["depends_on"]
        assert needs["migrate"]["condition"] == "service_completed_successfully"
        for part in ("database", "queue", "files"):
            assert needs[part]["condition"] == "service_healthy"


def test_the_image_installs_what_set_up_installs() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "script/apt-packages.txt" in dockerfile
    assert "requirements/runtime.txt" in dockerfile and "dev.txt" not in dockerfile
    assert re.search(r"^USER lontar$", dockerfile, re.MULTILINE)
    assert "HEALTHCHECK" in dockerfile
    kept = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in kept  # everything is left out but what is named
    for needed in ("requirements/runtime.txt", "requirements/uv.txt", "script/apt-packages.txt"):
        assert f"!{needed}" in kept


def test_the_health_checks_ask_for_an_address_that_there_is() -> None:
    application = FastAPI()
    application.include_router(v1.router, prefix="/api/v1")
    there = set(application.openapi()["paths"])
    for name in ("Dockerfile", "docker-compose.yml"):
        text = (ROOT / name).read_text(encoding="utf-8")
        asked = re.findall(r"http://127\.0\.0\.1:8640(/[^']*)'", text)
        assert asked and set(asked) <= there, name
