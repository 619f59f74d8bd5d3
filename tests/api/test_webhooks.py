"""Other systems are told of finished records: signed, until it arrives, and nobody inside."""

from __future__ import annotations

import json
import random
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import standardwebhooks
from sqlalchemy import select

from api.cli import main
from ingest import addresses, webhook_post, webhook_sender
from ingest.webhook_post import signed
from ingest.webhook_sender import WAITS, Sender, next_try
from models.database import now
from models.repositories import deliveries, revisions, webhooks
from models.repositories.changing import Change
from models.tables import Delivery, Webhook
from models.values import RecordState
from tests.api.conftest import World
from tests.api.world import add_document, reading
from tests.servers import wait_until


@dataclass
class Listener:
    """A case system's address: what arrived, and what it answers."""

    url: str
    answers: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    held: threading.Event = field(default_factory=threading.Event)  # until then /slow says nothing

    def opened(self, secret: str) -> list[dict]:
        return [standardwebhooks.Webhook(secret).verify(body, head) for head, body in self.got]


@pytest.fixture
def listener() -> Iterator[Listener]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.path.startswith("/slow"):
                heard.held.wait()
                return
            heard.got.append((dict(self.headers), body))
            self.send_response(heard.answers.pop(0) if heard.answers else 204)
            self.send_header("Location", heard.url)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    heard = Listener(f"http://127.0.0.1:{server.server_port}/hook?case=1")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield heard
    heard.held.set()
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Told:
    """A webhook of the office, and the sender that serves it."""

    world: World
    id: str
    secret: str
    sender: Sender

    def log(self) -> list[Delivery]:
        with self.world.state.database.read() as session:
            return list(deliveries.log(session, self.world.here.id, self.id, limit=100))

    def hook(self) -> Webhook:
        with self.world.state.database.read() as session:
            return webhooks.get(session, self.world.here.id, self.id)

    def due(self) -> None:
        """Time passes until whatever waits is due."""
        with self.world.state.database.write() as session:
            deliveries.hurry(session, self.id)


@pytest.fixture
def told(world: World, listener: Listener) -> Told:
    settings = world.state.settings.model_copy(update={"webhook_networks": ("127.0.0.0/8",)})
    with world.state.database.write() as session:
        for spare in session.scalars(select(Webhook)):
            spare.active = False
        made = webhooks.add(
            session, world.here.id, name="cases", url=listener.url, events=webhooks.EVENTS
        )
        return Told(world, made.id, made.secret, Sender(world.state.database, settings))


def finish(world: World, name: str = "Somebody") -> str:
    outcome = reading(name, RecordState.FINISHED)
    return add_document(world.state, world.here.id, world.here.batch, name, outcome)


def test_what_is_finished_and_what_is_corrected_arrives_signed(
    world: World, told: Told, listener: Listener
) -> None:
    document = finish(world)
    assert told.sender.once() == 1
    with world.state.database.write() as session:
        revisions.revise(
            session,
            world.here.id,
            world.here.finished,
            [Change("sex", "empty")],
            actor="person:x",
            expected_version=1,
        )
    assert told.sender.once() == 1
    assert told.sender.once() == 0
    first, second = listener.opened(told.secret)
    assert (first["type"], second["type"]) == ("record.finished", "record.revised")
    assert (first["data"]["document_id"], first["data"]["version"]) == (document, 1)
    assert second["data"]["record_id"] == world.here.finished
    assert (second["data"]["version"], second["data"]["supersedes"]) == (2, 1)
    assert [d.state for d in told.log()] == ["delivered"] * 2
    everything = json.dumps([first, second])
    assert "Somebody" not in everything
    assert world.here.plant not in everything


def test_neither_what_was_before_nor_what_another_office_does_is_told(
    world: World, told: Told, listener: Listener
) -> None:
    outcome = reading("Elsewhere", RecordState.FINISHED)
    add_document(world.state, world.there.id, world.there.batch, "x", outcome)
    assert told.sender.once() == 0
    assert listener.got == []


