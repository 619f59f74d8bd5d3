"""Scripts and styles: ours and those of others, packed, kept by browsers, nothing beside them."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.state import AppState
from api.web import libraries


@pytest.fixture
def client(state: AppState) -> TestClient:
    return TestClient(create_app(state))


def test_every_library_is_installed_and_served_packed(client: TestClient) -> None:
    assert libraries.missing() == ()
    for name in libraries.FILES:
        answer = client.get(f"/lib/{name}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["content-encoding"] == "gzip"


def test_a_file_that_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/static/lontar.css")
    assert first.headers["cache-control"] == "no-cache"
    again = client.get("/static/lontar.css", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path", ["/lib/", "/lib/axe-core/axe.min.js", "/lib/%2e%2e/package.json", "/lib/nothing.js"]
)
def test_nothing_beside_the_named_libraries_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
