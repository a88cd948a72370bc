"""Hooks: other systems that want to know, and how a message to them is signed."""

import hashlib
import hmac
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

EVENTS: Final = ("unit.passed", "unit.failed", "label.printed", "order.closed")

SIGNATURE_HEADER: Final = "X-Keywright-Signature"
TIME_HEADER: Final = "X-Keywright-Time"
ID_HEADER: Final = "X-Keywright-Id"
EVENT_HEADER: Final = "X-Keywright-Event"


class HookKind(StrEnum):
    """How a hook is told: an HTTP POST, or a local command that gets the JSON on its input."""

    HTTP = "http"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Hook:
    """One receiver. ``waiting``: deliveries on their way; ``trouble``: why the oldest waits."""

    id: int
    name: str
    kind: HookKind
    target: str
    events: tuple[str, ...]
    enabled: bool
    salt: str | None = field(default=None, repr=False)
    waiting: int = 0
    trouble: str | None = None


def signature(secret: bytes, time_s: int, body: bytes) -> str:
    """Return ``v1=<hex>``: HMAC-SHA256 over the decimal time, a dot, and the body as sent.

    The time is signed along, so that a receiver can refuse a message that was recorded and is
    played again.
    """
    signed = str(time_s).encode() + b"." + body
    return "v1=" + hmac.new(secret, signed, hashlib.sha256).hexdigest()


def is_signed_by(secret: bytes, time_s: int, body: bytes, claimed: str) -> bool:
    """Say whether a signature is right; what a receiver does, in constant time."""
    return hmac.compare_digest(signature(secret, time_s, body), claimed)


def wait_before_try(tries: int) -> float:
    """Return the seconds until the next try: 2, 4, 8, … at most an hour; for ever."""
    return float(min(2 ** min(tries, 12), 3_600))