def test_what_does_not_arrive_is_sent_again_under_the_same_id(
    world: World, told: Told, listener: Listener
) -> None:
    listener.answers = [500, 302]
    finish(world)
    told.sender.once()
    assert told.sender.once() == 0, "not before its time"
    (waiting,) = told.log()
    assert waiting.due is not None
    assert timedelta(seconds=3) < waiting.due - now() < timedelta(seconds=7)
    assert told.hook().failing is not None
    for _ in range(2):
        told.due()
        told.sender.once()
    (delivered,) = told.log()
    assert [t["status"] for t in delivered.tries] == [500, 302, 204]
    assert len({head["webhook-id"] for head, _ in listener.got}) == 1
    assert len({body for _, body in listener.got}) == 1
    assert told.hook().failing is None


def test_killed_while_sending_it_sends_again_and_loses_nothing(
    world: World, told: Told, listener: Listener
) -> None:
    finish(world)
    with world.state.database.write() as session:
        deliveries.tell(session, told.id)
        session.flush()
        assert len(deliveries.take(session, told.id, most=8)) == 1
    assert told.sender.once() == 0, "somebody may be sending it"
    told.due()
    assert told.sender.once() == 1
    assert len(listener.got) == 1


def test_an_address_that_is_gone_is_stopped_and_goes_on_where_it_was(
    world: World, told: Told, listener: Listener
) -> None:
    listener.answers = [410]
    client = world.client("manager")
    tag = client.get(f"/api/v1/webhooks/{told.id}").headers["etag"]
    finish(world, "One")
    told.sender.once()
    hook = told.hook()
    assert (hook.active, hook.stopped_why) == (False, "gone")
    finish(world, "Two")
    assert told.sender.once() == 0
    shown = client.get(f"/api/v1/webhooks/{told.id}", headers={"If-None-Match": tag})
    assert shown.status_code == 200, "who asks by its ETag learns of it too"
    assert shown.json()["standing"] == "stopped"
    again = client.patch(
        f"/api/v1/webhooks/{told.id}",
        json={"active": True},
        headers={"If-Match": shown.headers["etag"]},
    )
    assert again.json()["standing"] == "active"
    told.sender.once()
    assert len(listener.got) == 3
    assert [d.state for d in told.log()] == ["delivered"] * 2


def test_an_address_where_nothing_arrives_for_days_is_stopped(
    world: World, told: Told, listener: Listener
) -> None:
    listener.answers = [500, 500]
    finish(world)
    told.sender.once()
    with world.state.database.write() as session:
        webhooks.get(session, world.here.id, told.id).failing = now() - timedelta(hours=121)
    told.due()
    told.sender.once()
    assert told.hook().stopped_why == "failing"


def test_a_message_is_given_up_after_its_last_try_and_can_be_sent_again(
    world: World, told: Told, listener: Listener
) -> None:
    listener.answers = [503] * (len(WAITS) + 1)
    finish(world)
    for _ in range(len(WAITS) + 1):
        told.due()
        told.sender.once()
    (failed,) = told.log()
    assert failed.state == "failed"
    address = f"/api/v1/webhooks/{told.id}/deliveries/{failed.id}/resend"
    assert world.client("manager").post(address).status_code == 202
    told.sender.once()
    assert told.log()[0].state == "delivered"


def test_started_again_it_is_told_of_what_was_given_up_while_nothing_arrived(
    world: World, told: Told, listener: Listener
) -> None:
    listener.answers = [503] * (len(WAITS) + 1)
    finish(world)
    for _ in range(len(WAITS) + 1):
        told.due()
        told.sender.once()
    assert told.log()[0].state == "failed"
    client, address = world.client("manager"), f"/api/v1/webhooks/{told.id}"
    for active in (False, True):
        assert client.patch(address, json={"active": active}).status_code == 200
    told.sender.once()
    assert told.log()[0].state == "delivered"


