"""Quality on both engines: a ledger with made-up licenses, and a bench that needs no boards."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.ledger.ledger import Ledger
from flasher.timing import FakeClock
from tests.bench import Bench
from tests.ledgers import ACTOR, fill, fresh_postgres, fresh_sqlite, mac


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(request.param, tmp_path) as opened:
        yield opened


@pytest.fixture
def sqlite_ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger("sqlite", tmp_path) as opened:
        yield opened


@pytest.fixture
def bench(ledger: Ledger) -> Iterator[Bench]:
    fill(ledger, 200)
    with Bench(ledger) as made:
        yield made


@pytest.fixture
def sqlite_bench(sqlite_ledger: Ledger) -> Iterator[Bench]:
    fill(sqlite_ledger, 200)
    with Bench(sqlite_ledger) as made:
        yield made


def open_ledger(engine: str, folder: Path) -> "OpenedLedger":
    return OpenedLedger(engine, folder)


class OpenedLedger:
    """A fresh ledger of one engine, closed and removed at the end."""

    def __init__(self, engine: str, folder: Path) -> None:
        self._engine = engine
        self._folder = folder

    def __enter__(self) -> Ledger:
        clock = FakeClock()
        clock.advance(timedelta(minutes=7).total_seconds())
        self._postgres = None
        if self._engine == "sqlite":
            location = str(fresh_sqlite(self._folder))
        else:
            self._postgres = fresh_postgres()
            location = self._postgres.__enter__()
        self.ledger = Ledger.open(location, clock=clock, locks=self._folder / "runs")
        self.ledger.seal_audit_with(mac)
        return self.ledger

    def __exit__(self, *trouble: object) -> None:
        self.ledger.close()
        if self._postgres is not None:
            self._postgres.__exit__(None, None, None)


__all__ = ["ACTOR"]
