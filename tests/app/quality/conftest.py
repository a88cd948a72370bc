"""Quality on both engines: a ledger with made-up licenses, and a bench that needs no boards."""

from collections.abc import Iterator

import pytest

from app.ledger.ledger import Ledger
from tests.bench import Bench
from tests.ledgers import fill


@pytest.fixture
def bench(ledger: Ledger) -> Iterator[Bench]:
    fill(ledger, 200)
    with Bench(ledger) as made:
        made.pass_time(minutes=7)
        yield made
