"""Printing on both engines: a ledger with a lot, and a bench that needs no boards."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ledger.ledger import Ledger
from app.ledger.runs import Run
from flasher.timing import FakeClock
from tests.bench import Bench
from tests.ledgers import ACTOR, fill, fresh_postgres, fresh_sqlite, mac


class Place:
    """Where a test's ledger is, and how to open it again as another program would."""

    def __init__(self, location: str, locks: Path) -> None:
        self.location = location
        self.locks = locks
        self.clock = FakeClock()

    def open(self) -> Ledger:
        ledger = Ledger.open(self.location, clock=self.clock, locks=self.locks)
        ledger.seal_audit_with(mac)
        return ledger


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "sqlite":
        yield Place(str(fresh_sqlite(tmp_path)), tmp_path / "runs")
        return
    with fresh_postgres() as url:
        yield Place(url, tmp_path / "runs")


@pytest.fixture
def ledger(place: Place) -> Iterator[Ledger]:
    with place.open() as opened:
        fill(opened, 20)
        opened.printers.save("P1", {"kind": "file"}, ACTOR)
        yield opened


@pytest.fixture
def run(ledger: Ledger) -> Iterator[Run]:
    begun = ledger.runs.start("station-1", ACTOR)
    yield begun
    begun.close(ACTOR)


@pytest.fixture
def bench(ledger: Ledger) -> Iterator[Bench]:
    with Bench(ledger) as made:
        yield made
