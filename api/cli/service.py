"""A Lontar service over HTTP, for the commands that are its clients: patient and plain-spoken."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import typer

from api.identify import is_loopback
from models.errors import LontarError

#: Waits before tries that follow a lost connection or a 503, in seconds: two minutes in all.
WAITS: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
_AGAIN: Final = (429, 502, 503, 504)


class Unreachable(LontarError):
    """The service does not answer, however long one waits."""

    code = "service_unreachable"
    status = 503
    retry = True
    exit_code = 3
    title = "The service does not answer."
    default_remedy = "Check --url and that the service runs, then run the same command again."


class Refused(LontarError):
    """The service has answered no."""

    code = "service_refused"
    status = 502
    exit_code = 2
    title = "The service refuses."
    default_remedy = "Check --url and --token."

    def __init__(self, answer: httpx.Response) -> None:
        told = _problem(answer)
        super().__init__(
            f"The service refuses ({answer.status_code}): {told.get('detail', 'no reason given')}",
            remedy=str(told.get("remedy", "")),
        )
        self.status_told = answer.status_code
        self.files: list[dict[str, Any]] = list(told.get("files", []))


def _problem(answer: httpx.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


class Counted(FileIO):
    """A file that tells how much of it has been read."""

    def __init__(self, path: Path, tell: Callable[[int], None]) -> None:
        super().__init__(path)
        self._tell = tell

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(-1 if size is None else size) or b""
        self._tell(len(data))
        return data


class Service:
    """One service and one token."""

    def __init__(self, url: str, token: str) -> None:
        if not token:
            raise typer.BadParameter("Needs --token, or LONTAR_TOKEN in the environment.")
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise typer.BadParameter("--url must be an http or https address.")
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            typer.echo("Warning: without https the token and the files can be overheard.", err=True)
        self.client = httpx.Client(
            base_url=url.rstrip("/") + "/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(120, connect=10),
        )

    def __enter__(self) -> Service:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.client.close()

    def ask(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        """The JSON of an answer; tried again while the service is away.

        Only for requests that may be repeated. Raises Unreachable, Refused.
        """
        last = ""
        for wait in (*WAITS, None):
            try:
                answer = self.client.request(method, path, **options)
                if answer.status_code not in _AGAIN:
                    return self._told(answer)
                last = f"It answers {answer.status_code}."
            except httpx.TransportError as error:
                last = f"{type(error).__name__}."
            if wait is not None:
                time.sleep(wait)
        raise Unreachable(f"The service does not answer. {last}")

    def once(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        """The same, tried once: raises Unreachable at the first lost connection."""
        try:
            return self._told(self.client.request(method, path, **options))
        except httpx.TransportError as error:
            raise Unreachable(f"The connection is lost ({type(error).__name__}).") from error

    @contextmanager
    def stream(self, path: str, **options: Any) -> Iterator[httpx.Response]:
        """An answer to be read piece by piece. Raises Refused, and httpx's own when it breaks."""
        with self.client.stream("GET", path, **options) as answer:
            if not answer.is_success:
                answer.read()
                raise Refused(answer)
            yield answer

    @staticmethod
    def _told(answer: httpx.Response) -> dict[str, Any]:
        if answer.is_success:
            return _problem(answer) if answer.content else {}
        raise Refused(answer)

    @staticmethod
    def may_try_again(error: LontarError) -> bool:
        """Whether the same request may go well later."""
        return isinstance(error, Unreachable) or (
            isinstance(error, Refused) and error.status_told in _AGAIN
        )


def say(text: str) -> None:
    """A message for people."""
    print(text, file=sys.stderr, flush=True)
