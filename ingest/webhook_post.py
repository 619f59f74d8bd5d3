"""One message to one webhook, signed as Standard Webhooks says (standardwebhooks.com)."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import httpx
from standardwebhooks import Webhook

from ingest.addresses import Refused, checked, resolve
from models.errors import BadRequest
from models.repositories.deliveries import Message, Try

#: for everything: finding the name, connecting, sending, the first line of the answer
SECONDS: Final = 15.0


def signed(message: Message, at: datetime) -> dict[str, str]:
    """The headers of a message; one signature for each secret in force."""
    name = f"msg_{message.id}"
    signatures = (Webhook(secret).sign(name, at, message.body) for secret in message.secrets)
    return {
        "webhook-id": name,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
        "content-type": "application/json",
        "user-agent": "Lontar-Webhooks",
    }


async def post(client: httpx.AsyncClient, message: Message, networks: Sequence[str]) -> Try:
    """Send it; how it ended. Nothing of the answer is kept but its status."""
    began = time.monotonic()
    status, why = 0, ""
    try:
        async with asyncio.timeout(SECONDS):
            status = await _status(client, message, networks)
            why = "" if 200 <= status < 300 else "answer"
    except Refused as refused:
        why = refused.why
    except BadRequest:
        why = "private_address"  # allowed once, by settings that hold no longer
    except (TimeoutError, httpx.TimeoutException):
        why = "timeout"
    except ssl.SSLError:
        why = "tls"
    except (httpx.InvalidURL, UnicodeError):
        why = "unknown_name"
    except (httpx.HTTPError, OSError) as error:
        why = "tls" if isinstance(error.__cause__, ssl.SSLError) or _tls(error) else "connection"
    return Try(status, why, round((time.monotonic() - began) * 1000))


def _tls(error: BaseException | None) -> bool:
    """Whether somewhere behind an error stands one of TLS."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


async def _status(client: httpx.AsyncClient, message: Message, networks: Sequence[str]) -> int:
    url = checked(message.url, networks)
    address = await resolve(url, networks)
    parts = urlsplit(url)
    place = f"[{address}]" if ":" in address else address
    where = place if parts.port is None else f"{place}:{parts.port}"
    request = httpx.Request(
        "POST",
        urlunsplit(parts._replace(netloc=where)),
        content=message.body.encode(),
        headers={"host": parts.netloc, **signed(message, datetime.now(UTC))},
        extensions={
            "sni_hostname": parts.hostname,  # the certificate has to be the name's
            "timeout": httpx.Timeout(SECONDS).as_dict(),
        },
    )
    answer = await client.send(request, stream=True, follow_redirects=False)
    await answer.aclose()
    return answer.status_code


def open_client() -> httpx.AsyncClient:
    """A client that asks no proxy of the environment and keeps no cookie or connection."""
    return httpx.AsyncClient(
        verify=ssl.create_default_context(),
        trust_env=False,
        limits=httpx.Limits(max_keepalive_connections=0),
    )
