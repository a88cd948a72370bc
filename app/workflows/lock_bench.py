"""A bench that locked itself is on record: no restart, and no setting, releases it."""

from dataclasses import dataclass

from app.domain.acts import Act
from app.workflows.services import Services
from flasher.model import Outcome


@dataclass(frozen=True, slots=True)
class BenchRecord:
    """What the record says of one bench: locked or not, and how many failures in a row."""

    is_locked: bool
    failures: int


def lock_bench(services: Services, failures: int) -> None:
    """Record that this station's bench locked itself. Raises LedgerTrouble."""
    actor = services.actor
    services.ledger.audit.note(
        Act.BENCH_LOCKED, f"station:{actor.station}", actor, new={"failures": failures}
    )


def bench_record(services: Services) -> BenchRecord:
    """Return how this station's bench stands: its last lock or release, and what failed since.

    The count goes on where the last program left it; a re-check or a stopped attempt says nothing
    of the line. Raises LedgerTrouble.
    """
    ledger, subject = services.ledger, f"station:{services.actor.station}"
    last = {
        act: ledger.audit.records(subject=subject, act=act, limit=1, newest_first=True)
        for act in (Act.BENCH_LOCKED, Act.BENCH_RELEASED)
    }
    locked, released = last[Act.BENCH_LOCKED], last[Act.BENCH_RELEASED]
    since = released[0].at if released else ""
    failures = 0
    for attempt in ledger.attempts.recent_at(services.actor.station):
        if attempt.started_at <= since or (attempt.outcome is Outcome.PASS and not attempt.recheck):
            break
        failures += not attempt.recheck and attempt.outcome is not Outcome.ABORTED
    is_locked = bool(locked) and (not released or locked[0].seq > released[0].seq)
    return BenchRecord(is_locked, failures)
