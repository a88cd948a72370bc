"""What is recorded of one try on one unit at one slot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flasher.model import Outcome

NOTHING_LEFT = frozenset({"no-license-left", "order-full", "order-closed"})
"""Codes of boards that came when all was made or used up: they say nothing of board or fixture."""
NO_RIGHT = frozenset({"sign-in-needed", "not-allowed", "approval-needed"})
"""Codes of boards that came while somebody without the right was at the bench: on record, and no
try of the unit, so that neither yield nor a certificate counts them."""


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """One attempt, as the ledger keeps it.

    ``steps``: seconds per step name. ``transcript``: redacted text, kept for attempts that did not
    pass. ``found_identity``: what the board held before; ``lost_identity``: what was overwritten.
    ``hwid``: the unit's hardware id, None where the board never said who it is.
    """

    started_at: datetime
    seconds: float
    outcome: Outcome
    code: str
    slot: str
    port: str
    hwid: str | None = None
    mac: str | None = None
    serial: str | None = None
    identity: str | None = None
    recheck: bool = False
    facts: Mapping[str, object] = field(default_factory=dict)
    steps: Mapping[str, float] = field(default_factory=dict)
    firmware_name: str | None = None
    firmware_version: str | None = None
    console: str | None = None
    profile: str | None = None
    storage: str = "kv"
    found_identity: str | None = None
    lost_identity: str | None = None
    stray_bytes: int = 0
    order_id: int | None = None
    lot_id: int | None = None
    software: str = ""
    transcript: str = ""
