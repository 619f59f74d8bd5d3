"""One contract, two stores: a directory and a real S3 server."""

from __future__ import annotations

import errno
import hashlib
from pathlib import Path

import pytest

from ingest.settings import load
from ingest.storage import DirectoryStore, Store, fetch, open_store, original_key
from models.errors import NotFound, StorageFailed
from tests.servers import S3


@pytest.fixture(params=["directory", pytest.param("s3", marks=pytest.mark.s3)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "directory":
        return DirectoryStore(tmp_path / "store")
    server: S3 = request.getfixturevalue("s3_server")
    settings = load(
        data=tmp_path,
        store="s3",
        s3_endpoint=server.endpoint,
        s3_access_key=server.access_key,
        s3_secret_key=server.secret_key,
        s3_secure=False,
        s3_bucket="contract",
    )
    return open_store(settings)


def _file(tmp_path: Path, content: bytes) -> tuple[Path, str]:
    path = tmp_path / "in"
    path.write_bytes(content)
    return path, hashlib.sha256(content).hexdigest()


def test_what_was_put_comes_back_byte_for_byte(store: Store, tmp_path: Path) -> None:
    content = bytes(range(256)) * 20_000
    path, sha256 = _file(tmp_path, content)
    key = original_key("office", sha256)
    assert not store.exists(key)
    store.put(key, path, sha256)
    assert store.exists(key)
    fetch(store, key, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == content


def test_putting_twice_is_harmless_and_keys_are_listed(store: Store, tmp_path: Path) -> None:
    path, sha256 = _file(tmp_path, b"once")
    store.put("list/a", path, sha256)
    store.put("list/a", path, sha256)
    store.put("list/b", path, sha256)
    assert list(store.keys("list/")) == ["list/a", "list/b"]


def test_a_missing_key_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        b"".join(store.open("originals/no/such"))


def test_what_is_deleted_is_gone_and_may_be_deleted_again(store: Store, tmp_path: Path) -> None:
    path, sha256 = _file(tmp_path, b"x")
    store.put("gone", path, sha256)
    store.delete("gone")
    store.delete("gone")
    assert not store.exists("gone")


def test_a_wrong_hash_is_noticed(store: Store, tmp_path: Path) -> None:
    path, _ = _file(tmp_path, b"these bytes")
    with pytest.raises(StorageFailed):
        store.put("wrong", path, hashlib.sha256(b"other bytes").hexdigest())


def test_check_leaves_nothing_behind(store: Store) -> None:
    store.check()
    assert list(store.keys("checks/")) == []


def test_a_key_cannot_leave_the_folder(tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path / "store")
    path, sha256 = _file(tmp_path, b"x")
    with pytest.raises(StorageFailed):
        store.put("../outside", path, sha256)
    assert not (tmp_path / "outside").exists()


def test_a_full_or_read_only_store_says_so(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file where the folder should be")
    store = DirectoryStore(tmp_path / "store")
    path, sha256 = _file(tmp_path, b"x")
    with pytest.raises(StorageFailed, match="cannot write"):
        store.put("a/b", path, sha256)


def test_an_s3_server_that_is_away_is_a_storage_failure(tmp_path: Path) -> None:
    settings = load(data=tmp_path, store="s3", s3_endpoint="127.0.0.1:9", s3_secure=False)
    with pytest.raises(StorageFailed):
        open_store(settings)


def test_a_full_disk_is_not_filled_further_by_what_could_not_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = DirectoryStore(tmp_path / "store")
    path, sha256 = _file(tmp_path, b"x" * 5000)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("ingest.storage.os.fsync", full)
    with pytest.raises(StorageFailed, match="No space left"):
        store.put(original_key("a" * 32, sha256), path, sha256)
    assert [found for found in store.root.rglob("*") if found.is_file()] == []
