"""Tell other systems what happened: signed, in order, until it arrived; never blocking the bench.

Nothing here is called by a slot. The events lie in the ledger's outbox since the moment of the
fact; a :class:`Courier` takes them from there on a thread of its own.
"""

import json
import logging
import os
import secrets
import shlex
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import urlsplit

from app.domain.acts import Act
from app.domain.hooks import (
    EVENT_HEADER,
    EVENTS,
    ID_HEADER,
    SIGNATURE_HEADER,
    TIME_HEADER,
    Hook,
    HookKind,
    signature,
    wait_before_try,
)
from app.errors import BadInput, LedgerTrouble
from app.ledger.outbox import Delivery
from app.workflows.rights import require
from app.workflows.services import Services

TIMEOUT_S: Final = 10.0
PAUSE_S: Final = 1.0
_MOST_TROUBLE: Final = 200
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one round of deliveries came to."""

    done: int = 0
    failed: int = 0


def save_hook(
    services: Services,
    name: str,
    target: str,
    *,
    kind: HookKind = HookKind.HTTP,
    events: Sequence[str] = EVENTS,
    enabled: bool = True,
    new_secret: bool = False,
) -> tuple[Hook, str | None]:
    """Make or change a hook; returns it, and its signing secret where one was just made.

    The secret is made by the vault from a salt, so the ledger file alone does not hold it.
    BadInput ``hook-target``.
    """
    require(services.ledger, services.actor, Act.HOOK_SAVED)
    _check_target(kind, target)
    known = {hook.name for hook in services.ledger.outbox.hooks()}
    salt = None
    if kind is HookKind.HTTP and (new_secret or name not in known):
        salt = secrets.token_hex(16)
    hook = services.ledger.outbox.save(
        name, kind, target, events, services.actor, enabled=enabled, salt=salt
    )
    return hook, None if salt is None else signing_secret(services, hook)


def signing_secret(services: Services, hook: Hook) -> str | None:
    """Return what a receiver checks signatures with; None for a hook that signs nothing."""
    if hook.salt is None:
        return None
    return services.vault.digest("hook", f"{hook.name}|{hook.salt}").hex()


def deliver_due(services: Services, *, limit: int = 20) -> Delivered:
    """Deliver what is due now; what fails waits for its next try. Never raises for a receiver."""
    done = failed = 0
    blocked: set[int] = set()
    for delivery in services.ledger.outbox.claim(limit):
        if delivery.hook.id in blocked:
            services.ledger.outbox.failed(delivery.id, "behind an earlier one", 1.0)
            failed += 1
            continue
        trouble = _deliver(services, delivery)
        if trouble is None:
            services.ledger.outbox.done(delivery.id)
            done += 1
        else:
            wait_s = wait_before_try(delivery.tries)
            services.ledger.outbox.failed(delivery.id, trouble[:_MOST_TROUBLE], wait_s)
            blocked.add(delivery.hook.id)
            failed += 1
    return Delivered(done, failed)


class Courier:
    """Delivers on its own thread until closed; used as a context manager.

    At its end it makes one more round, unless the last one failed: what happened last is told, and
    a receiver that is away delays nobody.
    """

    def __init__(self, services: Services, *, pause_s: float = PAUSE_S) -> None:
        self._services = services
        self._pause_s = pause_s
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="courier", daemon=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *trouble: object) -> None:
        self.close()

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def close(self) -> None:
        """Stop after the delivery in hand; what is left stays in the outbox."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(TIMEOUT_S + PAUSE_S)

    def _work(self) -> None:
        delivered = Delivered()
        while not self._over.is_set():
            delivered = self._round()
            if not delivered.done:
                self._over.wait(self._pause_s)
        if not delivered.failed:
            self._round()

    def _round(self) -> Delivered:
        try:
            return deliver_due(self._services)
        except LedgerTrouble as trouble:  # busy or away for a moment: the outbox waits
            _log.warning("the outbox could not be read: %s", trouble.code)
            return Delivered(failed=1)


def _deliver(services: Services, delivery: Delivery) -> str | None:
    """Deliver one event; returns what went wrong, in one line, or None."""
    body = json.dumps(delivery.body, ensure_ascii=False, separators=(",", ":")).encode()
    if delivery.hook.kind is HookKind.COMMAND:
        return _run(delivery, body)
    return _post(services, delivery, body)


def _post(services: Services, delivery: Delivery, body: bytes) -> str | None:
    time_s = int(services.clock.now().timestamp())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": services.software or "keywright",
        ID_HEADER: delivery.event_id,
        EVENT_HEADER: delivery.event,
        TIME_HEADER: str(time_s),
    }
    hook = delivery.hook
    secret = signing_secret(services, hook)
    if secret is not None:
        headers[SIGNATURE_HEADER] = signature(secret.encode(), time_s, body)
    request = urllib.request.Request(  # noqa: S310 - the target's scheme is checked when saved
        hook.target, data=body, headers=headers, method="POST"
    )
    try:
        with _OPENER.open(request, timeout=TIMEOUT_S) as answer:
            answer.read(1024)
    except urllib.error.HTTPError as error:
        with error:
            return f"HTTP {error.code}"
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        return f"{type(error).__name__}: {reason}"
    return None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer, not a way: signed messages go where the hook says."""

    def redirect_request(self, *_args: object, **_more: object) -> None:
        """Refuse: the status becomes the delivery's trouble."""
        return


_OPENER = urllib.request.build_opener(_NoRedirect)


def _run(delivery: Delivery, body: bytes) -> str | None:
    """Run a local command with the JSON on its input; no shell is involved."""
    command = shlex.split(delivery.hook.target, posix=os.name != "nt")
    environment = {
        **os.environ,
        "KEYWRIGHT_EVENT": delivery.event,
        "KEYWRIGHT_EVENT_ID": delivery.event_id,
    }
    try:
        done = subprocess.run(
            command,
            input=body,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no end within {TIMEOUT_S:.0f} s"
    except (OSError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return None if done.returncode == 0 else f"exit code {done.returncode}"


def _check_target(kind: HookKind, target: str) -> None:
    if kind is HookKind.HTTP:
        try:
            url = urlsplit(target)
            good = url.scheme in {"http", "https"} and bool(url.hostname) and url.username is None
        except ValueError:
            good = False
    else:
        try:
            good = bool(shlex.split(target, posix=os.name != "nt"))
        except ValueError:
            good = False
    if not good:
        raise BadInput("hook-target", target=target[:120])
