"""Hooks: signed, in order, until they arrived; and the bench never waits for them."""

import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import Unlock, create_ledger, open_services
from app.domain.hooks import (
    EVENT_HEADER,
    ID_HEADER,
    SIGNATURE_HEADER,
    TIME_HEADER,
    HookKind,
    is_signed_by,
    wait_before_try,
)
from app.domain.orders import OrderRules
from app.errors import BadInput
from app.ledger.ledger import Ledger
from app.workflows.hooks import Courier, deliver_due, save_hook
from app.workflows.services import Services
from flasher.model import Outcome
from flasher.timing import FakeClock
from tests.bench import Bench
from tests.ledgers import ACTOR, fill


class Receiver:
    """A small receiver as docs/hooks.md shows it: checks the signature, keeps each id once."""

    def __init__(self) -> None:
        self.secret = ""
        self.status = 200
        self.heard: list[dict[str, Any]] = []
        self.repeated = 0
        self.forged = 0
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.take(self, body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/keywright"

    def take(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        said = request.headers
        good = is_signed_by(
            self.secret.encode(), int(said[TIME_HEADER]), body, said[SIGNATURE_HEADER]
        )
        if not good:
            self.forged += 1
        elif self.status == 200:
            if any(one["id"] == said[ID_HEADER] for one in self.heard):
                self.repeated += 1
            else:
                self.heard.append(json.loads(body) | {"header_event": said[EVENT_HEADER]})
        request.send_response(self.status if good else 401)
        request.send_header("Location", "http://127.0.0.1:9/elsewhere")
        request.end_headers()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    location, unlock = str(tmp_path / "ledger.db"), Unlock(key_file=tmp_path / "key")
    create_ledger(location, unlock, ACTOR)
    opened = open_services(location, unlock, ACTOR, clock=FakeClock())
    fill(opened.ledger, 30)
    yield opened
    opened.ledger.close()


def hook(services: Services, receiver: Receiver, **more: Any) -> None:
    _made, secret = save_hook(services, "mes", receiver.url, **more)
    assert secret is not None
    receiver.secret = secret


def test_pass_fail_and_close_arrive_signed_and_in_order(
    services: Services, receiver: Receiver
) -> None:
    hook(services, receiver)
    order = services.ledger.orders.create(
        "W", product="P", quantity=5, lots=["A"], rules=OrderRules(), actor=ACTOR
    )
    with Bench(services.ledger) as bench:
        bench.write(1, Outcome.DOUBTFUL, order_id=order.id, code="reply-late")
        identity = bench.write(1, order_id=order.id)
    services.ledger.orders.close("W", "done", ACTOR)
    assert services.ledger.outbox.counts()["waiting"] == 3
    assert deliver_due(services).done == 3
    assert [one["event"] for one in receiver.heard] == [
        "unit.failed",
        "unit.passed",
        "order.closed",
    ]
    assert all(one["event"] == one["header_event"] for one in receiver.heard)
    passed = receiver.heard[1]["data"]
    assert (passed["identity"], passed["order"], passed["lot"]) == (identity, "W", "A")
    assert passed["steps"]["write"] == 0.07
    assert receiver.heard[2]["data"]["licenses"] == {"verified": 1}
    assert services.ledger.outbox.counts() == {"waiting": 0, "sending": 0, "done": 3}


def test_a_receiver_that_is_away_gets_everything_later_and_nothing_twice(
    services: Services, receiver: Receiver
) -> None:
    hook(services, receiver, events=["unit.passed"])
    receiver.status = 503
    with Bench(services.ledger) as bench:
        for number in range(5):
            bench.write(number)
        assert deliver_due(services).failed == 5
        assert services.ledger.outbox.hooks()[0].trouble == "HTTP 503"
        assert deliver_due(services).failed == 0  # none is due yet
        receiver.status = 200
        bench.pass_time(minutes=5)
        while deliver_due(services).done:
            bench.pass_time(minutes=5)
    assert len(receiver.heard) == 5
    assert receiver.repeated == 0
    identities = [one["data"]["identity"] for one in receiver.heard]
    assert len(set(identities)) == 5


def test_a_courier_that_died_before_its_receipt_says_the_same_id_again(
    services: Services, receiver: Receiver
) -> None:
    hook(services, receiver, events=["unit.passed"])
    with Bench(services.ledger) as bench:
        bench.write(1)
        first = services.ledger.outbox.claim()  # a program that is killed right here
        assert services.ledger.outbox.claim() == []  # its lease keeps others away
        bench.pass_time(minutes=2)
        assert deliver_due(services).done == 1
    assert receiver.heard[0]["id"] == first[0].event_id


def test_the_bench_does_not_wait_and_the_courier_delivers_behind_it(
    services: Services, receiver: Receiver
) -> None:
    hook(services, receiver, events=["unit.passed"])
    arrived = threading.Event()
    with Courier(services, pause_s=0.01), Bench(services.ledger) as bench:
        bench.write(1)
        for _ in range(500):
            if receiver.heard or arrived.wait(0.01):
                break
    assert len(receiver.heard) == 1


def test_a_redirect_and_a_wrong_secret_are_no_delivery(
    services: Services, receiver: Receiver
) -> None:
    hook(services, receiver, events=["unit.passed"])
    receiver.status = 302
    with Bench(services.ledger) as bench:
        bench.write(1)
        assert deliver_due(services).failed == 1
        receiver.secret = "another"
        bench.pass_time(minutes=5)
        assert deliver_due(services).failed == 1
    assert receiver.forged == 1
    assert services.ledger.outbox.hooks()[0].trouble == "HTTP 401"


def test_a_local_command_gets_the_event_on_its_input(services: Services, tmp_path: Path) -> None:
    out = tmp_path / "heard.json"
    script = tmp_path / "take.py"
    script.write_text(
        "import os, sys, pathlib\n"
        f"pathlib.Path({str(out)!r}).write_text(os.environ['KEYWRIGHT_EVENT'] + sys.stdin.read())\n"
    )
    save_hook(
        services,
        "local",
        f"{sys.executable} {script}",
        kind=HookKind.COMMAND,
        events=["unit.passed"],
    )
    with Bench(services.ledger) as bench:
        identity = bench.write(1)
        assert deliver_due(services).done == 1
    heard = out.read_text()
    assert heard.startswith('unit.passed{"id":')
    assert identity in heard


def test_a_command_that_fails_is_tried_again(services: Services) -> None:
    code = f'{sys.executable} -c "raise SystemExit(3)"'
    save_hook(services, "local", code, kind=HookKind.COMMAND, events=["unit.passed"])
    with Bench(services.ledger) as bench:
        bench.write(1)
        assert deliver_due(services).failed == 1
    assert services.ledger.outbox.hooks()[0].trouble == "exit code 3"
    assert services.ledger.outbox.counts()["waiting"] == 1


@pytest.mark.parametrize(
    "target", ["ftp://x/y", "file:///etc/passwd", "http://", "http://user:pw@host/", "nonsense"]
)
def test_only_web_addresses_without_passwords_are_told(services: Services, target: str) -> None:
    with pytest.raises(BadInput, match="hook-target"):
        save_hook(services, "mes", target)


def test_a_hook_that_is_off_gets_nothing_new(ledger: Ledger) -> None:
    fill(ledger, 10)
    ledger.outbox.save("a", HookKind.HTTP, "http://x/", ["unit.passed"], ACTOR)
    ledger.outbox.save("b", HookKind.HTTP, "http://x/", ["unit.failed"], ACTOR)
    with Bench(ledger) as bench:
        bench.write(1)
        ledger.outbox.save("a", HookKind.HTTP, "http://x/", ["unit.passed"], ACTOR, enabled=False)
        bench.write(2)
    assert [(h.name, h.waiting) for h in ledger.outbox.hooks()] == [("a", 1), ("b", 0)]
    assert ledger.outbox.claim() == []


def test_no_secret_is_in_what_is_told(ledger: Ledger) -> None:
    fill(ledger, 10)
    ledger.outbox.save("a", HookKind.HTTP, "http://x/", ["unit.passed"], ACTOR)
    with Bench(ledger) as bench:
        bench.write(1)
    (delivery,) = ledger.outbox.claim()
    assert not {"key", "sealed", "digest", "secret"} & set(delivery.body["data"])


def test_the_wait_grows_to_an_hour_and_never_ends() -> None:
    assert [wait_before_try(n) for n in (1, 2, 5)] == [2.0, 4.0, 32.0]
    assert wait_before_try(99) == 3600.0
