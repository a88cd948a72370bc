"""Printing on both engines: a ledger with a lot and a printer, and a bench that needs no boards."""

from collections.abc import Iterator

import pytest

from app.ledger.ledger import Ledger
from tests.bench import Bench
from tests.ledgers import ACTOR, fill


@pytest.fixture
def ledger(ledger: Ledger) -> Ledger:
    fill(ledger, 20)
    ledger.printers.save("P1", {"kind": "file"}, ACTOR)
    return ledger


@pytest.fixture
def bench(ledger: Ledger) -> Iterator[Bench]:
    with Bench(ledger) as made:
        yield made
