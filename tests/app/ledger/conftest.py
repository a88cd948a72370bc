"""Every ledger test runs on a real SQLite file and on a real PostgreSQL."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.ledger.ledger import Ledger
from app.ledger.runs import Run
from flasher.timing import FakeClock
from tests.ledgers import ACTOR, fresh_postgres, fresh_sqlite, mac


@dataclass
class Place:
    """Where a test's ledger is, and how to open it again."""

    location: str
    locks: Path
    clock: FakeClock

    def open(self) -> Ledger:
        ledger = Ledger.open(self.location, clock=self.clock, locks=self.locks)
        ledger.seal_audit_with(mac)
        return ledger


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    clock = FakeClock()
    if request.param == "sqlite":
        yield Place(str(fresh_sqlite(tmp_path)), tmp_path / "runs", clock)
        return
    with fresh_postgres() as url:
        yield Place(url, tmp_path / "runs", clock)


@pytest.fixture
def ledger(place: Place) -> Iterator[Ledger]:
    with place.open() as opened:
        yield opened


@pytest.fixture
def run(ledger: Ledger) -> Iterator[Run]:
    begun = ledger.runs.start("station-1", ACTOR)
    yield begun
    begun.close(ACTOR)
