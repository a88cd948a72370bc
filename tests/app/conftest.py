"""What tests of the station share: a ledger on either engine, a factory with a real vault.

Every test has a ledger of its own. What a station saw of ledgers is kept apart as well, and
passwords cost next to nothing.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ledger.ledger import Ledger
from app.ledger.runs import Run
from tests.ledgers import ACTOR, ENGINES, Place, fresh_place
from tests.people import CHEAP_HASHES, Factory, factory_in


@pytest.fixture(autouse=True)
def witness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of what this test's stations saw of ledgers."""
    folder = tmp_path / "seen"
    monkeypatch.setattr("app.workflows.restored.witness_dir", lambda: folder)
    return folder


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id with its least costs: what it costs in the field is measured in the bench."""
    monkeypatch.setattr("app.security.passwords.COSTS", CHEAP_HASHES)


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with fresh_place(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def ledger(place: Place) -> Iterator[Ledger]:
    with place.open() as opened:
        yield opened


@pytest.fixture
def run(ledger: Ledger) -> Iterator[Run]:
    begun = ledger.runs.start("station-1", ACTOR)
    yield begun
    begun.close(ACTOR)


@pytest.fixture
def factory(tmp_path: Path) -> Iterator[Factory]:
    with factory_in(tmp_path) as made:
        yield made