def test_a_slow_address_keeps_no_other_waiting(
    world: World, told: Told, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_post, "SECONDS", 600.0)
    monkeypatch.setattr(webhook_sender, "SECONDS", 0.1)
    listener.held.clear()
    with world.state.database.write() as session:
        slow = listener.url.replace("/hook", "/slow")
        webhooks.add(session, world.here.id, name="slow", url=slow, events=webhooks.EVENTS)
    told.sender.start()
    try:
        for number in range(3):  # each is finished when the one before has arrived
            finish(world, f"Somebody {number}")
            told.sender.wake()
            wait_until(lambda at=number: len(listener.got) > at, 120, "the fast one is told")
    finally:
        listener.held.set()
        told.sender.stop()


def test_one_webhook_that_cannot_be_sent_stops_no_other(
    world: World, told: Told, listener: Listener
) -> None:
    with world.state.database.write() as session:
        for url in ("https://cases..example/", "https://93.184.216.34/\x7f"):
            webhooks.add(session, world.here.id, name="x", url=url, events=webhooks.EVENTS)
    finish(world)
    assert told.sender.once() == 3
    assert len(listener.got) == 1
    with world.state.database.read() as session:
        tried = [one for one in session.scalars(select(Delivery)) if one.tries]
    assert sorted(one.state for one in tried) == ["delivered", "waiting", "waiting"]


def test_tries_grow_further_apart_and_are_spread() -> None:
    chance = random.Random(5)
    waits = []
    for tried in range(1, len(WAITS) + 1):
        again = next_try(tried, chance)
        assert again is not None
        waits.append((again - now()).total_seconds())
    assert list(WAITS) == sorted(WAITS)
    assert all(0.79 < w / e < 1.21 for w, e in zip(waits, WAITS, strict=True))
    assert len({round(w / e, 3) for w, e in zip(waits, WAITS, strict=True)}) > 5


