"""What was tried: every attempt with its steps, and the transcript of those that did not pass."""

import json
import zlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from app.domain.attempts import NO_RIGHT, NOTHING_LEFT, AttemptRecord
from app.domain.people import Actor
from app.ledger import tables as t
from app.ledger.work import Store, iso
from flasher.model import Outcome

_INSERT = insert(t.attempts).returning(t.attempts.c.id)
_KEEP_TRANSCRIPT = insert(t.transcripts)
_COUNT_TRY = (
    update(t.units)
    .where(t.units.c.id == bindparam("of_unit"))
    .values(
        attempts=t.units.c.attempts + bindparam("by"),
        last_outcome=bindparam("ended"),
        last_at=bindparam("at"),
        last_operator=bindparam("by_whom"),
        last_slot=bindparam("where"),
    )
    .returning(t.units.c.attempts)
)
_AS_IS = (
    *("slot", "port", "seconds", "code", "recheck", "hwid", "mac", "serial", "identity"),
    *("firmware_name", "firmware_version", "console", "profile", "storage"),
    *("found_identity", "lost_identity", "stray_bytes", "order_id", "lot_id", "software"),
)
STATION_RESTARTED = "station-restarted"
SAY_NOTHING = (STATION_RESTARTED, *sorted(NOTHING_LEFT | NO_RIGHT))
RECENT = 500
"""So many attempts back a bench looks at its start: more than 32 slots make in ten minutes."""


@dataclass(frozen=True, slots=True)
class Recent:
    """One attempt in short. ``started_at``: UTC ISO text; ``seconds``: how long it took."""

    started_at: str
    seconds: float
    outcome: Outcome
    recheck: bool
    hwid: str | None


class AttemptStore(Store):
    """``ledger.attempts``."""

    def of_unit(self, hwid: str) -> list[dict[str, Any]]:
        """Return the attempts on one unit, oldest first, as column: value; JSON already read."""
        query = select(t.attempts).where(
            t.attempts.c.unit_id
            == select(t.units.c.id).where(t.units.c.hwid == hwid).scalar_subquery()
        )
        with self.read() as conn:
            rows = conn.execute(query.order_by(t.attempts.c.id)).mappings().all()
        return [_opened(dict(row)) for row in rows]

    def latest(self, limit: int = 100) -> list[dict[str, Any]]:
        """Return the newest attempts, newest first, as column: value; JSON already read."""
        query = select(t.attempts).order_by(t.attempts.c.id.desc()).limit(limit)
        with self.read() as conn:
            return [_opened(dict(row)) for row in conn.execute(query).mappings()]

    def recent_at(self, station: str, limit: int = RECENT) -> list["Recent"]:
        """Return this station's attempts among the newest ones of the ledger, newest first.

        Those that only a restart ended, and boards that came when nothing was left to give or
        nobody with the right was there, are left out: they say nothing of boards or of the line.
        """
        a = t.attempts.c
        newest = select(a.id).order_by(a.id.desc()).limit(limit)
        query = (
            select(a.started_at, a.seconds, a.outcome, a.recheck, a.hwid)
            .where(a.id.in_(newest), a.station == station, a.code.not_in(SAY_NOTHING))
            .order_by(a.id.desc())
        )
        with self.read() as conn:
            rows = conn.execute(query).all()
        return [
            Recent(r.started_at, r.seconds, Outcome(r.outcome), r.recheck, r.hwid) for r in rows
        ]

    def transcript(self, attempt_id: int) -> str | None:
        """Return the redacted transcript of one attempt; None where none was kept."""
        query = select(t.transcripts.c.packed).where(t.transcripts.c.attempt_id == attempt_id)
        with self.read() as conn:
            packed = conn.execute(query).scalar_one_or_none()
        return None if packed is None else zlib.decompress(packed).decode()


def insert_attempt(
    conn: Connection,
    attempt: AttemptRecord,
    actor: Actor,
    *,
    run_id: int | None,
    unit_id: int | None = None,
    license_id: int | None = None,
    lot_id: int | None = None,
    repeats: bool = False,
) -> int:
    """Write one attempt within a transaction and return its id.

    ``repeats``: the unit was verified before, so this is no further try and has no number; neither
    has one that was refused because nobody there had the right. The ledger's own ``lot_id`` goes
    before the one in the record.
    """
    number = None
    repeats = repeats or attempt.code in NO_RIGHT
    if unit_id is not None:
        ended = {
            "ended": attempt.outcome.value,
            "at": iso(attempt.started_at),
            "by_whom": actor.name,
            "where": attempt.slot,
        }
        tries = {"of_unit": unit_id, "by": 0 if repeats else 1} | ended
        total = conn.execute(_COUNT_TRY, tries).scalar_one()
        number = None if repeats else total
    values: dict[str, Any] = {name: getattr(attempt, name) for name in _AS_IS}
    values |= {
        "unit_id": unit_id,
        "license_id": license_id,
        "run_id": run_id,
        "number": number,
        "station": actor.station,
        "operator": actor.name,
        "started_at": iso(attempt.started_at),
        "outcome": attempt.outcome.value,
        "facts": json.dumps(dict(attempt.facts), ensure_ascii=False, default=str),
        "steps": json.dumps({str(k): round(v, 4) for k, v in attempt.steps.items()}),
    }
    if lot_id is not None:
        values["lot_id"] = lot_id
    attempt_id = int(conn.execute(_INSERT, values).scalar_one())
    if attempt.transcript and attempt.outcome is not Outcome.PASS:
        packed = zlib.compress(attempt.transcript.encode(), 6)
        conn.execute(_KEEP_TRANSCRIPT, {"attempt_id": attempt_id, "packed": packed})
    return attempt_id


def _opened(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"facts": json.loads(row["facts"]), "steps": json.loads(row["steps"])}
