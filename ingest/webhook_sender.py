"""The sender: a thread beside the API that tells webhooks what the feed holds for them.

Several at once do no harm: the messages of a webhook are made under its lock, and one that is being
sent is nobody else's for a minute. Killed between sending and noting it, it sends again: that is
why every message has an id of its own that stays the same.
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import httpx
import structlog
from sqlalchemy.exc import SQLAlchemyError

from ingest.logs import where
from ingest.settings import Settings
from ingest.webhook_post import SECONDS, open_client, post
from models.database import Database, now
from models.repositories import deliveries, repeated, webhooks
from models.repositories.deliveries import Message, Try

log = structlog.get_logger(__name__)

PAUSE_SECONDS: Final = 1.0
TIDY_SECONDS: Final = 600.0
AT_ONCE: Final = 8  # messages of one webhook
#: seconds before each further try, as Standard Webhooks proposes: three days and three hours in all
WAITS: Final = (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
_SPREAD: Final = 0.2  # of a wait, either way: what failed together is not tried together


def next_try(tried: int, chance: random.Random) -> datetime | None:
    """When to try again what has been tried so often; None when it has been tried enough.

    >>> next_try(10, random.Random(1)) is None
    True
    """
    if tried > len(WAITS):
        return None
    wait = WAITS[tried - 1]
    return now() + timedelta(seconds=wait * chance.uniform(1 - _SPREAD, 1 + _SPREAD))


class Sender(threading.Thread):
    """Tells and sends in a loop until `stop()`; failures are logged and tried again."""

    def __init__(self, database: Database, settings: Settings) -> None:
        super().__init__(name="webhooks", daemon=True)
        self._database = database
        self._settings = settings
        self._wake = threading.Event()
        self._stopping = False
        self._chance = random.Random()  # noqa: S311 - spreads tries, hides nothing
        self._tidied = 0.0

    def wake(self) -> None:
        """There may be something to tell."""
        self._wake.set()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()
        self.join(timeout=20)

    def run(self) -> None:
        asyncio.run(self._run())

    async def _run(self) -> None:
        """Every webhook has a task of its own: one that answers slowly keeps no other waiting."""
        serving: dict[str, asyncio.Task[None]] = {}
        while not self._stopping:
            self._wake.clear()
            serving = {name: task for name, task in serving.items() if not task.done()}
            try:
                await asyncio.to_thread(self._tidy)
                busy = await asyncio.to_thread(self._busy)
            except SQLAlchemyError as error:
                log.error("webhooks_failed", **where(error))
                busy = ()
            for name in busy:
                if name not in serving:
                    serving[name] = asyncio.create_task(self._serve(name))
            await asyncio.to_thread(self._wake.wait, PAUSE_SECONDS)
        if serving:
            await asyncio.wait(serving.values(), timeout=SECONDS)

    async def _serve(self, webhook_id: str) -> None:
        """Send what is due to one webhook until there is no more."""
        try:
            while not self._stopping and await self._round(webhook_id):
                pass
        except Exception as error:  # whatever is wrong with one, all others go on
            log.error("webhooks_failed", **where(error))

    def once(self) -> int:
        """Tell and send what is due, once; how many messages were sent."""

        async def all_() -> int:
            return sum(await asyncio.gather(*map(self._round, self._busy())))

        return asyncio.run(all_())

    def _busy(self) -> tuple[str, ...]:
        """The webhooks for which there is something to do."""
        with self._database.read() as session:
            found = webhooks.active(session)
            return tuple(one for one in found if deliveries.anything_new(session, one))

    async def _round(self, webhook_id: str) -> int:
        """Send some messages of a webhook; how many."""
        messages = await asyncio.to_thread(self._take, webhook_id)
        if messages:
            async with open_client() as client:
                await asyncio.gather(*(self._send(client, each) for each in messages))
        return len(messages)

    def _take(self, webhook_id: str) -> Sequence[Message]:
        with self._database.write() as session:
            deliveries.tell(session, webhook_id)
            session.flush()
            return deliveries.take(session, webhook_id, most=AT_ONCE)

    async def _send(self, client: httpx.AsyncClient, message: Message) -> None:
        end = await post(client, message, self._settings.webhook_networks)
        await asyncio.to_thread(self._ended, message, end)

    def _ended(self, message: Message, end: Try) -> None:
        again = None if end.good else next_try(message.tried + 1, self._chance)
        give_up = timedelta(hours=self._settings.webhook_give_up_hours)
        with self._database.write() as session:
            deliveries.ended(session, message, end, again=again, give_up=give_up)
        if not end.good:
            # Neither the address nor the answer: they may tell whose papers these are.
            log.warning(
                "webhook_failed", webhook=message.webhook_id, status=end.status, why=end.why
            )

    def _tidy(self) -> None:
        if time.monotonic() - self._tidied < TIDY_SECONDS and self._tidied:
            return
        self._tidied = time.monotonic()
        with self._database.write() as session:
            deliveries.prune(session, days=self._settings.webhook_log_days)
            repeated.prune(session)