def test_a_long_backlog_waits_in_the_feed(world: World, told: Told, listener: Listener) -> None:
    small = 3
    for number in range(5):
        finish(world, f"Somebody {number}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deliveries, "MOST_WAITING", small)
        with world.state.database.write() as session:
            assert deliveries.tell(session, told.id) == small
        while told.sender.once():
            pass
    assert len(listener.got) == 5


def test_a_replaced_secret_signs_beside_the_new_one(
    world: World, told: Told, listener: Listener
) -> None:
    with world.state.database.write() as session:
        new = webhooks.rotate(session, world.here.id, told.id).secret
    finish(world)
    told.sender.once()
    assert listener.opened(told.secret) == listener.opened(new)
    with world.state.database.write() as session:
        webhooks.get(session, world.here.id, told.id).old_until = now()
        deliveries.test(session, world.here.id, told.id)
    told.sender.once()
    listener.got = listener.got[1:]
    assert listener.opened(new)[0]["type"] == "webhook.test"
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        listener.opened(told.secret)


def test_a_changed_body_is_not_believed(told: Told) -> None:
    message = deliveries.Message("a" * 32, told.id, "https://x/", (told.secret,), '{"a":1}', 0)
    from datetime import UTC, datetime  # noqa: PLC0415

    headers = signed(message, datetime.now(UTC))
    standardwebhooks.Webhook(told.secret).verify(message.body, headers)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(told.secret).verify('{"a":2}', headers)


@pytest.mark.parametrize(
    "url",
    [
        "http://cases.example/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[fec0::1]/",
        "https://[3fff::1]/",
        "https://[64:ff9b::a00:1]/",
        "https://[2002:7f00:1::]/",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.7:8443/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://name:word@cases.example/",
        "https://cases.example/#x",
        "https://metadata.internal/",
        "ftp://cases.example/",
        "https://",
        "https://cases.example:99999/",
        "https://cases example/",
        "https://ករណី.example/",
        "file:///etc/passwd",
        "https://x/" + "y" * 2000,
        "https://cases..example/",
        f"https://{'y' * 64}.example/",
        "https://cases.example/\x7f",
    ],
)
def test_an_address_inside_is_refused(world: World, url: str) -> None:
    client = world.client("administrator")
    answer = client.post("/api/v1/webhooks", json={"name": "x", "url": url})
    assert answer.status_code == 422, answer.text
    assert url not in answer.text or url == "https://"


def test_a_name_that_means_an_address_inside_is_refused_when_it_is_sent(
    world: World, told: Told, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The resolver is played: a name that was public yesterday means 127.0.0.1 today."""

    async def inside(*_: object, **__: object) -> list[tuple]:
        return [(2, 1, 6, "", ("127.0.0.1", 443))]

    with world.state.database.write() as session:
        webhooks.change(
            session, world.here.id, told.id, webhooks.Edit(url="https://cases.example/")
        )
        deliveries.test(session, world.here.id, told.id)
    monkeypatch.setattr("asyncio.base_events.BaseEventLoop.getaddrinfo", inside)
    Sender(world.state.database, world.state.settings).once()
    assert told.log()[0].tries[0]["why"] == "private_address"
    assert listener.got == []


def test_a_certificate_has_to_be_the_name_s(world: World, told: Told, listener: Listener) -> None:
    port = listener.url.rpartition(":")[2].partition("/")[0]
    with world.state.database.write() as session:
        url = f"https://127.0.0.1:{port}/"
        webhooks.change(session, world.here.id, told.id, webhooks.Edit(url=url))
        deliveries.test(session, world.here.id, told.id)
    told.sender.once()
    assert told.log()[0].tries[0]["why"] == "tls"
    assert ssl.create_default_context().check_hostname


def test_networks_that_a_setting_names_may_be_reached() -> None:
    assert addresses.checked("http://10.1.2.3/x", ("10.1.0.0/16",))
    assert not addresses.allowed("10.2.2.3", ("10.1.0.0/16",))
    assert addresses.allowed("fd00::5", ("fd00::/8",))


def test_the_secret_is_shown_once(world: World) -> None:
    client = world.client("manager")
    body = {"name": "cases", "url": "https://cases.example/hook"}
    made = client.post("/api/v1/webhooks", json=body)
    assert made.status_code == 201, made.text
    secret = made.json()["secret"]
    assert secret.startswith("whsec_")
    address = f"/api/v1/webhooks/{made.json()['id']}"
    for path in ("/api/v1/webhooks", address):
        assert secret not in client.get(path).text
    assert client.post(f"{address}/secret").json()["secret"] != secret
    stale = client.patch(address, json={"name": "y"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert client.patch(address, json={"name": "y", "active": False}).json()["standing"] == "paused"
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404


def test_the_command_line_does_the_same(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--office", "Here", "--data", str(world.state.settings.data)]

    def lontar(*words: str) -> str:
        with pytest.raises(SystemExit) as left:
            main(["webhook", *words, *data])
        assert left.value.code == 0
        return capsys.readouterr().out

    assert lontar("add", "cases", "https://cases.example/hook").startswith("whsec_")
    lines = [line for line in lontar("list").splitlines() if "cases.example" in line]
    hook = lines[0].split()[0]
    lontar("pause", hook)
    assert "paused" in lontar("list")
    lontar("resume", hook)
    delivery = lontar("test", hook).strip()
    assert delivery in lontar("log", hook)
    lontar("resend", hook, delivery)
    lontar("rotate", hook)
    lontar("remove", hook)
    assert "cases.example/hook" not in lontar("list")


def test_a_sender_at_work_ends_when_it_is_told_to(
    world: World, told: Told, listener: Listener
) -> None:
    arrived = threading.Event()
    told.sender.start()
    finish(world)
    told.sender.wake()
    for _ in range(200):
        if listener.got:
            arrived.set()
            break
        arrived.wait(0.05)
    told.sender.stop()
    assert arrived.is_set()
    assert not told.sender.is_alive()
